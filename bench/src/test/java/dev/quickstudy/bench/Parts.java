package dev.quickstudy.bench;

import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.Autograd;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What meta-steps are made of, on one thread, in the sizes of the workloads. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Parts {
  private static final int KEPT = Integer.MAX_VALUE;

  /** A later block of the workloads' network. */
  private static final Conv4 BLOCK =
      new Conv4(14, 64, 64, 1, Conv4.Downsampling.POOL, Normalisation.BATCH, 0);

  private final Context now = Context.training(RandomKey.of(3), Regime.QUERY_BATCH, 0);
  private final TaskShape shape = new TaskShape(20, 5, 15);
  private final Scope memory;
  private final Tensor maps;
  private final Tensor filters;
  private final Params weights;
  private final Tensor rows;
  private final Tensor matrices;
  private final Tensor biases;
  private final Examples support;
  private final Tensor queries;
  private final Params ridge;
  private final ClassTasks tasks;
  private long drawn;

  /** Makes all that the parts work on; JMH calls it on the thread that it times. */
  public Parts() {
    Engine.start(new Engine.Options(true, KEPT));
    Engine.operationThreads(1);
    memory = Scope.open();
    maps = normals(1, 75, 64, 14, 14).channelsLast().variable();
    filters = normals(2, 64, 64, 3, 3).variable();
    weights = BLOCK.init(RandomKey.of(3)).variables();
    rows = normals(5, 25, 10, 40).variable();
    matrices = normals(6, 25, 40, 40).variable();
    biases = normals(7, 25, 40).variable();
    long[] labels = new long[100];
    Arrays.setAll(labels, i -> i / 5);
    support =
        new Examples(
            normals(8, 1, 100, 64), Tensor.of(labels, 1, labels.length), new Targets.Classes(20));
    queries = normals(9, 1, 300, 64);
    ridge = Ridge.published().layout(new Identity(List.of(64))).init(RandomKey.of(1));
    tasks = new Glyphs(4, 1, 1, 25, 20, true, 0).tasks();
  }

  /** Frees it. */
  @TearDown(Level.Trial)
  public void free() {
    memory.close();
  }

  private static Tensor normals(int seed, long... shape) {
    return Tensor.of(RandomKey.of(seed).normals(Shape.elements(shape)), shape).to(DType.FLOAT32);
  }

  private Tensor block() {
    return BLOCK.apply(weights, Params.empty(), maps.unsqueeze(0), now).value();
  }

  /** The second block of Conv4 on 75 pictures. */
  @Benchmark
  public void blockForward() {
    try (Scope scope = Scope.open()) {
      block();
    }
  }

  /** Forward and gradients in input and weights. */
  @Benchmark
  public void blockForwardAndBackward() {
    try (Scope scope = Scope.open()) {
      List<Tensor> all = new ArrayList<>(weights.tensors());
      all.add(maps);
      Autograd.grad(block().sum(), all, false);
    }
  }

  @Benchmark
  public void convolution() {
    try (Scope scope = Scope.open()) {
      Kernels.conv2d(maps, filters, 1, 1);
    }
  }

  @Benchmark
  public void maxPool() {
    try (Scope scope = Scope.open()) {
      Kernels.maxPool2d(maps, 2);
    }
  }

  /** The middle layer of 25 sinusoid tasks. */
  @Benchmark
  public void linearPerTask() {
    try (Scope scope = Scope.open()) {
      Kernels.linearPerTask(rows, matrices, biases);
    }
  }

  /** One 20-way 5-shot task with 15 queries a class. */
  @Benchmark
  public void taskSampling() {
    try (Scope scope = Scope.open()) {
      tasks.sample(Split.TRAIN, shape, RandomKey.of(1), drawn++, 1);
    }
  }

  private void headOn(Head head, Params learned) {
    Params fitted = head.fit(learned, support, now);
    head.predict(learned, fitted, queries, now);
  }

  /** Prototypes of 100 embeddings, and 300 queries. */
  @Benchmark
  public void prototypesHead() {
    try (Scope scope = Scope.open()) {
      headOn(new Prototypes(), Params.empty());
    }
  }

  /** Ridge regression on them. */
  @Benchmark
  public void ridgeHead() {
    try (Scope scope = Scope.open()) {
      headOn(Ridge.published(), ridge);
    }
  }
}
