package dev.quickstudy.train;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The outer loop: each step draws a batch of tasks from the meta-train split, estimates the
 * meta-gradient and moves φ. Steps are pure: the same state gives the same next state, on any
 * number of threads.
 *
 * @param <L> the kind of learner
 */
public final class MetaTrainer<L extends Learner> {
  /**
   * What is trained on what, and how.
   *
   * @param optimizer the outer transform
   * @param shape the size of a task in training
   * @param tasks tasks a step, at least 1
   * @param regime what query predictions may depend on in training
   * @param precision of φ, tasks and all computation: float32 or float64. A network may compute in
   *     less for itself: {@link dev.quickstudy.nn.networks.InBfloat16}
   * @param together tasks that are computed on at once, at least 1; at most as many as suit the
   *     network. More are faster and need more memory; the last bits of results depend on them
   * @param average of the models of all steps, to be judged instead of the last one
   */
  public record Settings<L extends Learner>(
      Algorithm<L> algorithm,
      TaskSource source,
      TaskShape shape,
      int tasks,
      Regime regime,
      Transform optimizer,
      DType precision,
      int together,
      Average average) {

    /** Without an average. */
    public Settings(
        Algorithm<L> algorithm,
        TaskSource source,
        TaskShape shape,
        int tasks,
        Regime regime,
        Transform optimizer,
        DType precision,
        int together) {
      this(algorithm, source, shape, tasks, regime, optimizer, precision, together, Average.NONE);
    }

    /** As many tasks together as suit the network. */
    public Settings(
        Algorithm<L> algorithm,
        TaskSource source,
        TaskShape shape,
        int tasks,
        Regime regime,
        Transform optimizer,
        DType precision) {
      this(algorithm, source, shape, tasks, regime, optimizer, precision, Integer.MAX_VALUE);
    }

    /** Float32, everything else given. */
    public Settings(
        Algorithm<L> algorithm,
        TaskSource source,
        TaskShape shape,
        int tasks,
        Regime regime,
        Transform optimizer) {
      this(algorithm, source, shape, tasks, regime, optimizer, DType.FLOAT32);
    }

    public Settings {
      Checks.atLeast("tasks", 1, tasks);
      Checks.atLeast("together", 1, together);
      if (optimizer.learns()) {
        throw new UsageException(
            "the outer optimizer has meta-parameters, but nothing would learn them; "
                + "take a plain one, for instance Adam");
      }
      if (precision != DType.FLOAT32 && precision != DType.FLOAT64) {
        throw new UsageException(
            "precision must be float32 or float64, but is "
                + precision
                + (precision == DType.BFLOAT16
                    ? "; to compute in bfloat16, train in float32 and put the network into InBfloat16"
                    : ""));
      }
    }

    /** The same with another algorithm. */
    <M extends Learner> Settings<M> with(Algorithm<M> other) {
      return new Settings<>(
          other, source, shape, tasks, regime, optimizer, precision, together, average);
    }

    /** The same with so many tasks a step, all of one size. */
    Settings<L> of(int number, TaskShape size) {
      return new Settings<>(
          algorithm, source, size, number, regime, optimizer, precision, together, average);
    }

    /** The same with at most so many tasks computed on at once. */
    Settings<L> atOnce(int most) {
      return new Settings<>(
          algorithm, source, shape, tasks, regime, optimizer, precision, most, average);
    }

    /** The same with an average of the models, which is judged instead of the last one. */
    public Settings<L> with(Average other) {
      return new Settings<>(
          algorithm, source, shape, tasks, regime, optimizer, precision, together, other);
    }
  }

  /**
   * What a step gives.
   *
   * @param state the next state, to be closed by the caller
   * @param loss the mean loss of the step's tasks, before the step
   */
  public record Stepped(TrainState state, double loss) {}

  private final Settings<L> settings;
  private final Workers workers;
  private final boolean steps;
  private final StepTasks<L> tasks;
  private final Estimator estimator;

  /**
   * Checks that everything fits together.
   *
   * @throws UsageException if the source cannot give such tasks or the learner cannot learn them
   */
  public MetaTrainer(Settings<L> settings, Workers workers) {
    this(settings, workers, Estimator.onThreads(workers));
  }

  /**
   * The same with meta-gradients from elsewhere.
   *
   * @param workers do what is left to do here
   * @throws UsageException if the source cannot give such tasks or the learner cannot learn them
   */
  public MetaTrainer(Settings<L> settings, Workers workers, Estimator estimator) {
    this(settings, workers, estimator, true);
  }

  /**
   * A trainer that makes no step, for learners that are used as they begin. Its source need not
   * have training tasks.
   */
  public static <L extends Learner> MetaTrainer<L> ofNoSteps(
      Settings<L> settings, Workers workers) {
    return new MetaTrainer<>(settings, workers, Estimator.onThreads(workers), false);
  }

