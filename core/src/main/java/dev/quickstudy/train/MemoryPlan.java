package dev.quickstudy.train;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.Device;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run is going to need of memory, and the ways to need less. Measured before the run, by
 * real passes over one chunk of tasks on one thread: with one and with two inner steps, of which
 * the rest follows, and with checkpoints. Known on Linux only.
 *
 * @param ways from the fastest to the smallest; they give the same results but for rounding
 * @param others the peak of algorithms that would need less, but are others: their meta-gradients
 *     differ
 */
public record MemoryPlan(List<Way> ways, List<Other> others) {
  /**
   * A way to run.
   *
   * @param checkpointed whether each inner step's graph is made anew on the way back
   * @param together tasks computed on at once on each thread
   * @param threads at most
   * @param bytes the process's peak
   */
  public record Way(boolean checkpointed, int together, int threads, long bytes) {
    /** The settings of a run that goes this way. */
    public <L extends Learner> MetaTrainer.Settings<L> of(MetaTrainer.Settings<L> settings) {
      Algorithm<L> algorithm = settings.algorithm();
      return settings
          .with(checkpointed ? algorithm.checkpointed().orElse(algorithm) : algorithm)
          .atOnce(together);
    }

    /** For instance {@code full, 1 task at a time on each of 2 threads}. */
    @Override
    public String toString() {
      return (checkpointed ? "checkpointed" : "full")
          + ", "
          + together
          + (together == 1 ? " task" : " tasks")
          + " at a time on "
          + (threads == 1 ? "1 thread" : "each of " + threads + " threads");
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
    ways = List.copyOf(ways);
    others = List.copyOf(others);
  }

  /**
   * The first way within a bound that adds in the same order as the fastest, so that not even the
   * last bits differ; it may have fewer threads. Empty if there is none.
   */
  public Optional<Way> exact(long bytes) {
    Way fastest = ways.get(0);
    return ways.stream()
        .filter(way -> way.checkpointed() == fastest.checkpointed())
        .filter(way -> way.together() == fastest.together())
        .filter(way -> way.bytes() <= bytes)
        .findFirst();
  }

  /** The fastest way within a bound; empty if there is none. */
  public Optional<Way> within(long bytes) {
    return ways.stream().filter(way -> way.bytes() <= bytes).findFirst();
  }

  /** The way that needs the least. */
  public Way smallest() {
    return ways.stream().reduce((a, b) -> b.bytes() < a.bytes() ? b : a).orElseThrow();
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
    private long base;

    Probe(MetaTrainer.Settings<L> settings, Workers worker) {
      TaskShape shape = settings.shape();
      TaskShape largest = new TaskShape(shape.ways(), shape.maxShots(), shape.queries());
      this.together =
          new MetaTrainer<>(settings.of(settings.tasks(), largest), worker).tasksTogether();
      this.settings = settings.of(together, largest);
      this.worker = worker;
    }

    MemoryPlan plan(int threads, boolean withOthers) {
      TaskShape shape = settings.shape();
      // What the process needs once, such as compiled kernels, is not counted for each thread.
      peak(
          settings.of(
              1,
              new TaskShape(
                  shape.ways(), Math.min(1, shape.maxShots()), Math.min(1, shape.queries()))));
      ProcessMemory.giveBack();
      base = ProcessMemory.resident().orElseThrow();
      Optional<Algorithm<Descent>> descent =
          settings.algorithm().descent().filter(own -> own.checkpointed().isPresent());
      return descent.isPresent()
          ? throughSteps(descent.get(), threads, withOthers)
          : new MemoryPlan(ways(threads, peak(settings), OptionalLong.empty()), List.of());
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
          ways(threads, full, OptionalLong.of(Math.min(full, checkpointed))), others);
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
        others.put("implicit", new Algorithm<>(learner.near(1), new MetaGradients.Implicit(5, 0)));
      } catch (UsageException e) {
        // This learner has more in φ than where it starts from.
      }
      return others;
    }

    private List<Way> ways(int threads, long full, OptionalLong checkpointed) {
      List<Way> ways = new ArrayList<>();
      for (int t = threads; t >= 1; t /= 2) {
        for (int tasks = together; tasks >= Math.max(1, together / 2); tasks /= 2) {
          ways.add(new Way(false, tasks, t, total(t, full * tasks / together)));
        }
        for (int tasks = together; tasks >= 1; tasks /= 2) {
          if (checkpointed.isPresent()) {
            long bytes = checkpointed.getAsLong() * tasks / together;
            ways.add(new Way(true, tasks, t, total(t, bytes)));
          }
        }
      }
      return ways;
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
        trainer.step(state).state().close();
      }
      OptionalLong most = ProcessMemory.peak();
      return Math.max(0, most.orElseThrow() - base);
    }
  }
}
