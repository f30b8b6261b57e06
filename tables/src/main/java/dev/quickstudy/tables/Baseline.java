package dev.quickstudy.tables;

import dev.quickstudy.task.TaskBatch;
import java.util.Arrays;
import java.util.List;
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
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Classical classifiers, fitted on each task's support set anew. Nothing is learned across tasks.
 */
public enum Baseline implements Classical {
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
                TaskRows.nearest(rows, query).forEach(row -> counts[labels[row]]++);
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

  private final String label;

  Baseline(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /**
   * Predicts a task's queries.
   *
   * @param rows support rows without columns that are 0 in all of them
   */
  abstract int[] predict(float[][] rows, int[] labels, float[][] queries, long seed);

  @Override
  public double[] scores(TaskBatch batch, long seed) {
    long[] truth = batch.query().y().toLongs();
    List<TaskRows> tasks = TaskRows.of(batch);
    double[] right = new double[tasks.size()];
    for (int t = 0; t < right.length; t++) {
      TaskRows task = tasks.get(t);
      int[] predicted = predict(task.support(), task.labels(), task.query(), seed);
      for (int i = 0; i < predicted.length; i++) {
        right[t] += predicted[i] == truth[t * predicted.length + i] ? 1 : 0;
      }
      right[t] /= predicted.length;
    }
    return right;
  }

  private static int mostFrequent(int[] counts) {
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return best;
  }

  private static int[] fitted(
      Trainer<Label> trainer, float[][] rows, int[] labels, float[][] queries) {
    LabelFactory factory = new LabelFactory();
    MutableDataset<Label> data =
        new MutableDataset<>(new SimpleDataSourceProvenance("support set", factory), factory);
    for (int i = 0; i < rows.length; i++) {
      data.add(TaskRows.example(rows[i], new Label(Integer.toString(labels[i]))));
    }
    Model<Label> model = trainer.train(data);
    return Arrays.stream(queries)
        .mapToInt(
            query ->
                Integer.parseInt(
                    model
                        .predict(TaskRows.example(query, new Label(Label.UNKNOWN)))
                        .getOutput()
                        .getLabel()))
        .toArray();
  }
}
