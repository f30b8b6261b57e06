package dev.quickstudy.recipe;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Network;

/**
 * A learner and its settings: a record whose components are the settings, announced by an extension
 * ({@link dev.quickstudy.kinds.Extension}) under a word. A {@link dev.quickstudy.head.Head} that is
 * announced under a word is a learner too, which embeds and fits it.
 */
public interface LearnerSpec {
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
