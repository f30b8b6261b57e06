package dev.quickstudy.report;

import dev.quickstudy.recipe.Wording;
import dev.quickstudy.report.Confusion.Own;
import dev.quickstudy.report.Confusion.Pair;
import dev.quickstudy.report.EpisodeResult.AnsweredQuery;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;

/** Shows which classes are confused: all with all where they are few, otherwise the worst. */
final class Confusions {
  private static final int MOST_IN_GRID = 16;
  private static final int MOST_PAIRS = 8;
  private static final int MOST_CLASSES = 8;

  private final Html html;
  private final Confusion confusion;
  private final LongFunction<EpisodeResult> tasks;

  /**
   * A view of what was counted.
   *
   * @param tasks solves a task again
   */
  Confusions(Html html, Confusion confusion, LongFunction<EpisodeResult> tasks) {
    this.html = html;
    this.confusion = confusion;
    this.tasks = tasks;
  }

  void write() {
    html.leaf(
        "p",
        "Over the same "
            + Wording.count(confusion.tasks(), "task")
            + ": "
            + confusion.right()
            + " of "
            + confusion.asked()
            + " queries right, "
            + Wording.count(confusion.classes().size(), "class").replace("classs", "classes")
            + ". A class can be taken for another only in tasks that have both, so shares count the"
            + " queries of those tasks.",
        "class",
        "lead");
    if (confusion.right() == confusion.asked()) {
      html.leaf("p", "Nothing was confused.", "class", "note");
    } else if (confusion.classes().size() <= MOST_IN_GRID) {
      grid();
    } else {
      pairs();
      hardest();
    }
  }

  private void grid() {
    List<Own> classes = confusion.classes();
    html.in(
        "div",
        () ->
            html.in(
                "table",
                () -> {
                  html.in("thead", () -> gridHead(classes));
                  html.in(
                      "tbody",
                      () -> {
                        for (int row = 0; row < classes.size(); row++) {
                          gridRow(classes, row);
                        }
                      });
                },
                "class",
                "grid-of-classes"),
        "class",
        "scrolls",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "share of each class's queries that were taken for each class");
    html.leaf(
        "p",
        "Rows: what it was. Columns, by number: what it was taken for. Per cent; a dot for 0, empty"
            + " where no task had both.",
        "class",
        "note");
  }

  private void gridHead(List<Own> classes) {
    html.in(
        "tr",
        () -> {
          html.leaf("th", "class", "scope", "col");
          for (int i = 0; i < classes.size(); i++) {
            String name = classes.get(i).name();
            html.leaf(
                "th", Integer.toString(i + 1), "scope", "col", "title", name, "class", "number");
          }
          html.leaf("th", "queries", "scope", "col", "class", "number");
        });
  }

  private void gridRow(List<Own> classes, int row) {
    Own own = classes.get(row);
    html.in(
        "tr",
        () -> {
          html.in(
              "th",
              () -> {
                html.leaf("span", (row + 1) + " ", "class", "place");
                html.leaf("span", own.name(), "class", "name");
              },
              "scope",
              "row");
          for (int column = 0; column < classes.size(); column++) {
            Optional<Double> share =
                row == column
                    ? Optional.of(own.share())
                    : confusion.pair(own.name(), classes.get(column).name()).map(Pair::share);
            cell(share, row == column);
          }
          html.leaf("td", Integer.toString(own.asked()), "class", "number");
        });
  }

  private void cell(Optional<Double> share, boolean itself) {
    double known = share.orElse(0.0);
    html.leaf(
        "td",
        share.isEmpty() ? "" : known == 0 ? "·" : Wording.number("%.0f", 100 * known),
        "class",
        itself ? "share itself" : "share",
        "style",
        String.format(Locale.ROOT, "--share:%.3f", known));
  }

  private void pairs() {
    List<Pair> worst = confusion.worst(MOST_PAIRS);
    if (worst.isEmpty()) {
      html.leaf("p", "No class was taken for the same other one twice.", "class", "note");
      return;
    }
    html.leaf("h3", "Most often confused");
    html.leaf(
        "p",
        "A query, "
            + (ExampleView.picture(tasks.apply(worst.get(0).task()).query().get(0).example.shape)
                ? "beside an example of the class that it was taken for. "
                : "and what it was taken for. ")
            + "In the order of the least share that the counts allow for; among so many classes, two"
            + " meet in few tasks.",
        "class",
        "note");
    html.in("ol", () -> worst.forEach(this::pair), "class", "pairs");
  }

  private void pair(Pair pair) {
    EpisodeResult task = tasks.apply(pair.task());
    AnsweredQuery asked = task.query().get(pair.query());
    html.in(
        "li",
        () -> {
          ExampleView.show(html, asked.example, "a query of " + pair.truth());
          if (ExampleView.picture(asked.example.shape)) {
            task.support(asked.taken())
                .limit(1)
                .forEach(
                    example ->
                        ExampleView.show(
                            html, example, "what was learned from of " + pair.answer()));
          }
          html.in(
              "p",
              () -> {
                html.leaf("span", pair.truth(), "class", "name");
                html.text(" taken for ");
                html.leaf("span", pair.answer(), "class", "name");
                html.leaf(
                    "span",
                    pair.taken()
                        + " of "
                        + pair.asked()
                        + " queries in "
                        + Wording.count(pair.tasks(), "task"),
                    "class",
                    "count");
              });
        },
        "class",
        "wrong");
  }

  private void hardest() {
    html.leaf("h3", "Least often recognised");
    html.in(
        "table",
        () -> {
          html.in(
              "thead",
              () ->
                  html.in(
                      "tr",
                      () -> {
                        html.leaf("th", "class", "scope", "col");
                        html.leaf("th", "right", "scope", "col", "class", "number");
                        html.leaf("th", "queries", "scope", "col", "class", "number");
                      }));
          html.in(
              "tbody",
              () ->
                  confusion
                      .hardest(MOST_CLASSES)
                      .forEach(
                          own ->
                              html.in(
                                  "tr",
                                  () -> {
                                    html.leaf("th", own.name(), "scope", "row", "class", "name");
                                    html.leaf(
                                        "td", Episodes.percent(own.share()), "class", "number");
                                    html.leaf(
                                        "td", Integer.toString(own.asked()), "class", "number");
                                  })));
        });
  }
}
