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

  /** Whether training needs queries. */
  default boolean learnsFromQueries() {
    return true;
  }

  /** Descent with the exact meta-gradient. */
  record Maml(double rate, int steps, int testSteps) implements LearnerSpec {
    public Maml {
      Limits.positive("rate", rate);
      Limits.count("steps", 1, steps);
      Limits.count("testSteps", 0, testSteps);
    }

    @Override
    public Algorithm<? extends Learner> with(Network network) {
      return Algorithms.maml(network, rate, steps, testSteps);
    }
  }

  /** Descent with the first-order meta-gradient. */
  record Fomaml(double rate, int steps, int testSteps) implements LearnerSpec {
    public Fomaml {
      Limits.positive("rate", rate);
      Limits.count("steps", 1, steps);
      Limits.count("testSteps", 0, testSteps);
    }

    @Override
    public Algorithm<? extends Learner> with(Network network) {
      return Algorithms.fomaml(network, rate, steps, testSteps);
    }
  }

  /** Descent; φ moves towards where it ends. */
  record Reptile(Transform inner, int steps, int testSteps, int batch) implements LearnerSpec {
    public Reptile {
      Limits.rate("inner", inner);
      Limits.count("steps", 1, steps);
      Limits.count("testSteps", 0, testSteps);
      Limits.count("batch", 0, batch);
    }

    @Override
    public boolean learnsFromQueries() {
      return false;
    }

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
