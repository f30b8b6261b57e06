package dev.quickstudy.experiment;

import dev.quickstudy.judge.Score;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.task.QueryMarginal;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.train.files.TrainingException;
import java.util.Map;
import java.util.Optional;

/**
 * Scores of one learner on the same episodes.
 *
 * @param inductive accuracy, where the learner can be judged so
 * @param transductive accuracy, where the learner can be judged so
 * @param meanSquaredError for regression: by number of inner steps, in ascending order, and under 0
 *     alone where the learner takes none; otherwise empty
 * @param queryMarginal how often each class was among the queries
 * @param realistic of a learner that is transductive only and was judged on classes equally
 *     frequent among the queries: the same on frequencies of {@link QueryMarginal#REALISTIC}, with
 *     as many queries as there are examples for; empty where there are too few
 */
public record EvaluationResult(
    int episodes,
    String episodeHash,
    TaskShape shape,
    Split split,
    Optional<Score> inductive,
    Optional<Score> transductive,
    Map<Integer, Score> meanSquaredError,
    QueryMarginal queryMarginal,
    Optional<EvaluationResult> realistic) {
  /** On equal frequencies of classes. */
  public EvaluationResult(
      int episodes,
      String episodeHash,
      TaskShape shape,
      Split split,
      Optional<Score> inductive,
      Optional<Score> transductive,
      Map<Integer, Score> meanSquaredError) {
    this(
        episodes,
        episodeHash,
        shape,
        split,
        inductive,
        transductive,
        meanSquaredError,
        QueryMarginal.UNIFORM,
        Optional.empty());
  }

  /** The same of such a query marginal. */
  EvaluationResult of(QueryMarginal marginal) {
    return new EvaluationResult(
        episodes,
        episodeHash,
        shape,
        split,
        inductive,
        transductive,
        meanSquaredError,
        marginal,
        realistic);
  }

  /** The same beside what realistic frequencies of classes give. */
  EvaluationResult beside(EvaluationResult other) {
    return new EvaluationResult(
        episodes,
        episodeHash,
        shape,
        split,
        inductive,
        transductive,
        meanSquaredError,
        queryMarginal,
        Optional.of(other));
  }

  /** The inductive score where there is one; of regression, that after the most inner steps. */
  public Score first() {
    return inductive
        .or(() -> transductive)
        .orElseGet(
            () -> meanSquaredError.values().stream().reduce((one, later) -> later).orElseThrow());
  }

  /**
   * Refuses scores that say nothing: the answers of most tasks of the {@link #first} are not
   * finite.
   *
   * @param who what was judged, for the message
   * @throws TrainingException saying so, and what to do
   */
  public void requireFinite(String who) {
    if (first().diverged()) {
      throw TrainingException.diverged(who, first());
    }
  }

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
    String marginal =
        queryMarginal.equals(QueryMarginal.UNIFORM) ? "" : " on average, " + queryMarginal;
    return shape.ways() + " ways, " + shots + ", " + queries + " a class" + marginal;
  }
}
