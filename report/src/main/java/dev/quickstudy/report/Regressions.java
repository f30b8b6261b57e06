package dev.quickstudy.report;

import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.report.Plot.Point;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Example tasks of regression: the curve and what the learner made of it from a few of its points;
 * where inputs are more than one number, predictions against the truth.
 */
final class Regressions {
  private static final int WIDTH = 330;
  private static final int HEIGHT = 240;
  private static final int GRID = 120;

  private final Html html;
  private final EpisodeRunner runner;
  private final int steps;

  /**
   * Shows tasks of a learner.
   *
   * @param steps inner steps, for a learner that takes them
   */
  Regressions(Html html, EpisodeRunner runner, int steps) {
    this.html = html;
    this.runner = runner;
    this.steps = steps;
  }

  /** What one learner says of a task. */
  private record Said(List<Point> curve, List<Point> queries, double error) {}

  void write(int tasks) {
    boolean descends = runner.learner() instanceof Descent;
    boolean curves =
        runner.evaluation().source().inputShape().length == 1
            && runner.evaluation().source().inputShape()[0] == 1;
    html.in(
        "p",
        () -> {
          key("key support", curves ? "points learned from" : "");
          key("key truth", curves ? "the truth" : "predictions on this line would be exact");
          if (descends && curves) {
            key("key before", "before learning");
          }
          key("key after", descends ? "after " + Wording.count(steps, "inner step") : "predicted");
        },
        "class",
        "keys");
    html.in(
        "div",
        () -> IntStream.range(0, tasks).forEach(number -> task(number, descends, curves)),
        "class",
        "tiles");
  }

  private void key(String style, String words) {
    if (!words.isEmpty()) {
      html.in(
          "span",
          () -> {
            html.in("i", () -> {}, "class", style, "aria-hidden", "true");
            html.text(words);
          });
    }
  }

  private void task(long number, boolean descends, boolean curves) {
    Said after = (descends ? withSteps(steps) : runner).read(number, Regressions::said);
    List<Point> support =
        runner.read(number, (task, learned) -> points(task.support().x(), task.support().y()));
    List<Point> truth =
        runner.read(number, (task, learned) -> points(task.query().x(), task.query().y()));
    html.in(
        "figure",
        () -> {
          if (curves) {
            List<Said> before =
                descends ? List.of(withSteps(0).read(number, Regressions::said)) : List.of();
            curve(support, truth, before, after);
          } else {
            against(after);
          }
          html.leaf("figcaption", caption(number, after));
        });
  }

  private EpisodeRunner withSteps(int number) {
    Descent descent = (Descent) runner.learner();
    return new EpisodeRunner(
        runner.evaluation(), descent.withTestSteps(number), runner.model(), runner.regime());
  }

  private String caption(long number, Said after) {
    return "task "
        + number
        + runner
            .evaluation()
            .contents(number)
            .flatMap(TaskContents::title)
            .map(title -> ", " + title)
            .orElse("")
        + ": mean squared error "
        + Wording.number("%.3f", after.error());
  }

  private static Said said(TaskBatch task, LearnedTasks learned) {
    Tensor x = task.query().x();
    Tensor predicted = values(task, learned.predict(x).value());
    double error = task.query().loss(predicted).item();
    List<Point> queries = points(task.query().y(), predicted);
    if (x.rank() != 3 || x.size(2) != 1) {
      return new Said(List.of(), queries, error);
    }
    double[] all = Tensor.cat(1, List.of(task.support().x(), x)).toDoubles();
    double least = Arrays.stream(all).min().orElse(0);
    double most = Arrays.stream(all).max().orElse(1);
    double[] across = new double[GRID];
    Arrays.setAll(across, i -> least + (most - least) * i / (GRID - 1));
    Tensor grid = Tensor.of(across, 1, GRID, 1).to(x.type());
    return new Said(points(grid, values(task, learned.predict(grid).value())), queries, error);
  }

  /** What follows the values says how sure they are. */
  private static Tensor values(TaskBatch task, Tensor predictions) {
    return predictions.slice(2, 0, task.query().targets().outputs());
  }

  /** The first number of each of one task's examples, against that of another tensor. */
  private static List<Point> points(Tensor across, Tensor up) {
    double[] x = across.to(DType.FLOAT64).reshape(across.size(1), -1).slice(1, 0, 1).toDoubles();
    double[] y = up.to(DType.FLOAT64).reshape(up.size(1), -1).slice(1, 0, 1).toDoubles();
    return IntStream.range(0, x.length)
        .mapToObj(i -> new Point(x[i], y[i]))
        .sorted(Comparator.comparing(Point::x))
        .toList();
  }

  private void curve(List<Point> support, List<Point> truth, List<Said> before, Said after) {
    List<Point> all = new ArrayList<>(support);
    all.addAll(truth);
    all.addAll(after.curve());
    Plot plot = plot(all);
    plot.draw(
        html,
        "a curve, "
            + Wording.count(support.size(), "point")
            + " of it that were learned from, and what was predicted",
        () -> {
          plot.axes(html, "x", plot.x()::words, plot.y()::words);
          truth.forEach(point -> plot.dot(html, "dot truth", point, 1.6, "truth"));
          before.forEach(said -> plot.curve(html, "line before", inside(plot, said.curve())));
          plot.curve(html, "line accent", after.curve());
          support.forEach(point -> plot.dot(html, "dot support", point, 4.2, "learned from"));
        });
  }

  private void against(Said after) {
    List<Point> all = new ArrayList<>(after.queries());
    after.queries().forEach(point -> all.add(new Point(point.y(), point.x())));
    Plot plot = plot(all);
    double from = Math.max(plot.x().least(), plot.y().least());
    double to = Math.min(plot.x().most(), plot.y().most());
    plot.draw(
        html,
        "predictions against the truth of "
            + Wording.count(after.queries().size(), "query").replace("querys", "queries"),
        () -> {
          plot.axes(html, "truth", plot.x()::words, plot.y()::words);
          plot.curve(html, "line truth", List.of(new Point(from, from), new Point(to, to)));
          after.queries().forEach(point -> plot.dot(html, "dot accent", point, 3, "predicted"));
        });
  }

  private static Plot plot(List<Point> all) {
    return new Plot(
        Axis.of(
            all.stream().mapToDouble(Point::x).min().orElse(0),
            all.stream().mapToDouble(Point::x).max().orElse(1),
            4),
        Axis.of(
            all.stream().mapToDouble(Point::y).min().orElse(0),
            all.stream().mapToDouble(Point::y).max().orElse(1),
            4),
        WIDTH,
        HEIGHT,
        Plot.Room.AXES);
  }

  /** What of a line is within the plot, from above and below brought to its edge. */
  private static List<Point> inside(Plot plot, List<Point> line) {
    return line.stream()
        .map(
            point ->
                new Point(
                    point.x(), Math.min(plot.y().most(), Math.max(plot.y().least(), point.y()))))
        .toList();
  }
}
