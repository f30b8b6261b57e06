package dev.quickstudy.train;

import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.learn.TaskState;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A learner whose marks are known beforehand. It learns tasks of numbered classes, where an
 * example's first number is its class, and remembers what it was asked.
 *
 * @param knowledge what it answers
 * @param together how many tasks it asks for at once
 * @param asked by number of the task: the values of its queries and its own predictions, as they
 *     were
 */
public record Pupil(Knowledge knowledge, int together, Map<Long, Asked> asked) implements Learner {
  public enum Knowledge {
    /** The first class, always. */
    NOTHING,
    /** The right class, always. */
    ALL,
    /** The right class for examples whose own number is even, the next class for others. */
    HALF,
    /** A class at random, from the task's key. */
    LUCK
  }

  /**
   * One task.
   *
   * @param queries the inputs of the queries
   * @param type their precision
   */
  public record Asked(List<Double> queries, DType type, Regime regime) {}

  public Pupil(Knowledge knowledge, int together) {
    this(knowledge, together, new ConcurrentSkipListMap<>());
  }

  @Override
  public Layout layout() {
    return Layout.empty();
  }

  @Override
  public Set<Regime> regimes() {
    return Set.of(Regime.NONE, Regime.JOINT);
  }

  @Override
  public void check(long[] inputShape, Targets targets) {
    if (inputShape[0] != 2) {
      throw new IllegalArgumentException("a pupil reads two numbers");
    }
  }

  @Override
  public Network network() {
    return new Eyes(together);
  }

  @Override
  public Adapted adapt(Model model, Examples support, Context now) {
    return new Adapted() {
      @Override
      public Output predict(Tensor queries, Context then) {
        return new Output(answers(support, queries, then), Params.empty());
      }

      @Override
      public TaskState state() {
        throw new AssertionError("a pupil is not kept");
      }

      @Override
      public Optional<Tensor> embedding() {
        return Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Adapted resume(Model model, TaskState state) {
    throw new AssertionError("a pupil is not kept");
  }

  private Tensor answers(Examples support, Tensor queries, Context now) {
    int ways = ((Targets.Classes) support.targets()).ways();
    int count = (int) queries.size(1);
    double[] logits = new double[support.tasks() * count * ways];
    for (int t = 0; t < support.tasks(); t++) {
      double[] x = queries.select(0, t).toDoubles();
      RandomKey.Stream random = now.taskKey(t).stream();
      List<Double> seen = new ArrayList<>();
      for (int q = 0; q < count; q++) {
        seen.add(x[2 * q]);
        int label =
            switch (knowledge) {
              case NOTHING -> 0;
              case ALL -> label(support, t, x[2 * q]);
              case HALF -> (label(support, t, x[2 * q]) + (int) (x[2 * q + 1] % 2)) % ways;
              case LUCK -> random.below(ways);
            };
        logits[(t * count + q) * ways + label] = 1;
      }
      asked.put(now.firstTask() + t, new Asked(seen, queries.type(), now.regime()));
    }
    return Tensor.of(logits, support.tasks(), count, ways);
  }

  private static int label(Examples support, int task, double number) {
    double[] x = support.x().select(0, task).toDoubles();
    for (int i = 0; i < support.count(); i++) {
      if (x[2 * i] == number) {
        return (int) support.y().select(0, task).toLongs()[i];
      }
    }
    throw new AssertionError("class " + number + " is not in the support set");
  }

  /** A network that reads two numbers and is never run. */
  private record Eyes(int tasksTogether) implements Network {
    @Override
    public Layout layout() {
      return Layout.empty();
    }

    @Override
    public Output apply(Params weights, Params state, Tensor x, Context now) {
      throw new AssertionError("a pupil has no network");
    }

    @Override
    public long[] inputShape() {
      return new long[] {2};
    }

    @Override
    public int outputs() {
      return 2;
    }

    @Override
    public Normalisation normalisation() {
      return Normalisation.NONE;
    }
  }
}
