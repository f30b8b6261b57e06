package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrototypesTest extends ScopedTest {
  private static final Network ENCODER = new Mlp(List.of(3), List.of(8), 4);

  /** An encoder and a regime. */
  record Case(Network encoder, Regime regime) {}

  static List<Case> cases() {
    Network batch = new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.BATCH, 0);
    Network running = new Conv4(8, 1, 3, 2, Downsampling.STRIDE, Normalisation.RUNNING, 0);
    return List.of(
        new Case(ENCODER, Regime.NONE),
        new Case(batch, Regime.SUPPORT),
        new Case(batch, Regime.ONE_BY_ONE),
        new Case(batch, Regime.QUERY_BATCH),
        new Case(batch, Regime.JOINT),
        new Case(running, Regime.RUNNING),
        new Case(running, Regime.JOINT));
  }

  private static Context testing(Regime regime) {
    return Context.testing(RandomKey.of(8), regime);
  }

  private static Tensor predict(Case one, Examples support, Tensor queries) {
    EmbeddingLearner learner = new EmbeddingLearner(one.encoder(), new Prototypes());
    Context now = testing(one.regime());
    try (Adapted adapted = learner.adapt(Episodes.model(one.encoder(), 1), support, now)) {
      return adapted.predict(queries, now).value();
    }
  }

  /** −‖f − mean of the class‖², written out. */
  private static double[] byHand(double[][] support, long[] labels, int ways, double[] query) {
    double[] logits = new double[ways];
    for (int way = 0; way < ways; way++) {
      double[] mean = new double[query.length];
      int members = 0;
      for (int n = 0; n < labels.length; n++) {
        if (labels[n] == way) {
          members++;
          for (int i = 0; i < query.length; i++) {
            mean[i] += support[n][i];
          }
        }
      }
      for (int i = 0; i < query.length; i++) {
        double off = query[i] - mean[i] / members;
        logits[way] -= off * off;
      }
    }
    return logits;
  }

  private static double[][] rows(Tensor task) {
    double[][] rows = new double[(int) task.size(0)][];
    for (int n = 0; n < rows.length; n++) {
      rows[n] = task.select(0, n).toDoubles();
    }
    return rows;
  }

  /** One shot, several, and uneven ones in no order; two tasks with labels of their own. */
  static List<long[]> labels() {
    return List.of(
        new long[] {0, 1, 2, 2, 0, 1},
        new long[] {0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2},
        new long[] {2, 0, 0, 1, 2, 2, 0, 0, 2, 2, 2, 1, 0, 2});
  }

  @ParameterizedTest
  @MethodSource("labels")
  void logitsAreNegativeSquaredDistancesToTheMeansOfTheClasses(long[] labels) {
    int shots = labels.length / 2;
    Examples support =
        new Examples(normals(1, 2, shots, 3), Tensor.of(labels, 2, shots), new Targets.Classes(3));
    Tensor queries = normals(2, 2, 4, 3);
    Params weights = Episodes.model(ENCODER, 1).phi();
    Context now = testing(Regime.NONE);
    Tensor embeddedSupport = ENCODER.apply(weights, Params.empty(), support.x(), now).value();
    Tensor embeddedQueries = ENCODER.apply(weights, Params.empty(), queries, now).value();
    Tensor logits = predict(new Case(ENCODER, Regime.NONE), support, queries);
    assertThat(logits.shape()).containsExactly(2, 4, 3);
    for (int t = 0; t < 2; t++) {
      for (int q = 0; q < 4; q++) {
        assertClose(
            logits.select(0, t).select(0, q).toDoubles(),
            byHand(
                rows(embeddedSupport.select(0, t)),
                support.y().select(0, t).toLongs(),
                3,
                embeddedQueries.select(0, t).select(0, q).toDoubles()),
            1e-12);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOrderOfTheSupportSetDoesNotMatter(Case one) {
    TaskBatch batch = Episodes.classes(one.encoder(), 2, 3, 2, 2, 4);
    Examples reordered = Episodes.reordered(batch.support(), 5, 2, 0, 4, 1, 3);
    assertClose(
        predict(one, reordered, batch.query().x()),
        predict(one, batch.support(), batch.query().x()),
        1e-12);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void renamingTheClassesRenamesThePredictions(Case one) {
    TaskBatch batch = Episodes.classes(one.encoder(), 2, 3, 2, 2, 4);
    long[] renamed = {2, 0, 1};
    long[] labels = batch.support().y().toLongs();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = renamed[(int) labels[i]];
    }
    Examples other =
        new Examples(batch.support().x(), Tensor.of(labels, 2, 6), batch.support().targets());
    Tensor before = predict(one, batch.support(), batch.query().x());
    Tensor after = predict(one, other, batch.query().x());
    assertClose(after.indexSelect(2, Tensor.of(renamed, 3)), before, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anyNumberOfWaysShotsAndQueriesGoesWithOneModel(Case one) {
    for (int ways : new int[] {2, 5, 20}) {
      for (int shots : new int[] {1, 3}) {
        TaskBatch batch = Episodes.classes(one.encoder(), 2, ways, shots, 1, 4);
        Tensor logits = predict(one, batch.support(), batch.query().x());
        assertThat(logits.shape()).containsExactly(2, ways, ways);
        assertThat(logits.allFinite()).isTrue();
      }
    }
  }

  @Test
  void onTheInputsThemselvesOneShotIsTheNearestNeighbour() {
    Identity pixels = new Identity(List.of(1, 2, 2));
    Examples support =
        new Examples(
            Tensor.of(new double[] {0, 0, 0, 0, 1, 1, 1, 1}, 1, 2, 1, 2, 2),
            Tensor.of(new long[] {1, 0}, 1, 2),
            new Targets.Classes(2));
    Tensor queries = Tensor.of(new double[] {0, 0, 0, 1, 1, 0, 1, 1}, 1, 2, 1, 2, 2);
    Tensor logits = predict(new Case(pixels, Regime.NONE), support, queries);
    assertThat(logits.toDoubles()).containsExactly(-3, -1, -1, -3);
  }

  @Test
  void aClassWithoutExamplesIsRefused() {
    Examples support =
        new Examples(
            normals(1, 2, 3, 3),
            Tensor.of(new long[] {0, 1, 2, 0, 0, 2}, 2, 3),
            new Targets.Classes(3));
    assertThatThrownBy(() -> predict(new Case(ENCODER, Regime.NONE), support, normals(2, 2, 4, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "support.y has no example of class 1 in task 1, but this head needs at least 1 of each (0–2)");
  }

  @Test
  void realValuedTargetsAreRefused() {
    assertThatThrownBy(
            () ->
                new EmbeddingLearner(ENCODER, new Prototypes())
                    .check(new long[] {3}, new Targets.Values(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "prototypes need classes, but the tasks ask for Values[dimension=1]; use descent (maml) or a neural process (cnp) for them");
  }

  @Test
  void inputsOfAnotherShapeAreRefused() {
    assertThatThrownBy(
            () ->
                new EmbeddingLearner(ENCODER, new Prototypes())
                    .check(new long[] {1, 28, 28}, new Targets.Classes(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the network reads examples of shape [3], but the tasks have [1, 28, 28]");
  }

  @Test
  void runningAveragesAreThoseOfThePassOverTheQueries() {
    Network running = new Conv4(8, 1, 3, 2, Downsampling.STRIDE, Normalisation.RUNNING, 0);
    TaskBatch batch = Episodes.classes(running, 2, 3, 2, 2, 4);
    Context now = Context.training(RandomKey.of(8), Regime.JOINT, 0);
    Model model = Episodes.model(running, 1);
    MetaGradient.Estimate estimate =
        new MetaGradients.Exact()
            .of(new EmbeddingLearner(running, new Prototypes()), model, batch, now);
    Params expected =
        running
            .apply(
                model.phi(),
                model.state(),
                Tensor.cat(1, List.of(batch.support().x(), batch.query().x())),
                now)
            .state()
            .meanOverTasks();
    assertClose(estimate.state(), expected, 1e-13);
  }
}
