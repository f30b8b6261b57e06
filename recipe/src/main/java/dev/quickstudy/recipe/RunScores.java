package dev.quickstudy.recipe;

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
  /** The results, by what people call each learner. */
  public Map<String, EvaluationResult> byLearner() {
    Map<String, EvaluationResult> results = new LinkedHashMap<>();
    results.put("trained, step " + step, trained);
    results.put("untrained", untrained);
    rawInputs.ifPresent(
        result ->
            results.put(
                result.shape().maxShots() == 1
                    ? "nearest neighbour on raw inputs"
                    : "nearest class mean on raw inputs",
                result));
    return results;
  }
}
