package dev.quickstudy.report;

import dev.quickstudy.recipe.Wording;
import dev.quickstudy.report.Plot.Point;
import dev.quickstudy.task.Metric;
import dev.quickstudy.train.RunFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How a run went: its training loss and its validation scores, against steps or minutes.
 *
 * @param losses in the order of their steps
 * @param validations in the order of their steps
 * @param metric of the validations
 * @param best the step of the model that is judged
 * @param validating what the recipe says of validation; empty where it asks for none
 */
record Curves(
    List<RunFolder.Loss> losses,
    List<RunFolder.Validated> validations,
    Metric metric,
    long best,
    String validating) {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 270;

  /** More points than this are not told apart. */
  private static final int MOST = 200;

  void write(Html html) {
    if (losses.isEmpty() && validations.isEmpty()) {
      html.leaf(
          "p",
          "This run has logged neither losses nor validations: it ended before the first line that"
              + " its recipe asks for.",
          "class",
          "note");
      return;
    }
    axisChoice(html, "by-steps", "steps", "checked", "checked");
    axisChoice(html, "by-minutes", "minutes");
    html.in(
        "div",
        () -> {
          lossChart(html);
          validationChart(html);
        },
        "class",
        "charts");
    if (!validations.isEmpty()) {
      table(html);
    }
  }

  private static void axisChoice(Html html, String id, String words, String... more) {
    List<String> attributes = new ArrayList<>(List.of("type", "radio", "name", "axis", "id", id));
    attributes.addAll(List.of(more));
    html.empty("input", attributes.toArray(String[]::new));
    html.leaf("label", "against " + words, "for", id);
  }

  private void lossChart(Html html) {
    if (losses.isEmpty()) {
      return;
    }
    List<RunFolder.Loss> shown = thinned();
    int each = (losses.size() + MOST - 1) / MOST;
    html.in(
        "figure",
        () -> {
          html.in(
              "figcaption",
              () -> {
                html.leaf("strong", "Loss in training");
                html.text(
                    each == 1
                        ? " – each point the mean since the one before"
                        : " – each point the mean of " + each + " lines of the log");
              });
          loss(html, shown, "steps", loss -> loss.step());
          loss(html, shown, "minutes", loss -> loss.seconds() / 60);
        });
  }

  private static void loss(
      Html html, List<RunFolder.Loss> shown, String unit, ToDoubleFunction<RunFolder.Loss> across) {
    List<Point> points =
        shown.stream().map(loss -> new Point(across.applyAsDouble(loss), loss.value())).toList();
    double least = points.stream().mapToDouble(Point::y).min().orElse(0);
    double most = points.stream().mapToDouble(Point::y).max().orElse(1);
    Plot plot =
        new Plot(
            Axis.of(0, points.get(points.size() - 1).x(), 5),
            Axis.of(least < most / 3 && least > 0 ? 0 : least, most, 5),
            WIDTH,
            HEIGHT,
            Plot.Room.AXES);
    html.in(
        "div",
        () ->
            plot.draw(
                html,
                "Training loss against "
                    + unit
                    + ", from "
                    + figure(points.get(0).y())
                    + " to "
                    + figure(points.get(points.size() - 1).y()),
                () -> {
                  plot.axes(html, unit, plot.x()::words, plot.y()::words);
                  plot.curve(html, "line quiet", points);
                }),
        "class",
        "by-" + unit);
  }

  /** Few enough points: each the mean of some lines. */
  private List<RunFolder.Loss> thinned() {
    int each = (losses.size() + MOST - 1) / MOST;
    List<RunFolder.Loss> thinned = new ArrayList<>();
    for (int from = 0; from < losses.size(); from += each) {
      List<RunFolder.Loss> some = losses.subList(from, Math.min(losses.size(), from + each));
      RunFolder.Loss last = some.get(some.size() - 1);
      double mean = some.stream().mapToDouble(RunFolder.Loss::value).average().orElseThrow();
      thinned.add(new RunFolder.Loss(last.step(), last.seconds(), mean));
    }
    return thinned;
  }

  private void validationChart(Html html) {
    if (validations.isEmpty()) {
      html.leaf(
          "p",
          validating.isEmpty()
              ? "This run was not validated: its recipe asks for none (training.validation.every is"
                  + " 0). The model that is judged is the last one."
              : "This run was not validated: it ended before the first validation ("
                  + validating
                  + "). The model that is judged is the last one.",
          "class",
          "note");
      return;
    }
    html.in(
        "figure",
        () -> {
          html.in(
              "figcaption",
              () -> {
                html.leaf("strong", accuracy() ? "Accuracy in validation" : "Error in validation");
                html.text(" – with its 95\u00a0% interval; " + validating);
              });
          validation(html, "steps", one -> one.step());
          validation(html, "minutes", one -> one.seconds() / 60);
        });
  }

  private boolean accuracy() {
    return metric.share();
  }

  private void validation(Html html, String unit, ToDoubleFunction<RunFolder.Validated> across) {
    double scale = accuracy() ? 100 : 1;
    List<Point> points = points(across, 0);
    List<Point> upper = points(across, 1);
    List<Point> lower = points(across, -1);
    double least = lower.stream().mapToDouble(Point::y).min().orElse(0);
    double most = upper.stream().mapToDouble(Point::y).max().orElse(1);
    Axis y = Axis.of(least, most, 5).within(0, accuracy() ? 100 : Double.MAX_VALUE);
    Plot plot =
        new Plot(
            Axis.of(0, points.get(points.size() - 1).x(), 5), y, WIDTH, HEIGHT, Plot.Room.AXES);
    List<Point> around = new ArrayList<>(upper);
    for (int i = lower.size() - 1; i >= 0; i--) {
      around.add(lower.get(i));
    }
    html.in(
        "div",
        () ->
            plot.draw(
                html,
                "Validation against "
                    + unit
                    + ", "
                    + validations.size()
                    + " times; the last gave "
                    + value(validations.get(validations.size() - 1)),
                () -> {
                  plot.axes(
                      html,
                      unit,
                      plot.x()::words,
                      mark -> y.words(mark) + (scale == 100 ? " %" : ""));
                  plot.band(html, around);
                  plot.curve(html, "line accent", points);
                  for (int i = 0; i < points.size(); i++) {
                    RunFolder.Validated one = validations.get(i);
                    boolean judged = one.step() == best;
                    plot.dot(
                        html,
                        judged ? "dot best" : "dot accent",
                        points.get(i),
                        judged ? 5.5 : 2.5,
                        "step " + one.step() + ": " + value(one) + (judged ? ", the best" : ""));
                  }
                }),
        "class",
        "by-" + unit);
  }

  private List<Point> points(ToDoubleFunction<RunFolder.Validated> across, int side) {
    double scale = accuracy() ? 100 : 1;
    return validations.stream()
        .map(
            one ->
                new Point(
                    across.applyAsDouble(one),
                    Math.max(0, scale * (one.value() + side * one.ci95()))))
        .toList();
  }

  private String value(RunFolder.Validated one) {
    return Wording.value(metric, one.value()) + " " + Wording.interval(metric, one.ci95());
  }

  private void table(Html html) {
    html.in(
        "details",
        () -> {
          html.leaf(
              "summary", "The " + Wording.count(validations.size(), "validation") + " in figures");
          html.in(
              "table",
              () -> {
                html.in(
                    "thead",
                    () ->
                        html.in(
                            "tr",
                            () -> {
                              for (String head : List.of("step", "after", "score")) {
                                html.leaf("th", head, "scope", "col");
                              }
                            }));
                html.in("tbody", () -> validations.forEach(one -> row(html, one)));
              });
        });
  }

  private void row(Html html, RunFolder.Validated one) {
    html.in(
        "tr",
        () -> {
          html.leaf("td", Long.toString(one.step()));
          html.leaf("td", Wording.duration(one.seconds()));
          html.leaf("td", value(one) + (one.step() == best ? " – the model judged here" : ""));
        });
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
