package dev.quickstudy.tables.classical;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * Gradient boosting of the multinomial log loss (Friedman 2001, algorithm 6): in each round a
 * regression tree a class is fitted to what is left of the class's probability, and a leaf moves
 * the class by one Newton step times the rate. The trees are Tribuo's.
 */
final class GradientBoosting {
  private static final int ROUNDS = 100;
  private static final int LEVELS = 3;
  private static final double RATE = 0.1;
  private static final String VALUE = "left";

  private GradientBoosting() {}

  /**
   * A tree.
   *
   * @param leaves what each leaf adds, by the mean that the tree has there
   */
  private record Tree(Model<Regressor> model, Map<Double, Double> leaves) {
    double of(float[] row) {
      return leaves.getOrDefault(value(model, row), 0.0);
    }
  }

  private static double value(Model<Regressor> model, float[] row) {
    return model.predict(TaskRows.example(row, new Regressor(VALUE, 0))).getOutput().getValues()[0];
  }

  static Baseline.Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
    CARTRegressionTrainer trainer =
        new CARTRegressionTrainer(LEVELS, 1, 0, 1, false, new MeanSquaredError(), seed);
    double[][] scores = new double[rows.length][ways];
    List<Tree[]> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      double[][] p = Arrays.stream(scores).map(GradientBoosting::softmax).toArray(double[][]::new);
      Tree[] trees = new Tree[ways];
      for (int way = 0; way < ways; way++) {
        double[] left = new double[rows.length];
        for (int i = 0; i < left.length; i++) {
          left[i] = (labels[i] == way ? 1 : 0) - p[i][way];
        }
        trees[way] = tree(trainer, rows, left, ways);
        for (int i = 0; i < left.length; i++) {
          scores[i][way] += trees[way].of(rows[i]);
        }
      }
      rounds.add(trees);
    }
    return row -> {
      double[] sum = new double[ways];
      rounds.forEach(trees -> Arrays.setAll(sum, way -> sum[way] + trees[way].of(row)));
      return softmax(sum);
    };
  }

  private static Tree tree(CARTRegressionTrainer trainer, float[][] rows, double[] left, int ways) {
    RegressionFactory factory = new RegressionFactory();
    MutableDataset<Regressor> data =
        new MutableDataset<>(new SimpleDataSourceProvenance("support set", factory), factory);
    for (int i = 0; i < rows.length; i++) {
      data.add(TaskRows.example(rows[i], new Regressor(VALUE, left[i])));
    }
    Model<Regressor> model = trainer.train(data);
    Map<Double, double[]> sums = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      double size = Math.abs(left[i]);
      double[] sum = sums.computeIfAbsent(value(model, rows[i]), leaf -> new double[2]);
      sum[0] += left[i];
      sum[1] += size * (1 - size);
    }
    Map<Double, Double> leaves = new HashMap<>();
    double share = RATE * (ways - 1) / ways;
    sums.forEach((leaf, sum) -> leaves.put(leaf, share * sum[0] / Math.max(sum[1], 1e-10)));
    return new Tree(model, leaves);
  }

  private static double[] softmax(double[] scores) {
    double most = Arrays.stream(scores).max().orElse(0);
    double[] shares = Arrays.stream(scores).map(score -> Math.exp(score - most)).toArray();
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }
}
