package dev.quickstudy.train;

import dev.quickstudy.judge.Chunks;
import dev.quickstudy.learn.Checkpointed;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.MetaGradient;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.concurrent.atomic.LongAdder;

/**
 * The tasks of each step, cut into leaves. A leaf is a run of neighbouring tasks that are computed
 * on in one call: as many as the {@linkplain #memory memory strategy} says, which belongs to the
 * run and is kept in its checkpoints; the last leaf may have fewer. What a leaf gives depends on
 * the train state and its number alone, so any thread or machine may compute it.
 *
 * @param <L> the kind of learner
 */
public final class StepTasks<L extends Learner> {
  private final MetaTrainer.Settings<L> settings;
  private final Chunks chunks;
  private final LongAdder samplingNanos = new LongAdder();
  private final LongAdder computingNanos = new LongAdder();

  /** The steps of a run with such settings. */
  public StepTasks(MetaTrainer.Settings<L> settings) {
    this.settings = settings;
    this.chunks =
        Chunks.of(
            settings.tasks(),
            settings.together(),
            settings.algorithm().learner(),
            shape(RandomKey.of(0)),
            settings.regime());
  }

  /** Number of leaves a step, at least 1. */
  public int leaves() {
    return chunks.count();
  }

  /** How memory is used, and so how many tasks a leaf has; the last bits depend on it. */
  public MemoryStrategy memory() {
    return new MemoryStrategy(
        settings.algorithm().metaGradient() instanceof Checkpointed, chunks.size());
  }

  /**
   * Draws the tasks of a leaf and computes what they say. Any thread may call it.
   *
   * @param state where the step starts; its optimizer's state is not read
   * @param leaf 0 … leaves − 1
   * @return a sum of level 0, owned by the caller
   */
  public GradientSum estimate(TrainState state, int leaf) {
    try (Scope scope = Scope.open()) {
      long start = System.nanoTime();
      RandomKey key = state.key().fold("step").fold(state.step());
      int first = chunks.first(leaf);
      TaskBatch batch =
          settings
              .source()
              .sample(Split.TRAIN, shape(key), key.fold("tasks"), first, chunks.length(leaf))
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
      double share = (double) chunks.length(leaf) / settings.tasks();
      GradientSum sum =
          new GradientSum(
              0,
              leaf,
              weighted(share, estimate.gradients()),
              weighted(share, estimate.state()),
              estimate.losses().sum());
      samplingNanos.add(sampled - start);
      computingNanos.add(System.nanoTime() - sampled);
      return sum;
    }
  }

  private static Params weighted(double share, Params params) {
    return share == 1 ? params : params.times(share);
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

  /**
   * The share of the time spent on leaves here, 0 … 1, that went into drawing tasks rather than
   * computing on them.
   */
  double samplingShare() {
    double sampling = samplingNanos.sum();
    return sampling / Math.max(1, sampling + computingNanos.sum());
  }
}
