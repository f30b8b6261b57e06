package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.MiniBatches;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Reptile's meta-gradient against φ − θ, with the descent of a linear regression written out as a
 * loop.
 */
class ReptileTest extends ScopedTest {
  private static final int INPUTS = 3;
  private static final Mlp LINEAR = new Mlp(List.of(INPUTS), List.of(), 1);
  private static final Context NOW = Context.training(RandomKey.of(8), Regime.NONE, 0);

  /** A linear model of one task: weights, then the bias. */
  private static double[] start(Params phi) {
    double[] weights = phi.get("layers.0.weight").toDoubles();
    double[] all = Arrays.copyOf(weights, INPUTS + 1);
    all[INPUTS] = phi.get("layers.0.bias").item();
    return all;
  }

  /** The gradient of the mean squared error of a linear model. */
  private static double[] gradient(double[] theta, Examples examples, int task) {
    double[] x = examples.x().select(0, task).toDoubles();
    double[] y = examples.y().select(0, task).toDoubles();
    double[] g = new double[INPUTS + 1];
    for (int n = 0; n < y.length; n++) {
      double off = theta[INPUTS] - y[n];
      for (int i = 0; i < INPUTS; i++) {
        off += theta[i] * x[n * INPUTS + i];
      }
      for (int i = 0; i < INPUTS; i++) {
        g[i] += 2 * off * x[n * INPUTS + i] / y.length;
      }
      g[INPUTS] += 2 * off / y.length;
    }
    return g;
  }

  @Test
  void theMetaGradientIsPhiMinusTheMeanOfWherePlainDescentEnds() {
    int tasks = 3;
    int steps = 4;
    Model model = Episodes.model(LINEAR, 1);
    TaskBatch batch = Episodes.values(LINEAR, tasks, 5, 2, 4);
    double[] expected = new double[INPUTS + 1];
    for (int task = 0; task < tasks; task++) {
      double[] theta = start(model.phi());
      for (int step = 0; step < steps; step++) {
        double[] g = gradient(theta, batch.support(), task);
        for (int i = 0; i < theta.length; i++) {
          theta[i] -= 0.1 * g[i];
        }
      }
      for (int i = 0; i < theta.length; i++) {
        expected[i] += (start(model.phi())[i] - theta[i]) / tasks;
      }
    }
    Descent learner = Descent.of(LINEAR, Transforms.sgd(0.1), steps, 0);
    assertClose(
        start(new MetaGradients.Reptile().of(learner, model, batch, NOW).gradients()),
        expected,
        1e-13);
  }

  @Test
  void thePublishedInnerLoopIsAdamWithoutAMeanOnMiniBatches() {
    int tasks = 2;
    int steps = 6;
    Model model = Episodes.model(LINEAR, 1);
    TaskBatch batch = Episodes.values(LINEAR, tasks, 5, 2, 4);
    double[] expected = new double[INPUTS + 1];
    for (int task = 0; task < tasks; task++) {
      double[] theta = start(model.phi());
      double[] v = new double[INPUTS + 1];
      for (int step = 0; step < steps; step++) {
        double[] g = gradient(theta, MiniBatches.of(batch.support(), 2, step, NOW), task);
        for (int i = 0; i < theta.length; i++) {
          v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
          theta[i] -= 0.05 * g[i] / (Math.sqrt(v[i] / (1 - Math.pow(0.999, step + 1))) + 1e-8);
        }
      }
      for (int i = 0; i < theta.length; i++) {
        expected[i] += (start(model.phi())[i] - theta[i]) / tasks;
      }
    }
    Algorithm<Descent> reptile =
        Algorithms.reptile(
            LINEAR,
            new Transforms.Adam(new Schedule.Constant(0.05), 0, 0.999, 1e-8, 0),
            steps,
            10,
            2);
    Params gradients = reptile.metaGradient().of(reptile.learner(), model, batch, NOW).gradients();
    assertClose(start(gradients), expected, 1e-12);
  }

  @Test
  void queriesPlayNoPart() {
    Model model = Episodes.model(LINEAR, 1);
    Examples support = Episodes.values(LINEAR, 2, 5, 1, 4).support();
    Descent learner = Descent.of(LINEAR, Transforms.sgd(0.1), 3, 0);
    MetaGradient.Estimate one =
        new MetaGradients.Reptile()
            .of(
                learner,
                model,
                new TaskBatch(support, Episodes.values(LINEAR, 2, 1, 3, 9).query()),
                NOW);
    MetaGradient.Estimate other =
        new MetaGradients.Reptile()
            .of(
                learner,
                model,
                new TaskBatch(support, Episodes.values(LINEAR, 2, 1, 7, 3).query()),
                NOW);
    assertSame(one.gradients(), other.gradients());
  }

  @Test
  void itsLossIsThatOfTheSupportSetBeforeTheLastStep() {
    Model model = Episodes.model(LINEAR, 1);
    TaskBatch batch = Episodes.values(LINEAR, 2, 5, 1, 4);
    Descent two = Descent.of(LINEAR, Transforms.sgd(0.1), 2, 0);
    Descended after =
        Descent.of(LINEAR, Transforms.sgd(0.1), 1, 0)
            .adapt(model, batch.support(), NOW, Descent.Graph.NONE);
    MetaGradient.Estimate estimate = new MetaGradients.Reptile().of(two, model, batch, NOW);
    assertClose(
        estimate.losses(),
        batch.support().loss(after.predict(batch.support().x(), NOW).value()),
        1e-14);
  }

  @Test
  void runningAveragesMoveAtEveryInnerStep() {
    Conv4 network = new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.RUNNING, 3);
    Model model = Episodes.model(network, 1);
    TaskBatch batch = Episodes.classes(network, 2, 3, 2, 2, 4);
    Context now = Context.training(RandomKey.of(8), Regime.QUERY_BATCH, 0);
    Descent two = Descent.of(network, Transforms.sgd(0.1), 2, 0);
    Descended first =
        Descent.of(network, Transforms.sgd(0.1), 1, 0)
            .adapt(model, batch.support(), now, Descent.Graph.NONE);
    Params expected =
        network
            .apply(
                first.theta(),
                first.stateAfter(),
                batch.support().x(),
                now.withStatistics(Statistics.BATCH))
            .state()
            .meanOverTasks();
    Params state = new MetaGradients.Reptile().of(two, model, batch, now).state();
    assertClose(state, expected, 1e-13);
    assertThat(state.tensors()).noneMatch(tensor -> tensor.requiresGradient());
  }
}
