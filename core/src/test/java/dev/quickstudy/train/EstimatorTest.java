package dev.quickstudy.train;

import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorTest extends ScopedTest {
  private static final int STEPS = 3;
  private static final Machines.Division IN_BLOCKS =
      (leaf, leaves, machines) -> leaf * machines / leaves;
  private static final Machines.Division IN_TURN = (leaf, leaves, machines) -> leaf % machines;

  /** Seven leaves of three tasks and one of a single task. */
  private static MetaTrainer.Settings<Descent> waves(TaskSource source) {
    return new MetaTrainer.Settings<>(
        Algorithms.maml(new Mlp(List.of(1), List.of(20, 20), 1), 0.01, 2, 1),
        source,
        new TaskShape(1, 5, 5),
        22,
        Regime.NONE,
        Transforms.adam(0.01),
        DType.FLOAT32,
        3);
  }

  /** Five leaves of one task each, with running averages. */
  private static MetaTrainer.Settings<Descent> pictures() {
    Conv4 network = new Conv4(14, 1, 8, 2, Conv4.Downsampling.POOL, Normalisation.RUNNING, 5);
    return new MetaTrainer.Settings<>(
        Algorithms.maml(network, 0.1, 1, 1),
        Pictures.tasks(20, 14),
        new TaskShape(5, 1, 2),
        5,
        Regime.QUERY_BATCH,
        Transforms.adam(0.01));
  }

  static List<MetaTrainer.Settings<Descent>> settings() {
    return List.of(waves(new Waves()), pictures());
  }

  private static <L extends Learner> TrainState train(
      MetaTrainer.Settings<L> settings, Workers workers, Estimator estimator) {
    MetaTrainer<L> trainer = new MetaTrainer<>(settings, workers, estimator);
    return trainer.train(trainer.start(3), STEPS);
  }

  private static void assertSameState(TrainState state, TrainState expected) {
    assertSame(state.model().phi(), expected.model().phi());
    assertSame(state.model().state(), expected.model().state());
    assertSame(state.optimizer(), expected.optimizer());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void onThreadsTheirNumberChangesNoBit(MetaTrainer.Settings<Descent> settings) {
    try (Workers one = new Workers(1);
        TrainState expected = train(settings, one, Estimator.onThreads(one))) {
      for (int threads : new int[] {2, 3, 7}) {
        try (Workers workers = new Workers(threads);
            TrainState state = train(settings, workers, Estimator.onThreads(workers))) {
          assertSameState(state, expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void estimateIsTheSameToTheBitOnMachinesHoweverTasksAreDivided(
      MetaTrainer.Settings<Descent> settings) {
    try (Workers workers = new Workers(2);
        TrainState expected = train(settings, workers, Estimator.onThreads(workers))) {
      for (int count : new int[] {1, 2, 3, 7}) {
        for (Machines.Division division : List.of(IN_BLOCKS, IN_TURN)) {
          Machines machines = new Machines(settings, count, division, List.of());
          try (TrainState state = train(settings, workers, machines)) {
            assertSameState(state, expected);
          }
        }
      }
    }
  }

  @Test
  void estimateOnMachinesSendsSumsAndNotLeaves() {
    MetaTrainer.Settings<Descent> settings = waves(new Waves());
    Machines machines = new Machines(settings, 2, IN_BLOCKS, List.of());
    try (Workers workers = new Workers(1)) {
      train(settings, workers, machines).close();
    }
    // Eight leaves on two machines: four and four, each added to one sum.
    assertThat(machines.levels).hasSize(2 * STEPS).containsOnly(2);
  }

  @Test
  void estimateIsTheSameToTheBitWhereMachinesFail() {
    MetaTrainer.Settings<Descent> settings = waves(new Waves());
    try (Workers workers = new Workers(2);
        TrainState expected = train(settings, workers, Estimator.onThreads(workers));
        TrainState state =
            train(settings, workers, new Machines(settings, 3, IN_TURN, List.of(0, 2)))) {
      assertSameState(state, expected);
    }
  }

  /** Waves of which one cannot be drawn, while that is asked for. */
  private record Breaking(AtomicLong broken) implements TaskSource {
    @Override
    public String name() {
      return new Waves().name();
    }

    @Override
    public Targets targets(TaskShape shape) {
      return new Waves().targets(shape);
    }

    @Override
    public long[] inputShape() {
      return new Waves().inputShape();
    }

    @Override
    public String fingerprint() {
      return new Waves().fingerprint();
    }

    @Override
    public void check(Split split, TaskShape shape) {}

    @Override
    public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
      if (first <= broken.get() && broken.get() < first + count) {
        throw new ArithmeticException("task " + broken + " broke");
      }
      return new Waves().sample(split, shape, key, first, count);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void stepThrowsWhatALeafThrewAndCanBeMadeAgain(int threads) {
    AtomicLong broken = new AtomicLong(-1);
    try (Workers workers = new Workers(threads);
        TrainState expected = train(waves(new Waves()), workers, Estimator.onThreads(workers))) {
      MetaTrainer<Descent> trainer = new MetaTrainer<>(waves(new Breaking(broken)), workers);
      try (TrainState start = trainer.start(3)) {
        for (long task : new long[] {0, 10, 21}) {
          broken.set(task);
          assertThatThrownBy(() -> trainer.step(start))
              .isInstanceOf(ArithmeticException.class)
              .hasMessage("task " + task + " broke");
        }
        broken.set(-1);
        TrainState first = trainer.step(start).state();
        try (TrainState last = trainer.train(first, STEPS - 1)) {
          assertSameState(last, expected);
        }
      }
    }
  }

  @Test
  void stepRefusesASumThatIsNotThatOfItsTasks() {
    MetaTrainer.Settings<Descent> settings = waves(new Waves());
    try (Workers workers = new Workers(1)) {
      Estimator firstLeaf = (tasks, state) -> tasks.estimate(state, 0);
      assertRefused(
          settings, workers, firstLeaf, "sum number 0 of level 0 instead of that of all 8");
      Estimator ofOthers =
          (tasks, state) -> {
            try (Scope scope = Scope.open()) {
              Map<String, Tensor> scalars = new LinkedHashMap<>();
              state.model().phi().names().forEach(n -> scalars.put(n, Tensor.of(new float[1], 1)));
              return new GradientSum(
                  3, 0, Params.of(scalars), Params.empty(), Tensor.of(new float[1]));
            }
          };
      assertRefused(settings, workers, ofOthers, "the estimator gave the gradient as");
    }
  }

  private static void assertRefused(
      MetaTrainer.Settings<Descent> settings, Workers workers, Estimator estimator, String why) {
    MetaTrainer<Descent> trainer = new MetaTrainer<>(settings, workers, estimator);
    try (TrainState start = trainer.start(3)) {
      assertThatThrownBy(() -> trainer.step(start))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(why);
    }
  }
}
