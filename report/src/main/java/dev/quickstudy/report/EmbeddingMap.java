package dev.quickstudy.report;

import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.report.Plot.Point;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A map of what the learner knows of examples before it decides: the queries of one task, laid out
 * along the two directions in which their features differ most.
 */
final class EmbeddingMap {
  private static final int USUAL_WAYS = 8;
  private static final List<Integer> USUAL_QUERIES = List.of(25, 18, 12);
  private static final int WIDTH = 720;
  private static final int HEIGHT = 460;

  private final Html html;
  private final EpisodeRunner runner;

  EmbeddingMap(Html html, EpisodeRunner runner) {
    this.html = html;
    this.runner = runner;
  }

  /** Features of one task's queries. */
  private static final class Found {
    final float[][] features;
    final int[] labels;
    final List<String> classes;
    final Optional<String> title;

    Found(float[][] features, int[] labels, List<String> classes, Optional<String> title) {
      this.features = features;
      this.labels = labels;
      this.classes = classes;
      this.title = title;
    }
  }

  void write() {
    Optional<Found> found = find();
    if (found.isEmpty()) {
      html.leaf(
          "p",
          "There is no map: all of this network adapts and it has no output layer, so nothing in it"
              + " is an embedding.",
          "class",
          "note");
      return;
    }
    draw(found.get(), PrincipalComponents.of(found.get().features));
  }

  private Optional<Found> find() {
    Evaluation own = runner.evaluation();
    Evaluation larger =
        new Evaluation(own.source(), own.split(), shape(own), own.episodes(), own.seed());
    EpisodeRunner one =
        new EpisodeRunner(larger, runner.learner(), runner.model(), runner.regime());
    return one.read(
        0,
        (task, learned) ->
            learned
                .features(task.query().x())
                .filter(Tensor::allFinite)
                .map(
                    features -> {
                      int[] labels =
                          Arrays.stream(task.query().y().toLongs())
                              .mapToInt(Math::toIntExact)
                              .toArray();
                      float[] all = features.toFloats();
                      int size = all.length / labels.length;
                      float[][] rows =
                          IntStream.range(0, labels.length)
                              .mapToObj(i -> Arrays.copyOfRange(all, i * size, (i + 1) * size))
                              .toArray(float[][]::new);
                      List<String> classes =
                          larger
                              .contents(0)
                              .map(TaskContents::classes)
                              .orElseGet(
                                  () ->
                                      IntStream.rangeClosed(1, larger.shape().ways())
                                          .mapToObj(way -> "class " + way)
                                          .toList());
                      return new Found(
                          rows, labels, classes, larger.contents(0).flatMap(TaskContents::title));
                    }));
  }

  /** The largest handy task that source and learner allow; at least that of the evaluation. */
  private TaskShape shape(Evaluation own) {
    TaskShape judged = own.shape();
    for (int ways : List.of(Math.max(USUAL_WAYS, judged.ways()), judged.ways())) {
      for (int queries : USUAL_QUERIES) {
        TaskShape shape =
            new TaskShape(
                ways, judged.maxShots(), judged.maxShots(), Math.max(queries, judged.queries()));
        if (allowed(own, shape)) {
          return shape;
        }
      }
    }
    return judged;
  }

  private boolean allowed(Evaluation own, TaskShape shape) {
    try {
      own.source().check(own.split(), shape);
      runner.learner().check(own.source().inputShape(), own.source().targets(shape));
      return true;
    } catch (UsageException e) {
      return false; // smaller ones are tried
    }
  }

  private void draw(Found found, PrincipalComponents map) {
    boolean raw = runner.learner().network() instanceof Identity;
    html.leaf(
        "p",
        "The "
            + found.labels.length
            + " queries of one task of "
            + Wording.count(found.classes.size(), "class").replace("classs", "classes")
            + found.title.map(title -> " of " + title).orElse("")
            + " as the "
            + (raw
                ? "inputs that the learner is given (its encoder leaves them as they are)"
                : "learner's network sees them")
            + ", "
            + Wording.count(found.features[0].length, "number")
            + " each, laid out along the two directions in which they differ most, which hold "
            + Wording.number("%.0f %%", 100 * (map.shares[0] + map.shares[1]))
            + " of their variance. Classes that lie apart here are easy to tell apart; classes that"
            + " overlap may yet lie apart in other directions.",
        "class",
        "lead");
    html.in(
        "figure",
        () -> {
          Plot plot = plot(map);
          plot.draw(
              html,
              "map of the queries of "
                  + found.classes.size()
                  + " classes; the list below names them",
              () -> marks(plot, found, map));
          legend(found.classes);
        },
        "class",
        "map");
  }

  private static Plot plot(PrincipalComponents map) {
    return new Plot(axis(map, 0), axis(map, 1), WIDTH, HEIGHT, Plot.Room.AIR);
  }

  /** From the least to the greatest place, with some room. */
  private static Axis axis(PrincipalComponents map, int direction) {
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (double[] place : map.places) {
      least = Math.min(least, place[direction]);
      most = Math.max(most, place[direction]);
    }
    double room = 0.04 * (most - least) + 1e-9;
    return new Axis(least - room, most + room, 1);
  }

  private void marks(Plot plot, Found found, PrincipalComponents map) {
    double[][] centres = new double[found.classes.size()][3];
    for (int i = 0; i < found.labels.length; i++) {
      int label = found.labels[i];
      plot.mark(html, label, point(map.places[i]), found.classes.get(label));
      centres[label][0] += map.places[i][0];
      centres[label][1] += map.places[i][1];
      centres[label][2]++;
    }
    for (int label = 0; label < centres.length; label++) {
      double[] sum = centres[label];
      double across = plot.acrossOf(sum[0] / sum[2]);
      double down = plot.downOf(sum[1] / sum[2]);
      plot.words(html, "place", across, down + 5, Integer.toString(label + 1));
    }
  }

  private static Point point(double[] place) {
    return new Point(place[0], place[1]);
  }

  private void legend(List<String> classes) {
    html.in(
        "ol",
        () ->
            IntStream.range(0, classes.size())
                .forEach(
                    label ->
                        html.in(
                            "li",
                            () -> {
                              html.in(
                                  "svg",
                                  () -> Plot.sample(html, label),
                                  "class",
                                  "sample",
                                  "viewBox",
                                  "0 0 16 16",
                                  "aria-hidden",
                                  "true");
                              html.leaf("span", (label + 1) + " ", "class", "place");
                              html.leaf("span", classes.get(label), "class", "name");
                            })),
        "class",
        "legend");
  }
}