  private MetaTrainer(Settings<L> settings, Workers workers, Estimator estimator, boolean steps) {
    this.settings = settings;
    this.workers = workers;
    this.estimator = estimator;
    this.steps = steps;
    L learner = settings.algorithm().learner();
    if (steps) {
      settings.source().check(Split.TRAIN, settings.shape());
      learner.checkTraining(settings.source(), settings.shape());
    }
    if (!learner.trainingRegimes().contains(settings.regime())) {
      throw new UsageException(
          "the learner cannot train under the regime '" + settings.regime().label() + "'");
    }
    this.tasks = new StepTasks<>(settings);
  }

  /** The same trainer, or one that differs from it only by its memory strategy. */
  MetaTrainer<L> with(MemoryStrategy strategy) {
    return strategy.equals(memory())
        ? this
        : new MetaTrainer<>(strategy.of(settings), workers, estimator, steps);
  }

  /** How its steps use memory. */
  MemoryStrategy memory() {
    return tasks.memory();
  }

  /** What is trained on what, and how. */
  public Settings<L> settings() {
    return settings;
  }

  /** The state before the first step; owned by the caller. */
  public TrainState start(long seed) {
    RandomKey key = RandomKey.of(seed);
    try (Scope scope = Scope.open()) {
      Model model = settings.algorithm().learner().init(key.fold("init")).to(settings.precision());
      return new TrainState(model, settings.optimizer().init(model.phi()), key, 0);
    }
  }

  /**
   * One step of a loop without a budget. The given state stays the caller's and is not changed.
   *
   * @throws UsageException if the estimator gave a sum of other tensors or of other tasks, or
   *     something follows the budget
   */
  public Stepped step(TrainState state) {
    return step(state, Double.NaN);
  }

  /**
   * One step. The given state stays the caller's and is not changed.
   *
   * @param spent share of the budget that is spent, 0 … 1; NaN where there is none
   * @throws UsageException if the estimator gave a sum of other tensors or of other tasks
   */
  public Stepped step(TrainState state, double spent) {
    try (GradientSum sum = estimator.estimate(tasks, state)) {
      requireWhole(sum, state);
      // Small as it is, this too runs on a worker: its sums must not be split among threads.
      return workers.map(1, ignored -> update(state, sum, spent)).get(0);
    }
  }

  /**
   * Makes {@code steps} steps, closing all states but the last, which is the caller's. They are the
   * budget: what follows it counts from the given state.
   */
  public TrainState train(TrainState from, long steps) {
    TrainState state = from;
    for (long i = 0; i < steps; i++) {
      TrainState next = step(state, (double) i / steps).state();
      state.close();
      state = next;
    }
    return state;
  }

  /**
   * The share of the time spent on tasks in this process, 0 … 1, that went into drawing them rather
   * than computing on them.
   */
  public double samplingShare() {
    return tasks.samplingShare();
  }

  private void requireWhole(GradientSum sum, TrainState state) {
    if (!new SumTree(tasks.leaves()).isWhole(sum)) {
      throw new UsageException(
          "the estimator gave sum number %d of level %d instead of that of all %d leaves"
              .formatted(sum.index(), sum.level(), tasks.leaves()));
    }
    requireLike("the gradient", sum.gradients(), state.model().phi());
    requireLike("the state", sum.state(), state.model().state());
  }

  /** Adding tensors of other shapes would repeat them in silence. */
  private static void requireLike(String what, Params given, Params wanted) {
    boolean alike =
        given.names().equals(wanted.names())
            && wanted.names().stream()
                .allMatch(name -> Arrays.equals(given.get(name).shape(), wanted.get(name).shape()));
    if (!alike) {
      throw new UsageException(
          "the estimator gave %s as %s, but the model has %s".formatted(what, given, wanted));
    }
  }

  /** Transforms read tensors in order, and their last bits depend on it. */
  private static Params ordered(Params given, Params like) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    like.names().forEach(name -> tensors.put(name, given.get(name)));
    return Params.of(tensors);
  }

  private Stepped update(TrainState state, GradientSum sum, double spent) {
    try (Scope scope = Scope.open()) {
      Model model = state.model();
      Transform.Step step =
          settings
              .optimizer()
              .update(
                  ordered(sum.gradients(), model.phi()),
                  state.optimizer(),
                  model.phi(),
                  new Transform.Signal(state.step(), spent));
      Model moved =
          new Model(model.phi().plus(step.updates()), ordered(sum.state(), model.state()));
      return new Stepped(
          new TrainState(
              moved,
              step.state(),
              state.key(),
              state.step() + 1,
              settings.average().after(state.average(), moved, state.step(), spent)),
          sum.loss().item() / settings.tasks());
    }
  }
}
