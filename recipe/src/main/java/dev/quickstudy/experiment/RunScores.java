package dev.quickstudy.experiment;

import dev.quickstudy.judge.Interval;
import dev.quickstudy.judge.Score;
import dev.quickstudy.recipe.Wording;
import java.util.Collections;
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
 * @param others further learners that need no training, by what people call each, in the order of
 *     the table
 */
public record RunScores(
    long step,
    EvaluationResult trained,
    EvaluationResult untrained,
    Optional<EvaluationResult> rawInputs,
    Map<String, EvaluationResult> others) {
  public RunScores {
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /**
   * By how much the trained model is better than each of those that need no training, by what
   * people call each: means of differences over the same episodes, with 95 % intervals. Of each
   * learner its first score counts ({@link EvaluationResult#first}); where one of both {@linkplain
   * Score#diverged has diverged}, there is no difference.
   */
  public Map<String, Interval> ahead() {
    Score own = trained.first();
    Map<String, Interval> ahead = new LinkedHashMap<>();
    byLearner()
        .forEach(
            (name, result) -> {
              if (!name.equals(trainedName())) {
                own.ahead(result.first()).ifPresent(by -> ahead.put(name, by));
              }
            });
    return ahead;
  }

  /**
   * Those of {@link #ahead} that the trained model is not clearly better than: the 95 % interval of
   * the mean difference is not above 0. Empty if there was no training.
   */
  public Map<String, Interval> asGood() {
    Map<String, Interval> found = ahead();
    found.values().removeIf(ahead -> step == 0 || ahead.isAbove(0));
    return found;
  }

  /** What {@link #asGood} says, in one sentence; empty where it names none. */
  public Optional<String> verdict() {
    return Wording.asGood(
        trained.first().metric(), asGood(), Wording.count(trained.episodes(), "task"));
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
    results.putAll(others);
    return results;
  }

  private String trainedName() {
    return "trained, step " + step;
  }
}
