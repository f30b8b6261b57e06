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
                          Wording.number("%.1f %%", 100 * score.calibrationError().orElse(0))));
        });
    lines.addAll(table.lines());
    return lines;
  }

  /** {@code 97.31 % ± 0.20}; a dash where there is no score. */
  public static String cell(Optional<Score> score) {
    return score
        .map(
            known ->
                Wording.value(known.metric(), known.mean())
                    + " "
                    + Wording.interval(known.metric(), known.ci95()))
        .orElse("–");
  }

  /** A score and its regime. */
  public static List<String> cells(Optional<Score> score) {
    return List.of(cell(score), score.map(known -> known.regime().label()).orElse("–"));
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
                  errors.put(
                      steps.toString(), ordered("mean", score.mean(), "ci95", score.ci95())));
      object.put("mse", errors);
    }
    return object;
  }

  private static Map<String, Object> accuracy(Score score) {
    Map<String, Object> fields = ordered("accuracy", score.mean(), "ci95", score.ci95());
    fields.put("regime", score.regime().label());
    score.calibrationError().ifPresent(error -> fields.put("calibrationError", error));
    return fields;
  }

  static Map<String, Object> ordered(String a, double x, String b, double y) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(a, x);
    fields.put(b, y);
    return fields;
  }
}
