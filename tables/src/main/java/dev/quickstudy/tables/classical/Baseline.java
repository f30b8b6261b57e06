package dev.quickstudy.tables.classical;

import dev.quickstudy.task.TaskBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Classical classifiers, fitted on each task's support set anew. Nothing is learned across tasks.
 */
public enum Baseline implements Classical {
  /** The class that most support rows have; of equals, the first. */
  MAJORITY("majority class") {
    @Override
    Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      double[] shares = shares(Arrays.stream(labels), ways);
      return query -> shares.clone();
    }
  },
  /** The class that most of the 5 nearest support rows have; of equals, the first. */
  NEAREST_NEIGHBOURS("5 nearest neighbours") {
    @Override
    Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      return query -> shares(TaskRows.nearest(rows, query).map(row -> labels[row]), ways);
    }
  },
  /** Tribuo's logistic regression: 100 passes of AdaGrad at rate 0.1. */
  LOGISTIC_REGRESSION("logistic regression") {
    @Override
    Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      return fitted(
          new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1), 100, -1, 1, seed),
          rows,
          labels,
          ways);
    }
  },
  /** Tribuo's decision tree (CART, Gini index), grown to the end. */
  DECISION_TREE("decision tree") {
    @Override
    Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      return fitted(tree(Integer.MAX_VALUE, 1, seed), rows, labels, ways);
    }
  },
  /**
   * Tribuo's random forest: 100 trees grown to the end, each split among the root of the number of
   * columns.
   */
  RANDOM_FOREST("random forest") {
    @Override
    Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      // Of one column too, Tribuo's trees take a share that is below 1.
      float share = Math.min(Math.nextDown(1f), (float) (1 / Math.sqrt(rows[0].length)));
      return new Forest(tree(Integer.MAX_VALUE, share, seed), TREES, seed).fit(rows, labels, ways);
    }
  },
  /** Up to 100 of Tribuo's trees of 3 levels, boosted (SAMME: Zhu, Zou, Rosset and Hastie 2009). */
  BOOSTED_TREES("boosted trees") {
    @Override
    Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      return Boosted.fit(tree(BOOSTED_LEVELS, 1, seed), TREES, rows, labels, ways);
    }
  };

  private static final int TREES = 100;
  private static final int BOOSTED_LEVELS = 3;

  private final String label;

  Baseline(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** A classifier that was fitted. Safe for many threads at once. */
  interface Fitted {
    /** How much speaks for each class; not negative, sum 1. */
    double[] shares(float[] row);

    /** The class that most speaks for; of equals, the first. */
    default int best(float[] row) {
      double[] shares = shares(row);
      int best = 0;
      for (int way = 1; way < shares.length; way++) {
        best = shares[way] > shares[best] ? way : best;
      }
      return best;
    }
  }

  /**
   * Fits.
   *
   * @param rows support rows without columns that are 0 in all of them
   * @param labels of the rows, 0 … ways − 1
   */
  abstract Fitted fit(float[][] rows, int[] labels, int ways, long seed);

  @Override
  public double[] scores(TaskBatch batch, long seed) {
    long[] truth = batch.query().y().toLongs();
    List<TaskRows> tasks = TaskRows.of(batch);
    double[] right = new double[tasks.size()];
    for (int t = 0; t < right.length; t++) {
      TaskRows task = tasks.get(t);
      int ways = 1 + Arrays.stream(task.labels()).max().orElse(0);
      Fitted fitted = fit(task.support(), task.labels(), ways, seed);
      int queries = task.query().length;
      for (int i = 0; i < queries; i++) {
        right[t] += fitted.best(task.query()[i]) == truth[t * queries + i] ? 1 : 0;
      }
      right[t] /= queries;
    }
    return right;
  }

  /** The share of each class among labels. */
  private static double[] shares(IntStream labels, int ways) {
    double[] shares = new double[ways];
    int[] all = labels.toArray();
    for (int label : all) {
      shares[label] += 1.0 / all.length;
    }
    return shares;
  }

  private static CARTClassificationTrainer tree(int levels, float share, long seed) {
    return new CARTClassificationTrainer(levels, 1, 0, share, false, new GiniIndex(), seed);
  }

  static Fitted fitted(Trainer<Label> trainer, float[][] rows, int[] labels, int ways) {
    return fitted(trainer.train(data(rows, labels)), ways);
  }

  /** Rows and classes for Tribuo. */
  static MutableDataset<Label> data(float[][] rows, int[] labels) {
    LabelFactory factory = new LabelFactory();
    MutableDataset<Label> data =
        new MutableDataset<>(new SimpleDataSourceProvenance("support set", factory), factory);
    for (int i = 0; i < rows.length; i++) {
      data.add(TaskRows.example(rows[i], new Label(Integer.toString(labels[i]))));
    }
    return data;
  }

  /** A model of Tribuo's. */
  static Fitted fitted(Model<Label> model, int ways) {
    return query -> {
      double[] shares = new double[ways];
      model
          .predict(TaskRows.example(query, new Label(Label.UNKNOWN)))
          .getOutputScores()
          .forEach((name, score) -> shares[Integer.parseInt(name)] = score.getScore());
      double sum = Arrays.stream(shares).sum();
      Arrays.setAll(shares, way -> shares[way] / sum);
      return shares;
    };
  }
}
