package dev.quickstudy.recipe;

import dev.quickstudy.train.Workers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has reached: its scores beside those that need no training, on the same tasks.
 *
 * @param step of the model that is judged, which is the best validated one
 * @param trained that model's scores
 * @param untrained the same learner's before any training
 * @param rawInputs nearest class mean on raw inputs; empty for regression
 */
public record RunScores(
    long step,
    EvaluationResult trained,
    EvaluationResult untrained,
    Optional<EvaluationResult> rawInputs) {
  /** Judges a run. Within an open scope. */
  public static RunScores of(
      Experiment experiment, OpenRun run, EvaluationChoice choice, Workers workers) {
    return new RunScores(
        run.step(),
        experiment.evaluate(run, choice, workers),
        experiment.evaluate(experiment.untrained(), choice, workers),
        experiment.rawInputs(choice, workers));
  }

  /** The reports, by what people call each learner. */
  public Map<String, EvaluationResult> byLearner() {
    Map<String, EvaluationResult> reports = new LinkedHashMap<>();
    reports.put("trained, step " + step, trained);
    reports.put("untrained", untrained);
    rawInputs.ifPresent(
        report ->
            reports.put(
                report.shape().maxShots() == 1
                    ? "nearest neighbour on raw inputs"
                    : "nearest class mean on raw inputs",
                report));
    return reports;
  }
}
