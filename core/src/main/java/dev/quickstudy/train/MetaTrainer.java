package dev.quickstudy.train;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.MetaGradient;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Transform;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

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
   *     less for itself: {@link dev.quickstudy.nn.InBfloat16}
   * @param together tasks that are computed on at once, at least 1; at most as many as suit the
   *     network. More are faster and need more memory; the last bits of results depend on them
   */
  public record Settings<L extends Learner>(
      Algorithm<L> algorithm,
      TaskSource source,
      TaskShape shape,
      int tasks,
      Regime regime,
      Transform optimizer,
      DType precision,
      int together) {

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
      if (tasks < 1) {
        throw new UsageException("tasks a step must be at least 1, but is " + tasks);
      }
      if (together < 1) {
        throw new UsageException("tasks together must be at least 1, but are " + together);
      }
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
      return new Settings<>(other, source, shape, tasks, regime, optimizer, precision, together);
    }

    /** The same with so many tasks a step, all of one size. */
    Settings<L> of(int number, TaskShape size) {
      return new Settings<>(
          algorithm, source, size, number, regime, optimizer, precision, together);
    }

    /** The same with at most so many tasks computed on at once. */
    Settings<L> atOnce(int most) {
      return new Settings<>(algorithm, source, shape, tasks, regime, optimizer, precision, most);
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
  private final Chunks chunks;
  private final LongAdder samplingNanos = new LongAdder();
  private final LongAdder computingNanos = new LongAdder();

  /**
   * Checks that everything fits together.
   *
   * @throws UsageException if the source cannot give such tasks or the learner cannot learn them
   */
  public MetaTrainer(Settings<L> settings, Workers workers) {
    this(settings, workers, true);
  }

  /**
   * A trainer that makes no step, for learners that are used as they begin. Its source need not
   * have training tasks.
   */
  public static <L extends Learner> MetaTrainer<L> ofNoSteps(
      Settings<L> settings, Workers workers) {
    return new MetaTrainer<>(settings, workers, false);
  }

  private MetaTrainer(Settings<L> settings, Workers workers, boolean steps) {
    this.settings = settings;
    this.workers = workers;
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
    this.chunks =
        Chunks.of(
            settings.tasks(),
            settings.together(),
            learner,
            shape(RandomKey.of(0)),
            settings.regime());
  }

  /**
   * The shape of a step's tasks: without classes, uneven shots are drawn once a step, so that its
   * tasks still run side by side.
   */
  private TaskShape shape(RandomKey step) {
    TaskShape shape = settings.shape();
    if (!shape.uneven() || settings.source().targets(shape).classes().isPresent()) {
      return shape;
    }
    int more = step.fold("shots").stream().below(shape.maxShots() - shape.minShots() + 1);
    return new TaskShape(shape.ways(), shape.minShots() + more, shape.queries());
  }

  /** The same trainer, or one that differs from it only by its memory strategy. */
  MetaTrainer<L> with(MemoryStrategy strategy) {
    return strategy.equals(MemoryStrategy.of(this))
        ? this
        : new MetaTrainer<>(strategy.of(settings), workers, steps);
  }

  /** How many tasks are computed on at once on each thread. */
  int tasksTogether() {
    return chunks.size();
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

  /** One step. The given state stays the caller's and is not changed. */
  public Stepped step(TrainState state) {
    RandomKey key = state.key().fold("step").fold(state.step());
    Queue<Scope> memory = new ConcurrentLinkedQueue<>();
    try {
      Sum sum = new Sum(memory);
      workers.inOrder(
          chunks.count(), chunk -> estimate(state, key, chunk, memory), part -> sum.add(part));
      // Small as it is, this too runs on a worker: its sums must not be split among threads.
      return workers.map(1, ignored -> update(state, sum)).get(0);
    } finally {
      memory.forEach(Scope::close);
    }
  }

  /** Makes {@code steps} steps, closing all states but the last, which is the caller's. */
  public TrainState train(TrainState from, long steps) {
    TrainState state = from;
    for (long i = 0; i < steps; i++) {
      TrainState next = step(state).state();
      state.close();
      state = next;
    }
    return state;
  }

  /**
   * The share of the workers' time, 0 … 1, that went into drawing tasks rather than computing on
   * them.
   */
  public double samplingShare() {
    double sampling = samplingNanos.sum();
    return sampling / Math.max(1, sampling + computingNanos.sum());
  }

  /**
   * What some tasks say.
   *
   * @param gradients weighted by the tasks' share in the batch, likewise the state
   * @param loss summed over the tasks, {@code []}
   */
  private record Part(Params gradients, Params state, Tensor loss, Scope owner) {
    static Part owned(Params gradients, Params state, Tensor loss, Queue<Scope> memory) {
      Scope owner = Scope.detached();
      memory.add(owner);
      return new Part(gradients.ownedBy(owner), state.ownedBy(owner), owner.adopt(loss), owner);
    }
  }

  /** Adds parts in task order as they come, so that there are never more than a few at once. */
  private static final class Sum {
    private final Queue<Scope> memory;
    private Optional<Part> parts = Optional.empty();

    Sum(Queue<Scope> memory) {
      this.memory = memory;
    }

    void add(Part part) {
      parts = Optional.of(parts.map(before -> both(before, part)).orElse(part));
    }

    private Part both(Part before, Part part) {
      try (Scope scope = Scope.open()) {
        Part both =
            Part.owned(
                before.gradients.plus(part.gradients),
                before.state.plus(part.state),
                before.loss.plus(part.loss),
                memory);
        before.owner.close();
        part.owner.close();
        return both;
      }
    }

    Part whole() {
      return parts.orElseThrow();
    }
  }

  /** What one chunk says; owned by a scope that it adds to {@code memory}. */
  private Part estimate(TrainState state, RandomKey key, int chunk, Queue<Scope> memory) {
    try (Scope scope = Scope.open()) {
      long start = System.nanoTime();
      int first = chunks.first(chunk);
      TaskBatch batch =
          settings
              .source()
              .sample(Split.TRAIN, shape(key), key.fold("tasks"), first, chunks.length(chunk))
              .to(settings.precision());
      long sampled = System.nanoTime();
      Context now =
          Context.training(key.fold("learner"), settings.regime(), state.step())
              .withFirstTask(first);
      MetaGradient.Estimate estimate =
          settings
              .algorithm()
              .metaGradient()
              .of(settings.algorithm().learner(), state.model(), batch, now);
      double share = (double) chunks.length(chunk) / settings.tasks();
      Part part =
          Part.owned(
              weighted(share, estimate.gradients()),
              weighted(share, estimate.state()),
              estimate.losses().sum(),
              memory);
      samplingNanos.add(sampled - start);
      computingNanos.add(System.nanoTime() - sampled);
      return part;
    }
  }

  private Stepped update(TrainState state, Sum sum) {
    try (Scope scope = Scope.open()) {
      Part whole = sum.whole();
      Model model = state.model();
      Transform.Step step =
          settings
              .optimizer()
              .update(
                  whole.gradients,
                  state.optimizer(),
                  model.phi(),
                  new Transform.Signal(state.step()));
      Model moved =
          new Model(
              model.phi().plus(step.updates()),
              model.state().isEmpty() ? model.state() : whole.state);
      return new Stepped(
          new TrainState(moved, step.state(), state.key(), state.step() + 1),
          whole.loss.item() / settings.tasks());
    }
  }

  private static Params weighted(double share, Params params) {
    return share == 1 ? params : params.times(share);
  }
}
