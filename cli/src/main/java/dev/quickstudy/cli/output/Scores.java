package dev.quickstudy.cli.output;

import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.judge.Score;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.task.TaskShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports for people and for programs. */
public final class Scores {
  private Scores() {}

  /**
   * A table of reports on the same episodes.
   *
   * @param reports by the learner that each is of
   */
  public static List<String> lines(Map<String, EvaluationResult> reports) {
    EvaluationResult first = reports.values().iterator().next();
    boolean regression = !first.meanSquaredError().isEmpty();
    List<String> lines = new ArrayList<>();
    lines.add(first.tasks());
    lines.add("");
    TextTable table =
        regression
            ? new TextTable("learner", "inner steps", "kind", "mean squared error", "95 % interval")
            : new TextTable(
                "learner", "kind", "regime", "accuracy", "95 % interval", "calibration error");
    reports.forEach(
        (learner, report) -> {
          report
              .meanSquaredError()
              .forEach(
                  (steps, score) ->
                      table.row(
                          learner,
                          steps.toString(),
                          kind(score),
                          Wording.value(score.metric(), score.mean()),
                          Wording.interval(score.metric(), score.ci95())));
          Stream.concat(report.inductive().stream(), report.transductive().stream())
              .forEach(
                  score ->
                      table.row(
                          learner,
                          kind(score),
                          score.regime().label(),
                          Wording.value(score.metric(), score.mean()),
                          Wording.interval(score.metric(), score.ci95()),
                          Wording.percent(score.calibrationError())));
          report
              .realistic()
              .flatMap(EvaluationResult::transductive)
              .ifPresent(
                  score ->
                      table.row(
                          learner,
                          kind(score) + " *",
                          score.regime().label(),
                          Wording.value(score.metric(), score.mean()),
                          Wording.interval(score.metric(), score.ci95()),
                          Wording.percent(score.calibrationError())));
        });
    lines.addAll(table.lines());
    reports.values().stream()
        .flatMap(report -> report.realistic().stream())
        .findFirst()
        .ifPresent(other -> lines.add("* on other tasks: " + other.tasks()));
    reports.forEach(
        (learner, report) ->
            scores(report)
                .forEach(
                    (name, score) ->
                        notes(score).forEach(why -> lines.add(learner + name + ": " + why))));

    return lines;
  }

  /** All scores of a report, by what is to be said after the learner's name. */
  private static Map<String, Score> scores(EvaluationResult report) {
    Map<String, Score> scores = new LinkedHashMap<>();
    report
        .meanSquaredError()
        .forEach((steps, score) -> scores.put(", inner steps " + steps, score));
    report.inductive().ifPresent(score -> scores.put(", inductive", score));
    report.transductive().ifPresent(score -> scores.put(", transductive", score));
    return scores;
  }

  private static List<String> notes(Score score) {
    List<String> notes = new ArrayList<>();
    leftOut(score).ifPresent(notes::add);
    score
        .overClasses()
        .ifPresent(
            over ->
                notes.add(
                    "over the "
                        + score.classes().size()
                        + " test classes the interval is "
                        + Wording.interval(score.metric(), over.ci95())));
    return notes;
  }

  /** Which tasks the mean is without; empty if it is of all. */
  static Optional<String> leftOut(Score score) {
    return score.notFinite() == 0
        ? Optional.empty()
        : Optional.of(
            "%d of %d tasks came to no finite answers and are left out of the mean"
                .formatted(score.notFinite(), score.episodes()));
  }

  /** {@code 97.31 % ± 0.20}; a dash where there is no score. */
  public static String cell(Optional<Score> score) {
    return score
        .map(
            known ->
                Wording.value(known.metric(), known.mean())
                    + " "
                    + Wording.interval(known.metric(), known.ci95())
                    + (known.notFinite() == 0 ? "" : " (without " + known.notFinite() + ")"))
        .orElse("–");
  }

  private static String kind(Score score) {
    return score.regime().transductive() ? "transductive" : "inductive";
  }

  /** A report for programs: accuracies and half-intervals as fractions 0 … 1. */
  public static Map<String, Object> json(EvaluationResult report) {
    TaskShape shape = report.shape();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("episodes", report.episodes());
    object.put("episodeHash", report.episodeHash());
    object.put("ways", shape.ways());
    object.put(
        "shots",
        shape.uneven() ? List.of(shape.minShots(), shape.maxShots()) : (Object) shape.minShots());
    object.put("queries", shape.queries());
    object.put("split", report.split().label());
    report.inductive().ifPresent(score -> object.put("inductive", accuracy(score)));
    report.transductive().ifPresent(score -> object.put("transductive", accuracy(score)));
    if (!report.meanSquaredError().isEmpty()) {
      Map<String, Object> errors = new LinkedHashMap<>();
      report
          .meanSquaredError()
          .forEach(
              (steps, score) ->
                  errors.put(steps.toString(), counted(finite("mean", score), score)));
      object.put("mse", errors);
    }
    object.put("queryMarginal", report.queryMarginal().toString());
    report.realistic().ifPresent(other -> object.put("realistic", json(other)));
    return object;
  }

  private static Map<String, Object> accuracy(Score score) {
    Map<String, Object> fields = finite("accuracy", score);
    counted(fields, score);
    score.overClasses().ifPresent(over -> fields.put("ci95OverClasses", over.ci95()));
    fields.put("regime", score.regime().label());
    score.calibrationError().ifPresent(error -> fields.put("calibrationError", error));
    return fields;
  }

  /** The mean and its interval; nothing where no task has a finite answer. */
  private static Map<String, Object> finite(String name, Score score) {
    return Double.isFinite(score.mean())
        ? ordered(name, score.mean(), "ci95", score.ci95())
        : new LinkedHashMap<>();
  }

  private static Map<String, Object> counted(Map<String, Object> fields, Score score) {
    if (score.notFinite() > 0) {
      fields.put("notFinite", score.notFinite());
    }
    return fields;
  }

  /** Two fields in this order. */
  public static Map<String, Object> ordered(String a, double x, String b, double y) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(a, x);
    fields.put(b, y);
    return fields;
  }
}
