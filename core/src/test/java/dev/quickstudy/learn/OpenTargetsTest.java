package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.judge.Score;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.train.TrainState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets that the library does not know are learned, judged and differentiated like its own. */
class OpenTargetsTest extends ScopedTest {
  private static final TaskShape SHAPE = new TaskShape(1, 6, 8);

  static List<Targets> all() {
    return List.of(
        new OpenTargets.MultiLabel(3),
        new OpenTargets.Tokens(OpenTasks.LENGTH, OpenTasks.VOCABULARY),
        new OpenTargets.Actions(3),
        new OpenTargets.Ranking(4));
  }

  private static Network network(Targets targets) {
    return targets instanceof OpenTargets.Tokens
        ? new TokenNetwork(OpenTasks.LENGTH, OpenTasks.VOCABULARY, 5)
        : new Mlp(List.of(2), List.of(8), targets.outputs());
  }

  private static Algorithm<Descent> maml(Targets targets) {
    return Algorithms.maml(network(targets), 0.5, 2, 2);
  }

  @ParameterizedTest
  @MethodSource("all")
  void trainImprovesTheScoreByTheTargetsOwnMetric(Targets targets) {
    OpenTasks tasks = new OpenTasks(targets);
    try (Workers workers = new Workers(2)) {
      MetaTrainer<Descent> trainer =
          new MetaTrainer<>(
              new MetaTrainer.Settings<>(
                  maml(targets), tasks, SHAPE, 8, Regime.NONE, Transforms.adam(0.02)),
              workers);
      Evaluation evaluation = new Evaluation(tasks, Split.TEST, SHAPE, 40, 1);
      try (TrainState start = trainer.start(3)) {
        Score before = score(evaluation, targets, start, workers);
        TrainState end = trainer.train(trainer.start(3), 40);
        try (end) {
          Score after = score(evaluation, targets, end, workers);
          assertThat(after.metric().label()).isEqualTo(targets.metric().label());
          assertThat(after.metric().better(after.mean() - after.ci95(), before.mean()))
              .as("%s after %s", after.mean(), before.mean())
              .isTrue();
          assertThat(after.calibrationError()).isEmpty();
          assertThat(after.episodeHash()).isEqualTo(before.episodeHash());
        }
      }
    }
  }

  private static Score score(
      Evaluation evaluation, Targets targets, TrainState state, Workers workers) {
    return evaluation.of(maml(targets).learner(), state.model(), Regime.NONE, workers);
  }

  @ParameterizedTest
  @MethodSource("all")
  void metaGradientAgreesWithFiniteDifferences(Targets targets) {
    Algorithm<Descent> maml = maml(targets);
    TaskBatch batch =
        new OpenTasks(targets).sample(Split.TRAIN, SHAPE, RandomKey.of(1), 0, 2).to(DType.FLOAT64);
    Model model = Episodes.model(network(targets), 4);
    Context now = Context.training(RandomKey.of(2), Regime.NONE, 0);
    Slopes.check(
        maml.metaGradient().of(maml.learner(), model, batch, now).gradients(),
        model.phi(),
        phi -> {
          Descent learner = maml.learner();
          Descended adapted = learner.adapt(new Model(phi, model.state()), batch.support(), now);
          Tensor predicted = adapted.predict(batch.query().x(), now).value();
          return learner.loss(predicted, batch.query()).mean().item();
        });
  }

  @Test
  void tokensStayIntegersAllTheWay() {
    Targets targets = all().get(1);
    TaskBatch batch = new OpenTasks(targets).sample(Split.TRAIN, SHAPE, RandomKey.of(1), 0, 2);
    for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Examples support = batch.to(type).support();
      assertThat(support.x().type()).isEqualTo(DType.INT64);
      assertThat(support.weights().orElseThrow().type()).isEqualTo(type);
    }
    // Positions of weight 0 teach nothing: other answers there give the same bits.
    Descent learner = maml(targets).learner();
    Model model = learner.init(RandomKey.of(1));
    Context now = Context.testing(RandomKey.of(2), Regime.NONE);
    Examples support = batch.support();
    Tensor padded =
        support.weights().orElseThrow().isAtLeast(1).negate().plus(1).times(2).to(DType.INT64);
    Examples other =
        new Examples(support.x(), support.y().plus(padded), support.weights(), support.targets());
    assertThat(other.y().toLongs()).isNotEqualTo(support.y().toLongs());
    try (Adapted one = learner.adapt(model, support, now);
        Adapted two = learner.adapt(model, other, now)) {
      assertThat(two.predict(batch.query().x(), now).value().toFloats())
          .isEqualTo(one.predict(batch.query().x(), now).value().toFloats());
    }
  }

  @Test
  void adaptRefusesAnswersThatTheTargetsRefuse() {
    Targets targets = all().get(1);
    Descent learner = maml(targets).learner();
    Examples wrong =
        new Examples(
            Tensor.of(new long[3], 1, 1, 3), Tensor.of(new long[] {0, 4, 1}, 1, 1, 3), targets);
    for (Context now :
        List.of(
            Context.testing(RandomKey.of(2), Regime.NONE),
            Context.training(RandomKey.of(2), Regime.NONE, 0))) {
      assertThatThrownBy(() -> learner.adapt(learner.init(RandomKey.of(1)), wrong, now))
          .isInstanceOf(UsageException.class)
          .hasMessage("y has token 4, but tokens are 0–3");
    }
  }

  @Test
  void headsThatNeedClassesSaySo() {
    Learner learner = Algorithms.protonet(new Mlp(List.of(2), List.of(), 3)).learner();
    assertThatThrownBy(() -> learner.check(new long[] {2}, new OpenTargets.MultiLabel(3)))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "prototypes need classes, but the tasks ask for MultiLabel[labels=3]");
  }

  @Test
  void ridgeRegressesOnAnswersOfAnyKind() {
    Targets targets = new OpenTargets.MultiLabel(3);
    TaskBatch batch = new OpenTasks(targets).sample(Split.TEST, SHAPE, RandomKey.of(1), 0, 20);
    EmbeddingLearner learner =
        Algorithms.r2d2(new Mlp(List.of(2), List.of(), 6), Ridge.learned()).learner();
    learner.check(new long[] {2}, targets);
    Context now = Context.testing(RandomKey.of(2), Regime.NONE);
    try (Adapted adapted = learner.adapt(learner.init(RandomKey.of(1)), batch.support(), now)) {
      Tensor half = adapted.predict(batch.query().x(), now).value();
      double[] f1 = Evaluation.values(batch, half);
      assertThat(f1).hasSize(20);
      assertThat(Arrays.stream(f1).average().orElseThrow()).isBetween(0.4, 1.0);
    }
  }
}
