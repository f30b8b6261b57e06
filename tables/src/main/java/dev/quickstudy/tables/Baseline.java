package dev.quickstudy.tables;

import dev.quickstudy.task.TaskBatch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Classical classifiers, fitted on each task's support set anew. Nothing is learned across tasks.
 */
public enum Baseline {
  /** The class that most support rows have; of equals, the first. */
  MAJORITY("majority class") {
    @Override
    int[] predict(float[][] rows, int[] labels, float[][] queries, long seed) {
      int ways = 1 + Arrays.stream(labels).max().orElse(0);
      int[] counts = new int[ways];
      for (int label : labels) {
        counts[label]++;
      }
      int[] predicted = new int[queries.length];
      Arrays.fill(predicted, mostFrequent(counts));
      return predicted;
    }
  },
  /** The class that most of the 5 nearest support rows have; of equals, the first. */
  NEAREST_NEIGHBOURS("5 nearest neighbours") {
    @Override
    int[] predict(float[][] rows, int[] labels, float[][] queries, long seed) {
      int ways = 1 + Arrays.stream(labels).max().orElse(0);
      return Arrays.stream(queries)
          .mapToInt(
              query -> {
                int[] counts = new int[ways];
                IntStream.range(0, rows.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> distance(rows[row], query)))
                    .limit(NEIGHBOURS)
                    .forEach(row -> counts[labels[row]]++);
                return mostFrequent(counts);
              })
          .toArray();
    }
  },
  /** Tribuo's logistic regression: 100 passes of AdaGrad at rate 0.1. */
  LOGISTIC_REGRESSION("logistic regression") {
    @Override
    int[] predict(float[][] rows, int[] labels, float[][] queries, long seed) {
      return fitted(
          new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1), 100, -1, 1, seed),
          rows,
          labels,
          queries);
    }
  },
  /** Tribuo's decision tree (CART, Gini index), grown to the end. */
  DECISION_TREE("decision tree") {
    @Override
    int[] predict(float[][] rows, int[] labels, float[][] queries, long seed) {
      return fitted(
          new CARTClassificationTrainer(Integer.MAX_VALUE, 1, 0, 1, false, new GiniIndex(), seed),
          rows,
          labels,
          queries);
    }
  },
  /**
   * Tribuo's random forest: 100 trees grown to the end, each split among the root of the number of
   * columns.
   */
  RANDOM_FOREST("random forest") {
    @Override
    int[] predict(float[][] rows, int[] labels, float[][] queries, long seed) {
      float share = (float) (1 / Math.sqrt(rows[0].length));
      return fitted(
          new RandomForestTrainer<>(
              new CARTClassificationTrainer(
                  Integer.MAX_VALUE, 1, 0, share, false, new GiniIndex(), seed),
              new VotingCombiner(),
              100,
              seed),
          rows,
          labels,
          queries);
    }
  };

  private static final int NEIGHBOURS = 5;

  private final String label;

  Baseline(String label) {
    this.label = label;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  /**
   * Predicts a task's queries.
   *
   * @param rows support rows without columns that are 0 in all of them
   */
  abstract int[] predict(float[][] rows, int[] labels, float[][] queries, long seed);

  /** Each task's share of queries whose class is predicted. */
  double[] accuracies(TaskBatch batch, long seed) {
    int support = batch.support().count();
    int query = batch.query().count();
    int width = (int) batch.support().x().size(2);
    float[] supportX = batch.support().x().toFloats();
    float[] queryX = batch.query().x().toFloats();
    long[] y = batch.support().y().toLongs();
    long[] predicted = new long[batch.tasks() * query];
    for (int t = 0; t < batch.tasks(); t++) {
      int task = t;
      int[] told =
          IntStream.range(0, width)
              .filter(
                  c ->
                      IntStream.range(0, support)
                          .anyMatch(i -> supportX[(task * support + i) * width + c] != 0))
              .toArray();
      int[] used = told.length == 0 ? new int[] {0} : told;
      int[] labels = IntStream.range(0, support).map(i -> (int) y[task * support + i]).toArray();
      int[] answers =
          predict(
              rows(supportX, t * support, support, width, used),
              labels,
              rows(queryX, t * query, query, width, used),
              seed);
      for (int i = 0; i < query; i++) {
        predicted[t * query + i] = answers[i];
      }
    }
    return Comparison.shareRight(predicted, batch);
  }

  private static float[][] rows(float[] x, int first, int count, int width, int[] columns) {
    float[][] rows = new float[count][columns.length];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < columns.length; c++) {
        rows[i][c] = x[(first + i) * width + columns[c]];
      }
    }
    return rows;
  }

  private static int mostFrequent(int[] counts) {
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return best;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return sum;
  }

  private static int[] fitted(
      Trainer<Label> trainer, float[][] rows, int[] labels, float[][] queries) {
    LabelFactory factory = new LabelFactory();
    MutableDataset<Label> data =
        new MutableDataset<>(new SimpleDataSourceProvenance("support set", factory), factory);
    for (int i = 0; i < rows.length; i++) {
      data.add(example(rows[i], Integer.toString(labels[i])));
    }
    Model<Label> model = trainer.train(data);
    return Arrays.stream(queries)
        .mapToInt(
            query ->
                Integer.parseInt(
                    model.predict(example(query, Label.UNKNOWN)).getOutput().getLabel()))
        .toArray();
  }

  private static ArrayExample<Label> example(float[] row, String label) {
    String[] names = new String[row.length];
    double[] values = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      names[i] = "c%03d".formatted(i);
      values[i] = row[i];
    }
    return new ArrayExample<>(new Label(label), names, values);
  }
}
