package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DescentTest extends ScopedTest {
  private static final Network MLP = new Mlp(List.of(3), List.of(8), 3);
  private static final Network CONV =
      new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.BATCH, 3);
  private static final Transform SGD = Transforms.sgd(0.2);

  private static Context testing(Regime regime) {
    return Context.testing(RandomKey.of(8), regime);
  }

  private static Regime regime(Network network) {
    return network.normalisation() == Normalisation.NONE ? Regime.NONE : Regime.SUPPORT;
  }

  static List<Descent> learners() {
    return List.of(
        Descent.of(MLP, SGD, 3, 3),
        Descent.of(MLP, Transforms.adam(0.1), 3, 3).inBatches(2),
        Descent.of(MLP, new Transforms.Sgd(new Schedule.Constant(0.1), 0.9, 0.01), 3, 3),
        Descent.of(CONV, SGD, 3, 3),
        Descent.of(CONV, Transforms.adam(0.1), 3, 3).inBatches(4));
  }

  @ParameterizedTest
  @MethodSource("learners")
  void withoutStepsThetaIsPhi(Descent learner) {
    Model model = Episodes.model(learner.network(), 1);
    TaskBatch batch = Episodes.classes(learner.network(), 3, 3, 2, 2, 4);
    Context now = testing(regime(learner.network()));
    try (Descended adapted = learner.withTestSteps(0).adapt(model, batch.support(), now)) {
      assertSame(adapted.theta(), model.phi().forTasks(3));
      assertThat(adapted.losses()).isEmpty();
      assertThat(adapted.predict(batch.query().x(), now).value().shape()).containsExactly(3, 6, 3);
    }
  }

  @ParameterizedTest
  @MethodSource("learners")
  void tasksTogetherEqualEachByItself(Descent learner) {
    Model model = Episodes.model(learner.network(), 1);
    TaskBatch batch = Episodes.classes(learner.network(), 4, 3, 2, 2, 4);
    Context now = testing(regime(learner.network()));
    try (Descended together = learner.adapt(model, batch.support(), now)) {
      Tensor predictions = together.predict(batch.query().x(), now).value();
      for (int t = 0; t < 4; t++) {
        Examples one =
            new Examples(
                batch.support().x().slice(0, t, t + 1),
                batch.support().y().slice(0, t, t + 1),
                batch.support().targets());
        try (Descended alone = learner.adapt(model, one, now.withFirstTask(t))) {
          assertClose(together.theta().task(t), alone.theta().task(0), 1e-12);
          assertClose(
              predictions.slice(0, t, t + 1),
              alone.predict(batch.query().x().slice(0, t, t + 1), now).value(),
              1e-12);
        }
      }
    }
  }

  @Test
  void everyStepFollowsTheGradientOfTheSupportLoss() {
    Model model = Episodes.model(MLP, 1);
    Examples support = Episodes.classes(MLP, 2, 3, 2, 1, 4).support();
    Context now = testing(Regime.NONE);
    Params theta = model.phi().forTasks(2);
    for (int steps = 1; steps <= 4; steps++) {
      Params at = theta.variables();
      Tensor loss = support.loss(MLP.apply(at, Params.empty(), support.x(), now).value());
      theta = theta.minus(at.gradients(loss.sum(), false).times(0.2));
      try (Descended adapted = Descent.of(MLP, SGD, 1, steps).adapt(model, support, now)) {
        assertClose(adapted.theta(), theta, 1e-14);
        assertThat(adapted.losses()).hasSize(steps);
        assertClose(adapted.losses().get(steps - 1), loss, 1e-14);
      }
    }
  }

  @Test
  void adaptingNormsChoosesWhetherScalesAndShiftsMove() {
    Model model = Episodes.model(CONV, 1);
    Examples support = Episodes.classes(CONV, 2, 3, 2, 1, 4).support();
    Params before = model.phi().forTasks(2);
    for (boolean adapt : List.of(true, false)) {
      Descent learner = Descent.of(CONV, SGD, 3, 3).adaptingNorms(adapt);
      try (Descended adapted = learner.adapt(model, support, testing(Regime.SUPPORT))) {
        for (String name : before.names()) {
          double moved = adapted.theta().get(name).minus(before.get(name)).square().sum().item();
          if (name.contains(".norm.")) {
            assertThat(moved > 0).as(name).isEqualTo(adapt);
          } else if (!name.endsWith("conv.bias")) { // which batch norm takes away again
            assertThat(moved).as(name).isPositive();
          }
        }
        assertThat(adapted.state().tensors().has("theta.blocks.0.norm.weight")).isEqualTo(adapt);
      }
    }
  }

  @Test
  void adaptingNormsCannotBeLeftOutWhereTheGradientIsOfAllWeights() {
    Descent stays = Descent.of(CONV, SGD, 3, 3).adaptingNorms(false);
    assertThatThrownBy(() -> new Algorithm<>(stays, new MetaGradients.Reptile()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("let all of the network adapt");
    assertThat(
            new Algorithm<>(
                    Descent.of(MLP, SGD, 3, 3).adaptingNorms(false), new MetaGradients.Reptile())
                .learner()
                .norms())
        .isFalse();
  }

  @Test
  void trainingAndTestingHaveTheirOwnNumberOfSteps() {
    Model model = Episodes.model(MLP, 1);
    Examples support = Episodes.classes(MLP, 2, 3, 2, 1, 4).support();
    Descent learner = Descent.of(MLP, SGD, 2, 5);
    Context training = Context.training(RandomKey.of(8), Regime.NONE, 0);
    assertThat(learner.adapt(model, support, training, Descent.Graph.NONE).losses()).hasSize(2);
    try (Descended adapted = learner.adapt(model, support, testing(Regime.NONE))) {
      assertThat(adapted.losses()).hasSize(5);
    }
    try (Descended adapted = learner.withTestSteps(7).adapt(model, support, testing(Regime.NONE))) {
      assertThat(adapted.losses()).hasSize(7);
    }
    assertThat(learner.withTestSteps(7)).isEqualTo(Descent.of(MLP, SGD, 2, 7));
  }

  @Test
  void theOrderOfTheSupportSetDoesNotMatter() {
    for (Descent learner : List.of(learners().get(0), learners().get(3))) {
      Model model = Episodes.model(learner.network(), 1);
      TaskBatch batch = Episodes.classes(learner.network(), 2, 3, 2, 2, 4);
      Examples reordered = Episodes.reordered(batch.support(), 5, 2, 0, 4, 1, 3);
      Context now = testing(regime(learner.network()));
      try (Descended one = learner.adapt(model, batch.support(), now);
          Descended other = learner.adapt(model, reordered, now)) {
        assertClose(
            other.predict(batch.query().x(), now).value(),
            one.predict(batch.query().x(), now).value(),
            1e-11);
      }
    }
  }

  @Test
  void adaptingNeitherChangesTheModelNorTheSupportSet() {
    Descent learner = learners().get(4);
    Model model = Episodes.model(CONV, 1);
    Examples support = Episodes.classes(CONV, 2, 3, 2, 1, 4).support();
    learner.adapt(model, support, testing(Regime.SUPPORT)).close();
    assertSame(model.phi(), Episodes.model(CONV, 1).phi());
    assertSame(support.x(), Episodes.classes(CONV, 2, 3, 2, 1, 4).support().x());
  }

  @Test
  void underRunningAveragesAnInnerStepUsesThemToo() {
    Network running = new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.RUNNING, 3);
    Model model = Episodes.model(running, 1);
    Examples support = Episodes.classes(running, 1, 3, 2, 1, 4).support();
    Context now = testing(Regime.RUNNING);
    Params at = model.phi().variables();
    Tensor loss =
        support.loss(
            running
                .apply(at, model.state(), support.x(), now.withStatistics(Statistics.STATE))
                .value());
    Params expected = model.phi().minus(at.gradients(loss.sum(), false).times(0.2));
    try (Descended adapted = Descent.of(running, SGD, 1, 1).adapt(model, support, now)) {
      assertClose(adapted.theta().task(0), expected, 1e-12);
    }
  }

  @Test
  void freshModelsFollowTheKey() {
    Learner learner = Descent.of(CONV, SGD, 1, 1);
    assertSame(learner.init(RandomKey.of(3)).phi(), CONV.init(RandomKey.of(3)));
    assertThat(learner.init(RandomKey.of(3)).state().isEmpty()).isTrue();
    assertThat(learner.init(RandomKey.of(3)).to(DType.FLOAT64).phi().tensors())
        .allMatch(tensor -> tensor.type() == DType.FLOAT64);
  }

  @Test
  void aLastLayerOfAnotherWidthIsRefused() {
    Learner learner = Descent.of(MLP, SGD, 1, 1);
    assertThatThrownBy(() -> learner.check(new long[] {3}, new Targets.Classes(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the network has 3 outputs, but the tasks need 5;"
                + " a last layer serves only tasks of its own number of ways");
    assertThatThrownBy(() -> learner.check(new long[] {4}, new Targets.Classes(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the network reads examples of shape [3], but the tasks have [4]");
  }

  @Test
  void aRegimeThatTheNetworkCannotHaveIsRefusedWithThoseThatItCan() {
    Examples support = Episodes.classes(CONV, 1, 3, 2, 1, 4).support();
    Model model = Episodes.model(CONV, 1);
    for (Learner learner :
        List.of(Descent.of(CONV, SGD, 1, 1), new EmbeddingLearner(CONV, new Prototypes()))) {
      assertThatThrownBy(() -> learner.adapt(model, support, testing(Regime.RUNNING)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "this learner cannot predict under the regime 'running';"
                  + " it can under: support, one-by-one, query-batch, joint");
    }
  }

  @Test
  void aPredictionUnderAnotherRegimeThanThatOfAdaptingIsRefused() {
    Examples support = Episodes.classes(CONV, 1, 3, 2, 1, 4).support();
    Model model = Episodes.model(CONV, 1);
    for (Learner learner :
        List.of(Descent.of(CONV, SGD, 1, 1), new EmbeddingLearner(CONV, new Prototypes()))) {
      try (Adapted adapted = learner.adapt(model, support, testing(Regime.SUPPORT))) {
        assertThatThrownBy(() -> adapted.predict(support.x(), testing(Regime.JOINT)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "the task was learned under the regime 'support', but a prediction is asked for under 'joint';"
                    + " adapt again under that one");
      }
    }
  }

  @Test
  void absurdSettingsAreRefused() {
    assertThatThrownBy(() -> Descent.of(MLP, SGD, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'steps' must be at least 1, but is 0");
    assertThatThrownBy(() -> Descent.of(MLP, SGD, 1, -1))
        .hasMessage("'testSteps' must be at least 0, but is -1");
    assertThatThrownBy(() -> Descent.of(MLP, SGD, 1, 1).inBatches(-1))
        .hasMessage("'batch' must be at least 0, but is -1");
  }

  @Test
  void theCatalogueComposesWhatTheNamesSay() {
    assertThat(Algorithms.maml(MLP, 0.2, 1, 10))
        .isEqualTo(new Algorithm<>(Descent.of(MLP, SGD, 1, 10), new MetaGradients.Exact()));
    assertThat(Algorithms.fomaml(MLP, 0.2, 1, 10))
        .isEqualTo(new Algorithm<>(Descent.of(MLP, SGD, 1, 10), new MetaGradients.FirstOrder()));
    assertThat(Algorithms.reptile(MLP, SGD, 5, 50, 10))
        .isEqualTo(
            new Algorithm<>(
                Descent.of(MLP, SGD, 5, 50).inBatches(10), new MetaGradients.Reptile()));
    assertThat(Algorithms.protonet(MLP))
        .isEqualTo(
            new Algorithm<>(
                new EmbeddingLearner(MLP, new Prototypes()), new MetaGradients.Exact()));
  }
}
