package dev.quickstudy.report;

import dev.quickstudy.recipe.Wording;
import dev.quickstudy.report.EpisodeResult.AnsweredQuery;
import dev.quickstudy.report.EpisodeResult.Example;
import java.util.List;
import java.util.stream.IntStream;

/** Example tasks with what the learner said: a block a class, or rows of a table. */
final class Episodes {
  private static final int MOST_CLASSES = 20;
  private static final int MOST_SUPPORT = 5;
  private static final int MOST_QUERIES = 4;
  private static final int MOST_ROWS = 8;
  private static final int MOST_COLUMNS = 8;

  private final Html html;

  Episodes(Html html) {
    this.html = html;
  }

  /**
   * Writes a task.
   *
   * @param why it is shown
   */
  void write(EpisodeResult task, String why) {
    html.in(
        "article",
        () -> {
          html.leaf("h3", why + task.title().map(title -> " – " + title).orElse(""));
          html.leaf("p", summary(task), "class", "lead");
          if (task.columns().size() > 1) {
            rows(task);
          } else {
            classes(task);
          }
        },
        "class",
        "episode");
  }

  private static String summary(EpisodeResult task) {
    int asked = task.query().size();
    String share = Wording.number("%.1f %%", 100.0 * task.right() / asked);
    return task.right() + " of " + asked + " queries right (" + share + ").";
  }

  private void classes(EpisodeResult task) {
    boolean pictures = ExampleView.picture(task.query().get(0).example.shape);
    int shown = Math.min(MOST_CLASSES, task.classes().size());
    html.in(
        "div",
        () -> IntStream.range(0, shown).forEach(label -> oneClass(task, label)),
        "class",
        pictures ? "classes pictures" : "classes");
    if (shown < task.classes().size()) {
      html.leaf(
          "p", "… and " + (task.classes().size() - shown) + " more classes.", "class", "note");
    }
  }

  private void oneClass(EpisodeResult task, int label) {
    List<Example> given = task.support(label).toList();
    List<AnsweredQuery> asked = task.query(label);
    long right = asked.stream().filter(AnsweredQuery::right).count();
    html.in(
        "section",
        () -> {
          html.in(
              "div",
              () -> {
                html.leaf("h4", task.classes().get(label), "class", "name");
                html.leaf("p", right + " of " + asked.size() + " right", "class", "count");
              });
          html.in("div", () -> given(task, label, given));
          html.in(
              "div",
              () -> {
                html.leaf("h5", "asked");
                html.in(
                    "ul",
                    () -> EpisodeResult.some(asked, MOST_QUERIES).forEach(one -> query(task, one)));
              });
        },
        "class",
        "way");
  }

  private void given(EpisodeResult task, int label, List<Example> given) {
    html.leaf("h5", "learned from");
    html.in(
        "ul",
        () ->
            given.stream()
                .limit(MOST_SUPPORT)
                .forEach(
                    example ->
                        html.in(
                            "li",
                            () ->
                                ExampleView.show(
                                    html, example, "example of " + task.classes().get(label)))));
    if (given.size() > MOST_SUPPORT) {
      html.leaf("p", "and " + (given.size() - MOST_SUPPORT) + " more", "class", "count");
    }
  }

  private void query(EpisodeResult task, AnsweredQuery asked) {
    String truth = task.classes().get(asked.example.label);
    html.in(
        "li",
        () -> {
          ExampleView.show(html, asked.example, "query of " + truth);
          verdict(task, asked);
        },
        "class",
        asked.right() ? "right" : "wrong");
  }

  private void verdict(EpisodeResult task, AnsweredQuery asked) {
    String sure = percent(asked.probabilities[asked.taken()]);
    html.in(
        "span",
        () -> {
          html.leaf("span", asked.right() ? "✓" : "✗", "class", "mark", "aria-hidden", "true");
          if (asked.right()) {
            html.leaf("span", "right, ", "class", "unseen");
            html.text(sure);
          } else {
            html.leaf("span", "wrong: ", "class", "unseen");
            html.leaf("span", task.classes().get(asked.taken()), "class", "name");
            html.text(" " + sure);
            html.leaf(
                "span",
                "; its own class " + percent(asked.probabilities[asked.example.label]),
                "class",
                "own");
          }
        },
        "class",
        "verdict");
  }

