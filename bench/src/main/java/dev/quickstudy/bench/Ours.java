package dev.quickstudy.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.train.TrainState;
import java.lang.management.ManagementFactory;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Quickstudy's own workloads, in this process. */
abstract class Ours implements Timed {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final double MIB = 1 << 20;

  /** One step. */
  abstract void work();

  @Override
  public final Step step() {
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    work();
    long end = System.nanoTime();
    return new Step((end - start) / 1e6, (SYSTEM.getProcessCpuTime() - cpu) / 1e6);
  }

  @Override
  public final OptionalDouble resetPeak() {
    ProcessMemory.resetPeak();
    return peak(); // right after, it is what the process holds now
  }

  @Override
  public final OptionalDouble peak() {
    return ProcessMemory.peak().stream().mapToDouble(bytes -> bytes / MIB).findFirst();
  }

  /**
   * A meta-step as training does it. Every one starts from the same state, so that all do the same
   * work.
   */
  static Ours training(MetaStep step, Supplier<? extends TaskSource> pictures, Workers workers) {
    Scope memory = Scope.detached();
    TaskBatch batch = drawn(step, pictures, step.tasks(), memory);
    MetaTrainer<?> trainer = step.trainer(batch, pictures, workers);
    TrainState start = trainer.start(1);
    return new Ours() {
      @Override
      void work() {
        trainer.step(start).state().close();
      }

      @Override
      public void close() {
        start.close();
        memory.close();
      }
    };
  }

  private static TaskBatch drawn(
      MetaStep step, Supplier<? extends TaskSource> pictures, int count, Scope memory) {
    try (Scope scope = Scope.open()) {
      TaskBatch batch = step.draw(pictures, count);
      adopt(batch.support(), memory);
      adopt(batch.query(), memory);
      return batch;
    }
  }

  private static void adopt(Examples examples, Scope memory) {
    memory.adopt(examples.x());
    memory.adopt(examples.y());
  }

  /** Learning one task from its support set, inductively, by a model that has learned nothing. */
  static Ours adapting(MetaStep step, Supplier<? extends TaskSource> pictures, Workers workers) {
    Scope memory = Scope.detached();
    TaskBatch batch = drawn(step, pictures, 1, memory);
    Learner learner = step.algorithm().learner();
    Model model;
    try (Scope scope = Scope.open()) {
      model = step.model().ownedBy(memory);
    }
    Context now = Context.testing(RandomKey.of(3), Regime.SUPPORT);
    return new Ours() {
      @Override
      void work() {
        workers.map(
            1,
            ignored -> {
              try (Scope scope = Scope.open()) {
                learner.adapt(model, batch.support(), now).close();
                return true;
              }
            });
      }

      @Override
      public void close() {
        memory.close();
      }
    };
  }

  /** Drawing so many tasks a step, one by one, on all threads. */
  static Ours sampling(TaskShape shape, TaskSource pictures, int tasks, Workers workers) {
    RandomKey key = RandomKey.of(1);
    int threads = workers.threads();
    return new Ours() {
      private long next;

      @Override
      void work() {
        long first = next;
        workers.map(
            threads,
            thread -> {
              for (int i = thread; i < tasks; i += threads) {
                try (Scope scope = Scope.open()) {
                  pictures.sample(Split.TRAIN, shape, key, first + i, 1);
                }
              }
              return true;
            });
        next += tasks;
      }

      @Override
      public void close() {}
    };
  }
}
