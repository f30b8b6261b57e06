package dev.quickstudy.tables;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.nn.Network;
import dev.quickstudy.recipe.LearnerSpec;
import dev.quickstudy.tables.classical.Baseline;
import dev.quickstudy.tables.classical.ClassicalLearner;

/** A classical classifier, fitted on each task's support set; there is nothing to train. */
record ClassicalSpec(Baseline method) implements LearnerSpec {
  @Override
  public Algorithm<ClassicalLearner> with(Network network) {
    return new Algorithm<>(new ClassicalLearner(network, method), new MetaGradients.Exact());
  }

  @Override
  public boolean learnsFromQueries() {
    return false;
  }
}
