package dev.quickstudy.learn;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Targets;

/**
 * What a learner knows of T tasks once it has learned them: all that predictions need beside the
 * {@link Model}. Written to disk and read again, it predicts the same bits without the support set.
 * It holds only what differs from φ.
 *
 * <p>The names of the tensors are stable:
 *
 * <ul>
 *   <li>{@code theta.NAME} – the task's own value of the network's tensor NAME: adapted weights,
 *       what a start brings or changes
 *   <li>{@code fit.NAME} – what a head was fitted to
 *   <li>{@code embedding} – {@code [T, D]}, see {@link Adapted#embedding}; left out where a {@code
 *       theta} tensor is it
 *   <li>{@code support.x}, {@code support.y} – the support set, only in the regimes {@code joint}
 *       and {@code one-by-one}; descent needs the inputs only; and for learners that are fitted
 *       again when they are resumed
 * </ul>
 *
 * and of the state:
 *
 * <ul>
 *   <li>{@code statistics.NAME} – the support set's statistics, only in the regime {@code support}
 *   <li>{@code after.NAME} – the network's state after the inner steps, only where steps change it:
 *       running averages in the regimes that normalise by a batch
 * </ul>
 *
 * @param tensors what learning made for each task, {@code [T, …]} each
 * @param state what normalisation reads, and the network's state after learning, {@code [T, …]}
 *     each
 * @param regime what predictions may depend on
 * @param innerStep the number of the last inner step; 0 for learners without any
 * @param targets what the tasks ask for
 */
public record TaskState(
    Params tensors, Params state, Regime regime, int innerStep, Targets targets) {
  static final String THETA = "theta.";
  static final String FIT = "fit.";
  static final String EMBEDDING = "embedding";

  /** The name of the inputs of a support set that is kept. */
  public static final String SUPPORT_X = "support.x";

  /** The name of its answers. */
  public static final String SUPPORT_Y = "support.y";

  static final String STATISTICS = "statistics.";
  static final String AFTER = "after.";
}
