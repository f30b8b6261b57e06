package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.inner.Strategy;
import dev.quickstudy.inner.StrategyInitialisation;
import dev.quickstudy.inner.StrategyInitialisation.Reads;
import dev.quickstudy.inner.TaskInitialisation;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StrategyTest extends ScopedTest {
  private static final Network MLP = new Mlp(List.of(2), List.of(5, 4), 1);
  private static final Network CONV =
      new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.BATCH, 3);
  private static final double RATE = 0.2;

  /** 1 − σ(−5): what the gate leaves before anything is learned. */
  private static final double LEFT = 1 / (1 + Math.exp(-5));

  private static Descent strategy(Network network, int steps, Reads reads) {
    return Algorithms.strategy(network, RATE, steps, steps, 6, reads).learner();
  }

  private static Params predictions(Descent learner, Model model, TaskBatch batch, Regime regime) {
    Context now = Context.testing(RandomKey.of(8), regime);
    try (Descended adapted = learner.adapt(model, batch.support(), now)) {
      return Params.perTask(Map.of("y", adapted.predict(batch.query().x(), now).value().times(1)));
    }
  }

  private static void beginsAsPlainDescent(Network network, TaskBatch batch, Regime regime) {
    Model model = strategy(network, 4, Reads.BOTH).init(RandomKey.of(3)).to(DType.FLOAT64);
    Descent plain =
        Descent.of(
            network, new Transforms.Sgd(new Schedule.Exponential(RATE * LEFT, LEFT), 0, 0), 4, 4);
    Params expected =
        predictions(plain, new Model(plain.weights(model.phi()), model.state()), batch, regime);
    Numbers.assertClose(
        predictions(strategy(network, 4, Reads.BOTH), model, batch, regime), expected, 1e-6);
  }

  @Test
  void beforeAnythingIsLearnedItIsPlainDescentWithAnAllButOpenGate() {
    beginsAsPlainDescent(MLP, Episodes.values(MLP, 3, 7, 5, 1), Regime.NONE);
    beginsAsPlainDescent(CONV, Episodes.classes(CONV, 2, 3, 2, 2, 5), Regime.QUERY_BATCH);
  }

  @Test
  void theMetaGradientOfRegressionIsTheSlopeOfTheLoss() {
    Descent learner = strategy(MLP, 3, Reads.BOTH);
    Model model = DescentCatalogueTest.model(learner);
    TaskBatch batch = Episodes.values(MLP, 3, 7, 5, 1);
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    Slopes.check(
        new MetaGradients.Exact().of(learner, model, batch, now).gradients(),
        model.phi(),
        phi ->
            batch
                .query()
                .loss(
                    learner
                        .adapt(new Model(phi, Params.empty()), batch.support(), now)
                        .predict(batch.query().x(), now)
                        .value())
                .mean()
                .item());
  }

  @Test
  void theOrderOfRegressionPointsDoesNotMatter() {
    Descent learner = strategy(MLP, 3, Reads.BOTH);
    Model model = DescentCatalogueTest.model(learner);
    TaskBatch batch = Episodes.values(MLP, 2, 4, 5, 1);
    TaskBatch turned =
        new TaskBatch(Episodes.reordered(batch.support(), 3, 0, 2, 1), batch.query());
    Numbers.assertClose(
        predictions(learner, model, turned, Regime.NONE),
        predictions(learner, model, batch, Regime.NONE),
        1e-11);
  }

  @Test
  void stepsAreWorthAtMostTheirNumberAndAShutGateMakesNone() {
    Descent learner = strategy(MLP, 6, Reads.BOTH);
    Model usual = DescentCatalogueTest.model(learner);
    TaskBatch batch = Episodes.values(MLP, 3, 7, 5, 1);
    Context now = Context.testing(RandomKey.of(8), Regime.NONE);
    try (Descended adapted = learner.adapt(usual, batch.support(), now)) {
      double[] worth = Strategy.expectedSteps(adapted.transformState()).toDoubles();
      assertThat(worth).hasSize(3);
      for (double steps : worth) {
        assertThat(steps).isGreaterThan(0).isLessThan(6);
      }
    }
    Model shut = with(usual, "inner.halt.bias", Tensor.full(60, DType.FLOAT64, 1));
    try (Descended adapted = learner.adapt(shut, batch.support(), now);
        Descended without = learner.withTestSteps(0).adapt(shut, batch.support(), now)) {
      assertThat(Strategy.expectedSteps(adapted.transformState()).toDoubles())
          .containsExactly(new double[3], within(1e-12));
      Numbers.assertClose(adapted.theta(), without.theta(), 1e-12);
    }
  }

  @Test
  void moreStepsThanInTrainingAreFine() {
    Descent learner = strategy(MLP, 2, Reads.BOTH).withTestSteps(40);
    Model model = learner.init(RandomKey.of(3));
    TaskBatch batch = Episodes.values(MLP, 3, 7, 5, 1).to(DType.FLOAT32);
    Context now = Context.testing(RandomKey.of(8), Regime.NONE);
    try (Descended adapted = learner.adapt(model, batch.support(), now)) {
      double first = adapted.losses().get(0).mean().item();
      assertThat(adapted.losses().get(39).mean().item()).isLessThan(first / 2);
      assertThat(adapted.theta().get("layers.0.weight").type()).isEqualTo(DType.FLOAT32);
    }
  }

  /** The same task seen through other examples: only descriptions of data can tell them apart. */
  @ParameterizedTest
  @EnumSource(Reads.class)
  void itStartsFromWhatItReadsAndNothingElse(Reads reads) {
    StrategyInitialisation start = new StrategyInitialisation(6, reads);
    Params learned = DescentCatalogueTest.model(strategy(MLP, 1, reads)).phi();
    Examples some = Episodes.values(MLP, 1, 7, 5, 1).support();
    boolean readsData = reads == Reads.BOTH || reads == Reads.DATA;
    boolean readsTask = reads == Reads.BOTH || reads == Reads.TASK;
    assertThat(same(start, learned, some, Episodes.values(MLP, 1, 7, 5, 2).support()))
        .isEqualTo(!readsData);
    // Every point twice: the data look the same, but there are more of them.
    assertThat(
            same(
                start,
                learned,
                some,
                Episodes.reordered(some, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6)))
        .isEqualTo(!readsTask);
  }

  private static boolean same(
      StrategyInitialisation start, Params phi, Examples one, Examples other) {
    Params a = begun(start, phi, one);
    Params b = begun(start, phi, other);
    return Numbers.relative(
            a.get("layers.0.weight").toDoubles(), b.get("layers.0.weight").toDoubles())
        < 1e-12;
  }

  private static Params begun(StrategyInitialisation start, Params phi, Examples support) {
    return start
        .begin(
            new TaskInitialisation.SharedModel(
                MLP, phi.under("start."), phi.select(MLP.layout()), Params.empty()),
            support,
            Context.testing(RandomKey.of(8), Regime.NONE))
        .params();
  }

  @Test
  void whatItReadsDoesNotChangeHowMuchItLearns() {
    long all = strategy(MLP, 1, Reads.BOTH).init(RandomKey.of(1)).phi().elements();
    for (Reads reads : Reads.values()) {
      assertThat(strategy(MLP, 1, reads).init(RandomKey.of(1)).phi().elements()).isEqualTo(all);
    }
  }

  @Test
  void aStrategyWithoutItsDescriptionIsRefused() {
    assertThatThrownBy(() -> Descent.of(MLP, new Strategy(RATE, 6, 6), 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reads 6 numbers of a task's description, but the start hands on 0");
    assertThatThrownBy(() -> new Strategy(0, 6, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be positive");
  }

  private static Model with(Model model, String name, Tensor tensor) {
    Map<String, Tensor> changed = new LinkedHashMap<>(model.phi().asMap());
    assertThat(changed.put(name, tensor)).isNotNull();
    return new Model(Params.of(changed), model.state());
  }
}