  static String percent(double share) {
    return Wording.number("%.0f %%", 100 * share);
  }

  /** A task of a table: its rows, as the table has them. */
  private void rows(EpisodeResult task) {
    int columns = Math.min(MOST_COLUMNS, task.columns().size());
    int more = task.columns().size() - columns;
    html.leaf("h4", "learned from");
    table(
        task,
        columns,
        List.of("class"),
        () ->
            interleaved(task)
                .forEach(
                    example ->
                        html.in(
                            "tr",
                            () -> {
                              html.leaf("td", task.classes().get(example.label), "class", "name");
                              cells(example, columns);
                            })));
    int hidden = task.support().size() - Math.min(MOST_ROWS, task.support().size());
    note(more, hidden, "to learn from");
    html.leaf("h4", "asked, wrong answers first");
    table(
        task,
        columns,
        List.of("class", "taken for"),
        () ->
            EpisodeResult.some(task.query(), MOST_ROWS)
                .forEach(asked -> queryRow(task, asked, columns)));
    note(more, task.query().size() - Math.min(MOST_ROWS, task.query().size()), "asked");
  }

  /** The first few examples, of each class in turn. */
  private static List<Example> interleaved(EpisodeResult task) {
    List<List<Example>> byClass =
        IntStream.range(0, task.classes().size())
            .mapToObj(label -> task.support(label).toList())
            .toList();
    return IntStream.range(0, task.support().size())
        .boxed()
        .flatMap(i -> byClass.stream().filter(own -> i < own.size()).map(own -> own.get(i)))
        .limit(MOST_ROWS)
        .toList();
  }

  private void queryRow(EpisodeResult task, AnsweredQuery asked, int columns) {
    html.in(
        "tr",
        () -> {
          html.leaf("td", task.classes().get(asked.example.label), "class", "name");
          html.in(
              "td",
              () -> {
                html.leaf("span", asked.right() ? "✓ " : "✗ ", "class", "mark");
                html.leaf("span", task.classes().get(asked.taken()), "class", "name");
                html.text(" " + percent(asked.probabilities[asked.taken()]));
              },
              "class",
              "verdict");
          cells(asked.example, columns);
        },
        "class",
        asked.right() ? "right" : "wrong");
  }

  private void table(EpisodeResult task, int columns, List<String> answers, Runnable rows) {
    html.in(
        "div",
        () ->
            html.in(
                "table",
                () -> {
                  html.in(
                      "thead",
                      () ->
                          html.in(
                              "tr",
                              () -> {
                                answers.forEach(
                                    name ->
                                        html.leaf("th", name, "scope", "col", "class", "answer"));
                                task.columns().stream()
                                    .limit(columns)
                                    .forEach(name -> html.leaf("th", name, "scope", "col"));
                              }));
                  html.in("tbody", rows);
                }),
        "class",
        "scrolls",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "rows of the table");
  }

  private void cells(Example example, int columns) {
    example.cells.stream()
        .limit(columns)
        .forEach(cell -> html.leaf("td", cell.isEmpty() ? "–" : ExampleView.shortened(cell)));
  }

  private void note(int moreColumns, int moreRows, String what) {
    String columns = moreColumns > 0 ? Wording.count(moreColumns, "more column") : "";
    String rows = moreRows > 0 ? Wording.count(moreRows, "more row") + " " + what : "";
    String both = columns.isEmpty() || rows.isEmpty() ? columns + rows : columns + " and " + rows;
    if (!both.isEmpty()) {
      html.leaf("p", "Not shown: " + both + ".", "class", "note");
    }
  }
}
