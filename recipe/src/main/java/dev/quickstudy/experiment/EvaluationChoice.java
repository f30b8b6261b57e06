package dev.quickstudy.experiment;

import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.Checks;
import java.util.Optional;

/**
 * What a user asks for instead of the recipe's own evaluation; empty keeps the recipe's.
 *
 * @param shots the same for all classes
 * @param innerSteps inner steps at test, for learners that descend
 */
public record EvaluationChoice(
    Split split,
    Optional<Integer> ways,
    Optional<Integer> shots,
    Optional<Integer> queries,
    Optional<Integer> episodes,
    Optional<Integer> innerSteps,
    Optional<Long> seed) {
  /** Refuses numbers that no evaluation can have. */
  public EvaluationChoice {
    episodes.ifPresent(number -> Checks.count("episodes", 2, number));
    innerSteps.ifPresent(number -> Checks.count("inner steps", 0, number));
  }

  /** The recipe's own evaluation on a split. */
  public static EvaluationChoice of(Split split) {
    return new EvaluationChoice(
        split,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, leaving inner steps to the learner. */
  EvaluationChoice withoutInnerSteps() {
    return new EvaluationChoice(split, ways, shots, queries, episodes, Optional.empty(), seed);
  }
}
