package dev.quickstudy.judge;

import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What makes a learner's probabilities mean what they say: a temperature that its logits are
 * divided by, learned on meta-validation tasks (Guo, Pleiss, Sun, Weinberger 2017, §4.2). It
 * changes no answer. What is right among five classes is far too unsure among sixty, so the
 * temperature depends on the size of the task: its logarithm is linear in those of ways and shots.
 *
 * @param step after which the model was that it belongs to
 * @param temperature of the usual size, above 0
 * @param before the expected calibration error without it, 0 … 1, on tasks that it was not learned
 *     on
 * @param after with it, on the same tasks
 * @param tasks how many it was learned on; as many, or one more, were judged
 * @param ways classes of a task of the usual size
 * @param regime under which it was learned
 * @param growth how it changes with the size; empty in calibrations of older versions, which have
 *     one temperature for all
 */
public record Calibration(
    long step,
    double temperature,
    double before,
    double after,
    int tasks,
    int ways,
    Regime regime,
    Optional<Growth> growth) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Logits kept at once. */
  private static final long MOST_LOGITS = 4_000_000;

  /** Beyond this many times what was seen, a size changes nothing more. */
  private static final double FARTHEST = 4;

  private static final double FEWEST_SHOTS = 0.5;

  /** How much of a slope is held back: as if so many sizes had shown none. */
  private static final double HELD_BACK = 0.1;

  /**
   * How a temperature changes with the size of tasks.
   *
   * @param shots examples a class of a task of the usual size, on average
   * @param byWays what is added to the temperature's logarithm where ways grow e-fold
   * @param byShots likewise for shots
   * @param sizes all that it was learned on and judged at; the usual size first
   */
  public record Growth(double shots, double byWays, double byShots, List<Size> sizes) {
    public Growth {
      sizes = List.copyOf(sizes);
    }
  }

  /**
   * A size of tasks that a calibration was judged at.
   *
   * @param ways classes of a task
   * @param shots examples a class, on average
   * @param before the expected calibration error without temperature, 0 … 1
   * @param after with the temperature of this size
   */
  public record Size(int ways, double shots, double before, double after) {}

  /** One temperature for tasks of all sizes, as older versions learned it. */
  public Calibration(
      long step,
      double temperature,
      double before,
      double after,
      int tasks,
      int ways,
      Regime regime) {
    this(step, temperature, before, after, tasks, ways, regime, Optional.empty());
  }

  /**
   * Answers to tasks of one size, as far as they are finite: the temperature is learned on some and
   * judged on the others. Where they have diverged, most were not.
   */
  private record Sized(
      int ways, double shots, int tasks, int half, LabelledLogits answers, boolean diverged) {
    static Sized of(
        Evaluation evaluation, Learner learner, Model model, Regime regime, Workers workers) {
      TaskShape shape = evaluation.shape();
      long perTask = (long) shape.ways() * shape.ways() * shape.queries();
      int tasks = (int) Math.max(2, Math.min(evaluation.episodes(), MOST_LOGITS / perTask));
      LabelledLogits all =
          LabelledLogits.joined(
              evaluation
                  .withEpisodes(tasks)
                  .pass(
                      learner,
                      model,
                      regime,
                      workers,
                      (batch, first, predictions) ->
                          LabelledLogits.of(predictions.value(), batch.query().y().toLongs())));
      int first = tasks / 2 * shape.ways() * shape.queries();
      LabelledLogits finite = all.finite();
      return new Sized(
          shape.ways(),
          (shape.minShots() + shape.maxShots()) / 2.0,
          tasks,
          finite.count() == all.count() ? first : finite.count() / 2,
          finite,
          2 * finite.count() < all.count());
    }

    double before() {
      return answers.error(half, 1);
    }

    Size judged(double temperature) {
      return new Size(ways, shots, before(), answers.error(half, temperature));
    }
  }

  /**
   * Learns temperatures on the first half of each evaluation's episodes, and judges them on the
   * second. Where probabilities are better without, over all sizes, there is no temperature.
   * Answers that are not finite are left out, and sizes at which most are.
   *
   * @param usual of classes; of many queries, only its first episodes are used
   * @param others of other sizes
   * @param step after which the model is
   * @throws UsageException if the learner cannot learn such tasks or not under the regime, or most
   *     of its answers to those of the usual size are not finite
   */
  public static Calibration learn(
      Evaluation usual,
      List<Evaluation> others,
      Learner learner,
      Model model,
      long step,
      Regime regime,
      Workers workers) {
    List<Sized> all = new ArrayList<>();
    all.add(Sized.of(usual, learner, model, regime, workers));
    Sized own = all.get(0);
    if (own.diverged()) {
      throw new UsageException("most answers to validation tasks are not finite");
    }
    others.stream()
        .map(one -> Sized.of(one, learner, model, regime, workers))
        .filter(one -> !one.diverged())
        .forEach(all::add);
    double temperature = own.answers.temperature(own.half);
    double[] slopes = slopes(all, temperature);
    Calibration learned = of(step, temperature, slopes, all, regime);
    double before = all.stream().mapToDouble(Sized::before).sum();
    double after = learned.growth.orElseThrow().sizes().stream().mapToDouble(Size::after).sum();
    return after < before ? learned : of(step, 1, new double[2], all, regime);
  }

  private static Calibration of(
      long step, double temperature, double[] slopes, List<Sized> all, Regime regime) {
    Sized own = all.get(0);
    Growth growth = new Growth(own.shots, slopes[0], slopes[1], List.of());
    Calibration unjudged =
        new Calibration(
            step, temperature, 0, 0, own.tasks / 2, own.ways, regime, Optional.of(growth));
    List<Size> sizes =
        all.stream().map(one -> one.judged(unjudged.temperature(one.ways, one.shots))).toList();
    return new Calibration(
        step,
        temperature,
        sizes.get(0).before(),
        sizes.get(0).after(),
        own.tasks / 2,
        own.ways,
        regime,
        Optional.of(new Growth(growth.shots, growth.byWays, growth.byShots, sizes)));
  }

  /**
   * The slopes in the logarithms of ways and shots that fit best, through the usual size: least
   * squares, held back a little, so that there is none where no other size was seen.
   */
  private static double[] slopes(List<Sized> all, double temperature) {
    Sized own = all.get(0);
    double ww = HELD_BACK;
    double ss = HELD_BACK;
    double ws = 0;
    double wt = 0;
    double st = 0;
    for (Sized one : all.subList(1, all.size())) {
      double w = Math.log((double) one.ways / own.ways);
      double s = Math.log(one.shots / own.shots);
      double t = Math.log(one.answers.temperature(one.half) / temperature);
      ww += w * w;
      ss += s * s;
      ws += w * s;
      wt += w * t;
      st += s * t;
    }
    double determinant = ww * ss - ws * ws;
    return new double[] {(ss * wt - ws * st) / determinant, (ww * st - ws * wt) / determinant};
  }

  /**
   * The temperature of a size of tasks; 1 where calibration was not found to help.
   *
   * @param classes of the task, at least 2
   * @param examples a class, on average, at least 1
   */
  public double temperature(int classes, double examples) {
    if (growth.isEmpty()) {
      return after > before ? 1 : temperature;
    }
    Growth how = growth.get();
    double most = how.sizes.stream().mapToInt(Size::ways).max().orElse(classes) * FARTHEST;
    double mostShots =
        how.sizes.stream().mapToDouble(Size::shots).max().orElse(examples) * FARTHEST;
    double w = Math.log(Math.min(classes, most) / ways);
    // Classes may go by their names alone: fewer examples than these change nothing more.
    double s = Math.log(Math.max(FEWEST_SHOTS, Math.min(examples, mostShots)) / how.shots);
    return temperature * Math.exp(how.byWays * w + how.byShots * s);
  }

  /** As JSON text. */
  public String text() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("step", step);
    fields.put("temperature", temperature);
    fields.put("errorBefore", before);
    fields.put("errorAfter", after);
    fields.put("tasks", tasks);
    fields.put("ways", ways);
    fields.put("regime", regime.label());
    growth.ifPresent(
        how -> {
          fields.put("shots", how.shots);
          fields.put("byWays", how.byWays);
          fields.put("byShots", how.byShots);
          fields.put(
              "sizes",
              how.sizes.stream()
                  .map(one -> List.of(one.ways, one.shots, one.before, one.after))
                  .toList());
        });
    return JSON.writeValueAsString(fields);
  }

  /**
   * What {@link #text} wrote; empty if the text is nothing of the kind, as after a disk was full.
   */
  public static Optional<Calibration> of(String text) {
    try {
      JsonNode fields = JSON.readTree(text);
      double temperature = fields.path("temperature").asDouble(0);
      Optional<Growth> growth =
          fields.has("sizes") ? Optional.of(growth(fields)) : Optional.empty();
      return Arrays.stream(Regime.values())
          .filter(regime -> regime.label().equals(fields.path("regime").asString("")))
          .filter(regime -> temperature > 0)
          .findFirst()
          .map(
              regime ->
                  new Calibration(
                      fields.path("step").asLong(),
                      temperature,
                      fields.path("errorBefore").asDouble(),
                      fields.path("errorAfter").asDouble(),
                      fields.path("tasks").asInt(),
                      fields.path("ways").asInt(),
                      regime,
                      growth))
          .filter(Calibration::sound);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Growth growth(JsonNode fields) {
    List<Size> sizes = new ArrayList<>();
    for (JsonNode one : fields.path("sizes")) {
      sizes.add(
          new Size(
              one.path(0).asInt(0),
              one.path(1).asDouble(0),
              one.path(2).asDouble(),
              one.path(3).asDouble()));
    }
    return new Growth(
        fields.path("shots").asDouble(0),
        fields.path("byWays").asDouble(Double.NaN),
        fields.path("byShots").asDouble(Double.NaN),
        sizes);
  }

  /** Whether every size has a temperature. */
  private boolean sound() {
    return growth.isEmpty()
        || (ways > 0
            && growth.get().shots > 0
            && Double.isFinite(growth.get().byWays)
            && Double.isFinite(growth.get().byShots)
            && growth.get().sizes.stream().allMatch(one -> one.ways > 0 && one.shots > 0));
  }
}
