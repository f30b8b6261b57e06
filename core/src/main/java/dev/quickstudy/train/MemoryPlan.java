package dev.quickstudy.train;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Device;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run is going to need of memory, and the strategies that need less. Measured before the
 * run, by real passes over one chunk of tasks on one thread: with one and with two inner steps, of
 * which the rest follows, and with checkpoints. Known on Linux only.
 *
 * @param choices from the fastest to the smallest; they give the same results but for rounding
 * @param others the peak of algorithms that would need less, but are others: their meta-gradients
 *     differ
 */
public record MemoryPlan(List<Choice> choices, List<Other> others) {
  /**
   * A strategy and what it costs.
   *
   * @param threads at most
   * @param bytes the process's peak
   */
  public record Choice(MemoryStrategy strategy, int threads, long bytes) {
    /** The same on no more threads than there are. */
    public Choice withAtMost(int most) {
      return new Choice(strategy, Math.min(threads, most), bytes);
    }

    /** For instance {@code full, 1 task at a time on each of 2 threads}. */
    @Override
    public String toString() {
      return strategy + " on " + (threads == 1 ? "1 thread" : "each of " + threads + " threads");
    }
  }

  /**
   * Another algorithm.
   *
   * @param name the meta-gradient's
   * @param bytes the process's peak
   */
  public record Other(String name, long bytes) {}

  public MemoryPlan {
    choices = List.copyOf(choices);
    others = List.copyOf(others);
  }

  /**
   * The first choice within a bound that adds in the same order as the fastest, so that not even
   * the last bits differ; it may have fewer threads. Empty if there is none.
   */
  public Optional<Choice> exact(long bytes) {
    Choice fastest = choices.get(0);
    return choices.stream()
        .filter(choice -> choice.strategy().equals(fastest.strategy()))
        .filter(choice -> choice.bytes() <= bytes)
        .findFirst();
  }

  /** The fastest choice within a bound; empty if there is none. */
  public Optional<Choice> within(long bytes) {
    return choices.stream().filter(choice -> choice.bytes() <= bytes).findFirst();
  }

  /** The choice that needs the least. */
  public Choice smallest() {
    return choices.stream().reduce((a, b) -> b.bytes() < a.bytes() ? b : a).orElseThrow();
  }

  /**
   * The choice that a run takes. What the machine happens to have left must not change a run's last
   * bits, if it can be helped; what the user allows may.
   *
   * @param bound the most that the process may hold, in bytes; empty for {@link #available}
   * @return empty if nothing fits
   */
  public Optional<Choice> chosen(Optional<Long> bound) {
    return bound.isPresent()
        ? within(bound.get())
        : exact(available()).or(() -> within(available()));
  }

  /** What the machine has left for this process, with what it holds already, in bytes. */
  public static long available() {
    return ProcessMemory.available().orElse(Long.MAX_VALUE / 2)
        + ProcessMemory.resident().orElse(0);
  }

  /**
   * Measures.
   *
   * @param threads that the run may use
   * @param withOthers whether to measure {@link #others} too
   * @return empty where the system does not tell a process's memory, and on a GPU, whose memory is
   *     not the process's
   */
  public static <L extends Learner> Optional<MemoryPlan> of(
      MetaTrainer.Settings<L> settings, int threads, boolean withOthers) {
    if (ProcessMemory.peak().isEmpty() || Engine.device() != Device.CPU) {
      return Optional.empty();
    }
    try (Workers worker = new Workers(1)) {
      return Optional.of(new Probe<>(settings, worker).plan(threads, withOthers));
    }
  }

  private static final class Probe<L extends Learner> {
    private final MetaTrainer.Settings<L> settings;
    private final Workers worker;
    private final int together;
    private final TaskShape smallest;
    private long base;

    Probe(MetaTrainer.Settings<L> settings, Workers worker) {
      TaskShape shape = settings.shape();
      this.smallest = smallest(settings.source(), shape);
      TaskShape largest = new TaskShape(shape.ways(), shape.maxShots(), shape.queries());
      this.together = new StepTasks<>(settings.of(settings.tasks(), largest)).memory().together();
      this.settings = settings.of(together, largest);
      this.worker = worker;
    }

