package dev.quickstudy.report;

import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.judge.Score;
import dev.quickstudy.recipe.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Scores of several learners on the same tasks, as a table with their intervals drawn. */
final class Scoreboard {
  private static final int WIDTH = 200;
  private static final int HEIGHT = 20;

  /** One line of the table. */
  private record Line(String learner, String steps, Score score) {}

  private final Html html;
  private final boolean regression;
  private final List<Line> lines = new ArrayList<>();

  Scoreboard(Html html, Map<String, EvaluationResult> reports) {
    this.html = html;
    this.regression = reports.values().iterator().next().regression();
    reports.forEach(
        (learner, report) -> {
          report
              .meanSquaredError()
              .forEach((steps, score) -> lines.add(new Line(learner, steps.toString(), score)));
          Stream.of(report.inductive(), report.transductive())
              .flatMap(Optional::stream)
              .forEach(score -> lines.add(new Line(learner, "", score)));
        });
  }

  void write() {
    Axis axis = axis();
    html.in(
        "div",
        () ->
            html.in(
                "table",
                () -> {
                  html.in("thead", () -> html.in("tr", () -> heads(axis)));
                  html.in("tbody", () -> lines.forEach(line -> row(line, axis)));
                },
                "class",
                "scores"),
        "class",
        "scrolls",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "scores");
  }

  private void heads(Axis axis) {
    html.leaf("th", "learner", "scope", "col");
    if (regression) {
      html.leaf("th", "inner steps", "scope", "col", "class", "number");
    }
    html.leaf(
        "th", regression ? "mean squared error" : "accuracy", "scope", "col", "class", "number");
    html.leaf("th", "95 % interval", "scope", "col", "class", "number");
    html.in(
        "th",
        () -> {
          html.leaf("span", axis.words(axis.least()));
          html.leaf("span", axis.words(axis.most()) + (regression ? "" : " %"));
        },
        "scope",
        "col",
        "class",
        "ends",
        "aria-label",
        "the interval as a picture");
    if (!regression) {
      html.leaf("th", "calibration error", "scope", "col", "class", "number");
    }
    html.leaf("th", "kind", "scope", "col");
    html.leaf("th", "regime", "scope", "col");
  }

  private void row(Line line, Axis axis) {
    Score score = line.score();
    html.in(
        "tr",
        () -> {
          html.leaf("th", line.learner(), "scope", "row");
          if (regression) {
            html.leaf("td", line.steps(), "class", "number");
          }
          html.leaf("td", Wording.value(score.metric(), score.mean()), "class", "number value");
          html.leaf("td", Wording.interval(score.metric(), score.ci95()), "class", "number");
          html.in(
              "td",
              () -> {
                if (Double.isFinite(score.mean())) {
                  whisker(score, axis);
                }
              },
              "class",
              "whisker");
          if (!regression) {
            html.leaf("td", Wording.percent(score.calibrationError()), "class", "number");
          }
          html.leaf("td", score.regime().transductive() ? "transductive" : "inductive");
          html.leaf("td", score.regime().label());
        },
        "class",
        line.learner().equals(lines.get(0).learner()) ? "own" : "beside");
  }

  private void whisker(Score score, Axis axis) {
    double mean = across(score.mean(), axis);
    html.in(
        "svg",
        () -> {
          segment("rail", 0, WIDTH);
          segment(
              "interval",
              across(score.mean() - score.ci95(), axis),
              across(score.mean() + score.ci95(), axis));
          html.in(
              "circle",
              () -> {},
              "cx",
              Plot.number(mean),
              "cy",
              Plot.number(HEIGHT / 2.0),
              "r",
              "4");
        },
        "viewBox",
        String.format(Locale.ROOT, "-5 0 %d %d", WIDTH + 10, HEIGHT),
        "aria-hidden",
        "true");
  }

  private void segment(String style, double from, double to) {
    String middle = Plot.number(HEIGHT / 2.0);
    html.in(
        "line",
        () -> {},
        "class",
        style,
        "x1",
        Plot.number(from),
        "x2",
        Plot.number(to),
        "y1",
        middle,
        "y2",
        middle);
  }

  private double across(double value, Axis axis) {
    double share = axis.share(regression ? value : 100 * value);
    return WIDTH * Math.min(1, Math.max(0, share));
  }

  private Axis axis() {
    double scale = regression ? 1 : 100;
    double least =
        lines.stream()
            .mapToDouble(line -> scale * (line.score().mean() - line.score().ci95()))
            .filter(Double::isFinite)
            .min()
            .orElse(0);
    double most =
        lines.stream()
            .mapToDouble(line -> scale * (line.score().mean() + line.score().ci95()))
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    return regression
        ? Axis.of(0, most, 4)
        : Axis.of(Math.max(0, least), Math.min(100, most), 4).within(0, 100);
  }
}
