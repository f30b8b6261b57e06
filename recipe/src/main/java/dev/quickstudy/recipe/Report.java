package dev.quickstudy.recipe;

import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.train.Score;
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
public record Report(
    int episodes,
    String episodeHash,
    TaskShape shape,
    Split split,
    Optional<Score> inductive,
    Optional<Score> transductive,
    Map<Integer, Score> meanSquaredError) {}
