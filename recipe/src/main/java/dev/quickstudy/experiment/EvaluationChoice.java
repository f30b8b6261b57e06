package dev.quickstudy.experiment;

import dev.quickstudy.task.QueryMarginal;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.Checks;
import java.util.Optional;

/**
 * What a user asks for instead of the recipe's own evaluation; empty keeps the recipe's.
 *
 * @param shots the same for all classes
 * @param queryMarginal how often each class is among the queries of a task
 * @param innerSteps inner steps at test, for learners that descend
 */
public record EvaluationChoice(
    Split split,
    Optional<Integer> ways,
    Optional<Integer> shots,
    Optional<Integer> queries,
    Optional<Integer> episodes,
    Optional<Integer> innerSteps,
    Optional<Long> seed,
    Optional<QueryMarginal> queryMarginal) {
  /** With the recipe's query marginal. */
  public EvaluationChoice(
      Split split,
      Optional<Integer> ways,
      Optional<Integer> shots,
      Optional<Integer> queries,
      Optional<Integer> episodes,
      Optional<Integer> innerSteps,
      Optional<Long> seed) {
    this(split, ways, shots, queries, episodes, innerSteps, seed, Optional.empty());
  }

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

  /** The same with another number of queries a class and another marginal of them. */
  EvaluationChoice with(int count, QueryMarginal marginal) {
    return new EvaluationChoice(
        split, ways, shots, Optional.of(count), episodes, innerSteps, seed, Optional.of(marginal));
  }

  /** The same, leaving inner steps to the learner. */
  EvaluationChoice withoutInnerSteps() {
    return new EvaluationChoice(
        split, ways, shots, queries, episodes, Optional.empty(), seed, queryMarginal);
  }
}