    /** Tasks of one shot and one query, or of more where the source has no tasks so small. */
    private static TaskShape smallest(TaskSource source, TaskShape shape) {
      int queries = Math.min(1, shape.queries());
      TaskShape one = new TaskShape(shape.ways(), Math.min(1, shape.maxShots()), queries);
      try {
        source.check(Split.TRAIN, one);
        return one;
      } catch (UsageException e) {
        return new TaskShape(shape.ways(), shape.minShots(), queries);
      }
    }

    MemoryPlan plan(int threads, boolean withOthers) {
      // What the process needs once, such as compiled kernels, is not counted for each thread.
      peak(settings.of(1, smallest));
      ProcessMemory.giveBack();
      base = ProcessMemory.resident().orElseThrow();
      Optional<Algorithm<Descent>> descent =
          settings.algorithm().descent().filter(own -> own.checkpointed().isPresent());
      return descent.isPresent()
          ? throughSteps(descent.get(), threads, withOthers)
          : new MemoryPlan(choices(threads, peak(settings), OptionalLong.empty()), List.of());
    }

    private MemoryPlan throughSteps(Algorithm<Descent> algorithm, int threads, boolean withOthers) {
      List<Other> others = new ArrayList<>();
      if (withOthers) {
        smaller(algorithm.learner())
            .forEach(
                (name, other) ->
                    others.add(new Other(name, total(threads, peak(settings.with(other))))));
      }
      long one = peak(settings.with(ofSteps(algorithm, 1)));
      long two = peak(settings.with(ofSteps(algorithm, 2)));
      long checkpointed = peak(settings.with(algorithm.checkpointed().orElseThrow()));
      long full = one + (algorithm.learner().steps() - 1) * Math.max(0, two - one);
      return new MemoryPlan(
          choices(threads, full, OptionalLong.of(Math.min(full, checkpointed))), others);
    }

    private static Algorithm<Descent> ofSteps(Algorithm<Descent> algorithm, int steps) {
      return new Algorithm<>(
          algorithm.learner().withSteps(steps),
          algorithm.metaGradient() instanceof MetaGradients.MultiStep many
              ? MetaGradients.MultiStep.of(steps, many.annealing(), many.firstOrder())
              : algorithm.metaGradient());
    }

    private static Map<String, Algorithm<Descent>> smaller(Descent learner) {
      Map<String, Algorithm<Descent>> others = new LinkedHashMap<>();
      others.put("first-order", new Algorithm<>(learner, new MetaGradients.FirstOrder()));
      try {
        others.put(
            "implicit", new Algorithm<>(learner.near(1), MetaGradients.Implicit.undamped(5, 0)));
      } catch (UsageException e) {
        // This learner has more in φ than where it starts from.
      }
      return others;
    }

    private List<Choice> choices(int threads, long full, OptionalLong checkpointed) {
      List<Choice> choices = new ArrayList<>();
      for (int t = threads; t >= 1; t /= 2) {
        for (int tasks = together; tasks >= Math.max(1, together / 2); tasks /= 2) {
          choices.add(choice(false, tasks, t, total(t, full * tasks / together)));
        }
        for (int tasks = together; tasks >= 1; tasks /= 2) {
          if (checkpointed.isPresent()) {
            long bytes = checkpointed.getAsLong() * tasks / together;
            choices.add(choice(true, tasks, t, total(t, bytes)));
          }
        }
      }
      return choices;
    }

    private static Choice choice(boolean checkpointed, int together, int threads, long bytes) {
      return new Choice(new MemoryStrategy(checkpointed, together), threads, bytes);
    }

    private long total(int threads, long chunk) {
      return base + threads * chunk;
    }

    /** What a step needs beside {@link #base}. */
    private long peak(MetaTrainer.Settings<?> tried) {
      MetaTrainer<?> trainer = new MetaTrainer<>(tried, worker);
      try (TrainState state = trainer.start(0)) {
        ProcessMemory.giveBack();
        ProcessMemory.resetPeak();
        trainer.step(state, 0).state().close();
      }
      OptionalLong most = ProcessMemory.peak();
      return Math.max(0, most.orElseThrow() - base);
    }
  }
}
