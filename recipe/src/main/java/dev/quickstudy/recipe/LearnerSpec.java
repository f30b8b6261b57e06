package dev.quickstudy.recipe;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Transform;

/** A learner of the catalogue and its settings. */
public sealed interface LearnerSpec {
  /** The algorithm around a network. */
  Algorithm<? extends Learner> with(Network network);

  /** Descent with the exact meta-gradient. */
  record Maml(double rate, int steps, int testSteps) implements LearnerSpec {
    @Override
    public Algorithm<? extends Learner> with(Network network) {
      return Algorithms.maml(network, rate, steps, testSteps);
    }
  }

  /** Descent with the first-order meta-gradient. */
  record Fomaml(double rate, int steps, int testSteps) implements LearnerSpec {
    @Override
    public Algorithm<? extends Learner> with(Network network) {
      return Algorithms.fomaml(network, rate, steps, testSteps);
    }
  }

  /** Descent; φ moves towards where it ends. */
  record Reptile(Transform inner, int steps, int testSteps, int batch) implements LearnerSpec {
    @Override
    public Algorithm<? extends Learner> with(Network network) {
      return Algorithms.reptile(network, inner, steps, testSteps, batch);
    }
  }

  /** Class means of embeddings. */
  record Protonet() implements LearnerSpec {
    @Override
    public Algorithm<? extends Learner> with(Network network) {
      return Algorithms.protonet(network);
    }
  }
}
