package dev.quickstudy.recipe;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Network;

/** A learner that fits a head on embeddings, and its settings. */
sealed interface HeadSpec extends LearnerSpec {
  /** Class means. */
  record Protonet() implements HeadSpec {
    @Override
    public Algorithm<? extends Learner> with(Network network) {
      return Algorithms.protonet(network);
    }
  }
}
