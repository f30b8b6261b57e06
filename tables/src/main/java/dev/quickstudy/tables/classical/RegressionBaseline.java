package dev.quickstudy.tables.classical;

import dev.quickstudy.task.TaskBatch;
import java.util.Arrays;
import java.util.List;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

/** Classical regression. Values are in deviations from the mean of the support set's. */
public enum RegressionBaseline implements Classical {
  /** 0, which is the mean of the support set's values. */
  MEAN("mean") {
    @Override
    double[] predict(float[][] rows, double[] values, float[][] queries, long seed) {
      return new double[queries.length];
    }
  },
  /** The mean over the 5 nearest support rows. */
  NEAREST_NEIGHBOURS("5 nearest neighbours") {
    @Override
    double[] predict(float[][] rows, double[] values, float[][] queries, long seed) {
      return Arrays.stream(queries)
          .mapToDouble(
              query ->
                  TaskRows.nearest(rows, query).mapToDouble(row -> values[row]).average().orElse(0))
          .toArray();
    }
  },
  /** Tribuo's linear regression: 100 passes of AdaGrad at rate 0.1. */
  LINEAR_REGRESSION("linear regression") {
    @Override
    double[] predict(float[][] rows, double[] values, float[][] queries, long seed) {
      return fitted(
          new LinearSGDTrainer(new SquaredLoss(), new AdaGrad(0.1), 100, -1, 1, seed),
          rows,
          values,
          queries);
    }
  },
  /** Tribuo's regression tree (CART, squared error), grown to the end. */
  DECISION_TREE("decision tree") {
    @Override
    double[] predict(float[][] rows, double[] values, float[][] queries, long seed) {
      return fitted(
          new CARTRegressionTrainer(
              Integer.MAX_VALUE, 1, 0, 1, false, new MeanSquaredError(), seed),
          rows,
          values,
          queries);
    }
  },
  /**
   * Tribuo's random forest: 100 trees grown to the end, each split among a third of the columns.
   */
  RANDOM_FOREST("random forest") {
    @Override
    double[] predict(float[][] rows, double[] values, float[][] queries, long seed) {
      float share = Math.max(1f / 3, 1f / rows[0].length);
      return fitted(
          new RandomForestTrainer<>(
              new CARTRegressionTrainer(
                  Integer.MAX_VALUE, 1, 0, share, false, new MeanSquaredError(), seed),
              new AveragingCombiner(),
              100,
              seed),
          rows,
          values,
          queries);
    }
  };

  private static final String VALUE = "value";

  private final String label;

  RegressionBaseline(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Predicts a task's queries. */
  abstract double[] predict(float[][] rows, double[] values, float[][] queries, long seed);

  @Override
  public double[] scores(TaskBatch batch, long seed) {
    double[] truth = batch.query().y().toDoubles();
    List<TaskRows> tasks = TaskRows.of(batch);
    double[] errors = new double[tasks.size()];
    for (int t = 0; t < errors.length; t++) {
      TaskRows task = tasks.get(t);
      double[] predicted = predict(task.support(), task.values(), task.query(), seed);
      for (int i = 0; i < predicted.length; i++) {
        double error = predicted[i] - truth[t * predicted.length + i];
        errors[t] += error * error / predicted.length;
      }
    }
    return errors;
  }

  private static double[] fitted(
      Trainer<Regressor> trainer, float[][] rows, double[] values, float[][] queries) {
    RegressionFactory factory = new RegressionFactory();
    MutableDataset<Regressor> data =
        new MutableDataset<>(new SimpleDataSourceProvenance("support set", factory), factory);
    for (int i = 0; i < rows.length; i++) {
      data.add(TaskRows.example(rows[i], new Regressor(VALUE, values[i])));
    }
    Model<Regressor> model = trainer.train(data);
    return Arrays.stream(queries)
        .mapToDouble(
            query ->
                model
                    .predict(TaskRows.example(query, new Regressor(VALUE, 0)))
                    .getOutput()
                    .getValues()[0])
        .toArray();
  }
}
