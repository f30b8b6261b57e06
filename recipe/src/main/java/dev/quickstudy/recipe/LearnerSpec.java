package dev.quickstudy.recipe;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Network;

/** A learner of the catalogue and its settings. */
public sealed interface LearnerSpec permits ClassicalSpec, DescentSpec, HeadSpec, PretrainedSpec {
  /**
   * The algorithm around a network.
   *
   * @throws dev.quickstudy.tensor.UsageException if the two do not fit together
   */
  Algorithm<? extends Learner> with(Network network);

  /** Whether training needs queries. */
  default boolean learnsFromQueries() {
    return true;
  }
}
