package dev.quickstudy.recipe;

import dev.quickstudy.train.Score;
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
  /**
   * Those that need no training and that the trained model is not clearly better than: it is ahead
   * by no more than the 95 % interval of the difference, taken as if the two had met different
   * tasks. By what people call each; empty if there was no training.
   */
  public Map<String, Score> asGood() {
    Map<String, Score> found = new LinkedHashMap<>();
    if (step == 0) {
      return found;
    }
    Score own = first(trained);
    byLearner()
        .forEach(
            (name, result) -> {
              Score other = first(result);
              double doubt = Math.hypot(own.ci95(), other.ci95());
              boolean ahead =
                  own.metric().better(own.mean(), other.mean())
                      && Math.abs(own.mean() - other.mean()) > doubt;
              if (!name.equals(trainedName()) && !ahead) {
                found.put(name, other);
              }
            });
    return found;
  }

  /** The inductive score where there is one; of regression, that after the most inner steps. */
  public static Score first(EvaluationResult result) {
    return result
        .inductive()
        .or(result::transductive)
        .orElseGet(
            () ->
                result.meanSquaredError().values().stream()
                    .reduce((one, later) -> later)
                    .orElseThrow());
  }

  /** The results, by what people call each learner. */
  public Map<String, EvaluationResult> byLearner() {
    Map<String, EvaluationResult> results = new LinkedHashMap<>();
    results.put(trainedName(), trained);
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

  private String trainedName() {
    return "trained, step " + step;
  }
}
