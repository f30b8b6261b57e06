package dev.quickstudy.train;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.Features;
import dev.quickstudy.head.fitted.CosineFineTuning;
import dev.quickstudy.inner.MetaSgd;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetaTrainerTest extends ScopedTest {
  private static final Transform PUBLISHED_INNER =
      new Transforms.Adam(new Schedule.Constant(0.01), 0, 0.999, 1e-8, 0);
  private static final Transform MOMENTUM = new Transforms.Sgd(new Schedule.Constant(0.1), 0.9, 0);
  private static final Transform OUTER =
      Transforms.chain(new Transforms.ClipByGlobalNorm(10), Transforms.adam(0.01));

  private static final Conv4 CLASSIFIER =
      new Conv4(14, 1, 8, 3, Downsampling.POOL, Normalisation.BATCH, 5);
  private static final Conv4 STRIDED =
      new Conv4(14, 1, 8, 3, Downsampling.STRIDE, Normalisation.BATCH, 5);
  private static final Conv4 RUNNING =
      new Conv4(14, 1, 8, 3, Downsampling.POOL, Normalisation.RUNNING, 5);
  private static final Conv4 ENCODER =
      new Conv4(14, 1, 8, 3, Downsampling.POOL, Normalisation.BATCH, 0);
  private static final Conv4 RUNNING_ENCODER =
      new Conv4(14, 1, 8, 3, Downsampling.POOL, Normalisation.RUNNING, 0);
  private static final Mlp REGRESSION = new Mlp(List.of(1), List.of(40, 40), 1);
  private static final Mlp PIXELS = new Mlp(List.of(1, 14, 14), List.of(20), 5);

  /** A network of which another number of tasks runs together. */
  private record Together(Network network, int tasksTogether) implements Network {
    @Override
    public Layout layout() {
      return network.layout();
    }

    @Override
    public Layout stateLayout() {
      return network.stateLayout();
    }

    @Override
    public Output apply(Params weights, Params state, Tensor x, Context now) {
      return network.apply(weights, state, x, now);
    }

    @Override
    public long[] inputShape() {
      return network.inputShape();
    }

    @Override
    public int outputs() {
      return network.outputs();
    }

    @Override
    public Normalisation normalisation() {
      return network.normalisation();
    }
  }

  /** What is trained; the algorithm is made for the network it is given. */
  private record Case(
      String name,
      Network network,
      Function<Network, Algorithm<?>> algorithm,
      TaskSource source,
      TaskShape shape,
      Regime regime) {
    @Override
    public String toString() {
      return name;
    }

    /** The state after some steps. */
    TrainState train(
        Network wanted, int threads, DType precision, Transform optimizer, int tasks, int steps) {
      return trained(algorithm.apply(wanted), threads, precision, optimizer, tasks, steps);
    }

    private <L extends Learner> TrainState trained(
        Algorithm<L> made,
        int threads,
        DType precision,
        Transform optimizer,
        int tasks,
        int steps) {
      try (Workers workers = new Workers(threads)) {
        MetaTrainer<L> trainer =
            new MetaTrainer<>(
                new MetaTrainer.Settings<>(
                    made, source, shape, tasks, regime, optimizer, precision),
                workers);
        return trainer.train(trainer.start(3), steps);
      }
    }
  }

  private static Case waves(String name, Function<Network, Algorithm<?>> algorithm) {
    return new Case(name, REGRESSION, algorithm, new Waves(), new TaskShape(1, 5, 5), Regime.NONE);
  }

  private static Case pictures(
      String name, Network network, Regime regime, Function<Network, Algorithm<?>> algorithm) {
    return new Case(
        name, network, algorithm, Pictures.tasks(20, 14), new TaskShape(5, 2, 3), regime);
  }

  private static Case pretraining(
      String name, Network network, Regime regime, Function<Network, Algorithm<?>> algorithm) {
    return new Case(
        name, network, algorithm, Pictures.tasks(20, 14), TaskShape.miniBatch(20, 16), regime);
  }

  static List<Case> cases() {
    return List.of(
        waves("maml on waves", network -> Algorithms.maml(network, 0.01, 2, 1)),
        waves("fomaml on waves", network -> Algorithms.fomaml(network, 0.01, 2, 1)),
        waves("reptile on waves", network -> Algorithms.reptile(network, PUBLISHED_INNER, 4, 1, 3)),
        pictures(
            "maml", CLASSIFIER, Regime.QUERY_BATCH, network -> Algorithms.maml(network, 0.1, 2, 1)),
        pictures(
            "maml by support",
            STRIDED,
            Regime.SUPPORT,
            network -> Algorithms.maml(network, 0.1, 1, 1)),
        pictures(
            "maml with averages",
            RUNNING,
            Regime.QUERY_BATCH,
            network -> Algorithms.maml(network, 0.1, 1, 1)),
        pictures(
            "fomaml",
            CLASSIFIER,
            Regime.QUERY_BATCH,
            network -> Algorithms.fomaml(network, 0.1, 2, 1)),
        pictures(
            "reptile",
            CLASSIFIER,
            Regime.ONE_BY_ONE,
            network -> Algorithms.reptile(network, MOMENTUM, 3, 1, 4)),
        pictures("protonet", ENCODER, Regime.JOINT, Algorithms::protonet),
        pictures("protonet on pixels", PIXELS, Regime.NONE, Algorithms::protonet),
        pretraining(
            "simpleshot",
            RUNNING_ENCODER,
            Regime.QUERY_BATCH,
            network -> Algorithms.simpleShot(network, 20, Features.CL2N)),
        pretraining(
            "baseline++ on pixels",
            PIXELS,
            Regime.NONE,
            network -> Algorithms.baselinePlusPlus(network, 20, CosineFineTuning.published())));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theNumberOfThreadsChangesNoBit(Case one) {
    // Three chunks of unequal size where tasks run together, and five of one task where they do
    // not.
    Network network =
        one.network().tasksTogether() > 1 ? new Together(one.network(), 2) : one.network();
    try (TrainState on1 = one.train(network, 1, DType.FLOAT32, OUTER, 5, 4);
        TrainState on2 = one.train(network, 2, DType.FLOAT32, OUTER, 5, 4);
        TrainState on3 = one.train(network, 3, DType.FLOAT32, OUTER, 5, 4)) {
      for (TrainState other : List.of(on2, on3)) {
        assertSame(other.model().phi(), on1.model().phi());
        assertSame(other.model().state(), on1.model().state());
        assertSame(other.optimizer(), on1.optimizer());
      }
      assertThat(on1.step()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void twoChunkSizesAgree(Case one) {
    // Not Adam: where a gradient is zero but for rounding, it makes whole steps of the rounding.
    try (TrainState by1 =
            one.train(new Together(one.network(), 1), 2, DType.FLOAT64, MOMENTUM, 5, 3);
        TrainState by3 =
            one.train(new Together(one.network(), 3), 2, DType.FLOAT64, MOMENTUM, 5, 3);
        TrainState all =
            one.train(new Together(one.network(), 5), 2, DType.FLOAT64, MOMENTUM, 5, 3)) {
      for (TrainState other : List.of(by3, all)) {
        assertClose(other.model().phi(), by1.model().phi(), 1e-12);
        assertClose(other.model().state(), by1.model().state(), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyStepMovesPhiAndKeepsItFinite(Case one) {
    try (TrainState start = one.train(one.network(), 1, DType.FLOAT32, OUTER, 2, 0);
        TrainState after = one.train(one.network(), 1, DType.FLOAT32, OUTER, 2, 1)) {
      assertThat(after.model().phi().allFinite()).isTrue();
      for (String name : after.model().phi().names()) {
        assertThat(after.model().phi().get(name).shape())
            .containsExactly(start.model().phi().get(name).shape());
        // A bias in front of batch normalisation has no gradient but rounding.
        if (!name.endsWith("conv.bias")) {
          assertThat(after.model().phi().get(name).toDoubles())
              .isNotEqualTo(start.model().phi().get(name).toDoubles());
        }
      }
      assertThat(after.model().state().names()).isEqualTo(start.model().state().names());
    }
  }

  private static MetaTrainer.Settings<?> settings(
      TaskSource source, TaskShape shape, Network network, Regime regime) {
    return new MetaTrainer.Settings<>(
        Algorithms.maml(network, 0.01, 1, 1), source, shape, 4, regime, OUTER);
  }

  @Test
  void aStepDependsOnTheStateAloneAndDoesNotChangeIt() {
    try (Workers workers = new Workers(2)) {
      MetaTrainer<?> trainer =
          new MetaTrainer<>(
              settings(new Waves(), new TaskShape(1, 5, 5), REGRESSION, Regime.NONE), workers);
      try (TrainState start = trainer.start(3)) {
        MetaTrainer.Stepped one = trainer.step(start);
        MetaTrainer.Stepped two = trainer.step(one.state());
        MetaTrainer.Stepped again = trainer.step(start);
        assertSame(again.state().model().phi(), one.state().model().phi());
        assertThat(again.loss()).isEqualTo(one.loss());
        assertThat(two.loss()).isNotEqualTo(one.loss());
        assertThat(start.step()).isZero();
        assertSame(start.model().phi(), REGRESSION.init(RandomKey.of(3).fold("init")));
        assertThat(trainer.samplingShare()).isBetween(0.0, 1.0);
        one.state().close();
        two.state().close();
        again.state().close();
      }
    }
  }

  @Test
  void trainingInPiecesIsTrainingAtOnce() {
    try (Workers workers = new Workers(2)) {
      MetaTrainer<?> trainer =
          new MetaTrainer<>(
              settings(new Waves(), new TaskShape(1, 5, 5), REGRESSION, Regime.NONE), workers);
      try (TrainState pieces = trainer.train(trainer.train(trainer.start(3), 3), 4);
          TrainState whole = trainer.train(trainer.start(3), 7)) {
        assertSame(pieces.model().phi(), whole.model().phi());
        assertSame(pieces.optimizer(), whole.optimizer());
        assertThat(pieces.step()).isEqualTo(7);
      }
    }
  }

  @Test
  void aClosedStateCannotBeRead() {
    try (Workers workers = new Workers(1)) {
      MetaTrainer<?> trainer =
          new MetaTrainer<>(
              settings(new Waves(), new TaskShape(1, 5, 5), REGRESSION, Regime.NONE), workers);
      TrainState start = trainer.start(3);
      trainer.train(start, 1).close();
      assertThatThrownBy(() -> start.model().phi().tensors().get(0).toDoubles())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("freed");
    }
  }

  @Test
  void trainingTeaches() {
    try (Workers workers = new Workers(2)) {
      MetaTrainer<?> trainer =
          new MetaTrainer<>(
              settings(new Waves(), new TaskShape(1, 5, 5), REGRESSION, Regime.NONE), workers);
      TrainState state = trainer.start(3);
      List<Double> losses = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        MetaTrainer.Stepped stepped = trainer.step(state);
        state.close();
        state = stepped.state();
        losses.add(stepped.loss());
      }
      state.close();
      assertThat(mean(losses.subList(300, 400))).isLessThan(0.8 * mean(losses.subList(0, 20)));
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @Test
  void runningAveragesMoveInTrainingAndStayWhereTheyAreTrainedUnder() {
    Function<Network, Algorithm<?>> maml = network -> Algorithms.maml(network, 0.1, 1, 1);
    try (TrainState moved =
            pictures("", RUNNING, Regime.QUERY_BATCH, maml)
                .train(RUNNING, 1, DType.FLOAT32, OUTER, 2, 3);
        TrainState kept =
            pictures("", RUNNING, Regime.RUNNING, maml)
                .train(RUNNING, 1, DType.FLOAT32, OUTER, 2, 3)) {
      assertThat(moved.model().state().get("blocks.0.norm.mean").toDoubles()).doesNotContain(0);
      assertSame(kept.model().state(), RUNNING.initialState());
    }
  }

  @Test
  void tasksWithUnevenShotsTrainOneAtATime() {
    Case uneven =
        new Case(
            "uneven",
            PIXELS,
            Algorithms::protonet,
            Pictures.tasks(20, 14),
            new TaskShape(5, 1, 4, 3),
            Regime.NONE);
    try (TrainState on1 = uneven.train(PIXELS, 1, DType.FLOAT32, OUTER, 5, 3);
        TrainState on2 = uneven.train(PIXELS, 2, DType.FLOAT32, OUTER, 5, 3)) {
      assertSame(on2.model().phi(), on1.model().phi());
      assertThat(on1.model().phi().allFinite()).isTrue();
    }
  }

  /** Waves that note the shapes they are asked for, {@code shots × tasks}, by first task. */
  private record NotedWaves(Waves waves, Queue<String> asked) implements TaskSource {
    @Override
    public String name() {
      return waves.name();
    }

    @Override
    public Targets targets(TaskShape shape) {
      return waves.targets(shape);
    }

    @Override
    public long[] inputShape() {
      return waves.inputShape();
    }

    @Override
    public String fingerprint() {
      return waves.fingerprint();
    }

    @Override
    public void check(Split split, TaskShape shape) {
      waves.check(split, shape);
    }

    @Override
    public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
      assertThat(shape.uneven()).isFalse();
      asked.add(shape.minShots() + " × " + count);
      return waves.sample(split, shape, key, first, count);
    }
  }

  @Test
  void unevenPointsOfRegressionAreDrawnOnceAStepWhoseTasksRunTogether() {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    Case uneven =
        new Case(
            "uneven",
            REGRESSION,
            network -> Algorithms.maml(network, 0.01, 1, 1),
            new NotedWaves(new Waves(), asked),
            new TaskShape(1, 2, 4, 3),
            Regime.NONE);
    List<List<String>> noted = new ArrayList<>();
    try (TrainState on1 = uneven.train(REGRESSION, 1, DType.FLOAT32, OUTER, 5, 20)) {
      noted.add(List.copyOf(asked));
      asked.clear();
      try (TrainState on3 = uneven.train(REGRESSION, 3, DType.FLOAT32, OUTER, 5, 20)) {
        noted.add(List.copyOf(asked));
        assertSame(on3.model().phi(), on1.model().phi());
      }
    }
    assertThat(noted.get(0)).hasSize(20).containsOnly("2 × 5", "3 × 5", "4 × 5");
    assertThat(Set.copyOf(noted.get(0))).hasSize(3);
    assertThat(noted.get(1)).isEqualTo(noted.get(0));
  }

  @Test
  void whatDoesNotFitTogetherIsRefusedBeforeTheFirstStep() {
    TaskShape five = new TaskShape(5, 1, 1);
    try (Workers workers = new Workers(1)) {
      assertThatThrownBy(
              () ->
                  new MetaTrainer<>(
                      settings(Pictures.tasks(4, 14), five, CLASSIFIER, Regime.QUERY_BATCH),
                      workers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "5 ways are more than the 4 classes of the train split of pictures; ask for at most 4");
      assertThatThrownBy(
              () ->
                  new MetaTrainer<>(
                      settings(
                          Pictures.tasks(9, 14),
                          new TaskShape(6, 1, 1),
                          CLASSIFIER,
                          Regime.QUERY_BATCH),
                      workers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the network has 5 outputs, but the tasks need 6");
      assertThatThrownBy(
              () ->
                  new MetaTrainer<>(
                      settings(Pictures.tasks(9, 14), five, CLASSIFIER, Regime.RUNNING), workers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the learner cannot train under the regime 'running'");
      assertThatThrownBy(
              () ->
                  new MetaTrainer<>(
                      settings(new Waves(), new TaskShape(1, 1, 1), CLASSIFIER, Regime.JOINT),
                      workers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the network reads examples of shape [1, 14, 14], but the tasks have [1]");
    }
  }

  @Test
  void absurdSettingsAreRefused() {
    Algorithm<?> maml = Algorithms.maml(REGRESSION, 0.01, 1, 1);
    assertThatThrownBy(
            () ->
                new MetaTrainer.Settings<>(
                    maml,
                    new Waves(),
                    new TaskShape(1, 5, 5),
                    0,
                    Regime.NONE,
                    OUTER,
                    DType.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'tasks' must be at least 1, but is 0");
    assertThatThrownBy(
            () ->
                new MetaTrainer.Settings<>(
                    maml, new Waves(), new TaskShape(1, 5, 5), 1, Regime.NONE, OUTER, DType.INT64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("precision must be float32 or float64, but is INT64");
    assertThatThrownBy(
            () ->
                new MetaTrainer.Settings<>(
                    maml, new Waves(), new TaskShape(1, 5, 5), 1, Regime.NONE, new MetaSgd(0.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the outer optimizer has meta-parameters, but nothing would learn them;"
                + " take a plain one, for instance Adam");
    assertThatThrownBy(() -> new Workers(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'threads' must be at least 1, but is 0");
  }

  @Test
  void workersGiveResultsInOrderAndTheFirstFailureInOrder() {
    try (Workers workers = new Workers(3)) {
      assertThat(workers.threads()).isEqualTo(3);
      assertThat(workers.map(20, i -> i * i)).startsWith(0, 1, 4, 9).hasSize(20);
      assertThatThrownBy(
              () ->
                  workers.map(
                      20,
                      i -> {
                        if (i >= 5) {
                          throw new IllegalArgumentException("piece " + i);
                        }
                        return i;
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("piece 5");
      assertThat(workers.map(2, i -> i)).containsExactly(0, 1);
    }
  }
}
