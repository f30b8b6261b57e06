package dev.quickstudy.tables.classical;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.RandomForestTrainer;

/**
 * Tribuo's random forest, the same trees, without the line that Tribuo writes to the host's log for
 * each of them.
 */
final class Forest extends RandomForestTrainer<Label> {
  Forest(CARTClassificationTrainer tree, int trees, long seed) {
    super(tree, new VotingCombiner(), trees, seed);
  }

  /** Fits; as {@code train}, with the votes of its trees counted here. */
  synchronized Votes fit(float[][] rows, int[] labels, int ways) {
    MutableDataset<Label> data = Baseline.data(rows, labels);
    SplittableRandom random = rng.split();
    int first = innerTrainer.getInvocationCount();
    List<Baseline.Fitted> trees = new ArrayList<>();
    for (int i = 0; i < numMembers; i++) {
      trees.add(
          Baseline.fitted(
              trainSingleModel(
                  data,
                  data.getFeatureIDMap(),
                  data.getOutputIDInfo(),
                  random.nextInt(),
                  Map.of(),
                  first + i),
              ways));
    }
    return new Votes(trees, Collections.nCopies(numMembers, 1.0), ways);
  }
}
