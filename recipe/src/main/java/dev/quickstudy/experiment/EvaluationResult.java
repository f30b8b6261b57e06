package dev.quickstudy.experiment;

import dev.quickstudy.judge.Score;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import java.util.Map;
import java.util.Optional;

/**
 * Scores of one learner on the same episodes.
 *
 * @param inductive accuracy, where the learner can be judged so
 * @param transductive accuracy, where the learner can be judged so
 * @param meanSquaredError for regression: by number of inner steps, in ascending order, and under 0
 *     alone where the learner takes none; otherwise empty
 */
public record EvaluationResult(
    int episodes,
    String episodeHash,
    TaskShape shape,
    Split split,
    Optional<Score> inductive,
    Optional<Score> transductive,
    Map<Integer, Score> meanSquaredError) {
  /** Whether errors are given rather than accuracies. */
  public boolean regression() {
    return !meanSquaredError.isEmpty();
  }

  /**
   * Which tasks they are: {@code 600 test tasks (5 ways, 1 shot, 15 queries a class), episode hash
   * …}.
   */
  public String tasks() {
    return episodes + " " + split.label() + " tasks (" + size() + "), episode hash " + episodeHash;
  }

  /** The size of a task in words. */
  public String size() {
    if (regression()) {
      return Wording.count(shape.maxShots(), "point")
          + " to learn from, "
          + shape.queries()
          + " to be judged on";
    }
    String shots =
        shape.uneven()
            ? shape.minShots() + " to " + shape.maxShots() + " shots"
            : Wording.count(shape.minShots(), "shot");
    String queries = shape.queries() == 1 ? "1 query" : shape.queries() + " queries";
    return shape.ways() + " ways, " + shots + ", " + queries + " a class";
  }
}
