package dev.quickstudy.recipe;

import dev.quickstudy.head.Head;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.nn.Network;

/**
 * A learner that fits a head on embeddings, or reads them.
 *
 * @param head whose settings are the learner's
 */
public record HeadSpec(Head head) implements LearnerSpec {
  @Override
  public Algorithm<EmbeddingLearner> with(Network network) {
    return new Algorithm<>(new EmbeddingLearner(network, head), new MetaGradients.Exact());
  }

  /** Distances in each class's own metric, with the published strength of its prior. */
  public record Mahalanobis() implements LearnerSpec {
    @Override
    public Algorithm<EmbeddingLearner> with(Network network) {
      return Algorithms.mahalanobis(network);
    }
  }

  /** The support set conditions the encoder through a describer. */
  public record Cnaps(Network describer) implements LearnerSpec {
    public Cnaps {
      Limits.weights("describer", describer);
    }

    @Override
    public Algorithm<EmbeddingLearner> with(Network network) {
      return Algorithms.cnaps(network, describer);
    }
  }
}
