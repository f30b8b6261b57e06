package dev.quickstudy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How the cost of a MAML meta-step grows with its tasks, inner steps, queries and layers, and the
 * process with the number of meta-steps; printed, never part of the tests. One thread.
 */
class GrowthRun {
  private static final Stopwatch.Pace PACE = new Stopwatch.Pace(500, 300, 7, 0);
  private static final long MIB = 1 << 20;

  /** As the launcher starts it. */
  @BeforeAll
  static void start() {
    Engine.start(new Engine.Options(true, Integer.MAX_VALUE));
  }

  private final LazyTasks pictures = new LazyTasks(() -> Glyphs.standard().tasks());

  @Test
  void timeGrowsInALine() {
    try (Workers workers = new Workers(1)) {
      grow("tasks", List.of(2, 4, 8, 16), n -> step(15, n, 1), workers);
      grow("inner steps", List.of(1, 2, 4, 8), n -> step(15, 2, n), workers);
      grow("queries a class", List.of(2, 5, 10, 15), n -> step(n, 2, 1), workers);
    }
  }

  private static MetaStep step(int queries, int tasks, int innerSteps) {
    return MetaStep.ofPictures(5, new TaskShape(5, 1, queries), tasks, innerSteps, 0.4);
  }

  private void grow(String of, List<Integer> sizes, IntFunction<MetaStep> step, Workers workers) {
    List<Double> ms = new ArrayList<>();
    for (int size : sizes) {
      ms.add(median(step.apply(size), workers));
    }
    double meanSize = mean(sizes.stream().map(Integer::doubleValue).toList());
    double meanMs = mean(ms);
    double together = 0;
    double alone = 0;
    for (int i = 0; i < ms.size(); i++) {
      together += (sizes.get(i) - meanSize) * (ms.get(i) - meanMs);
      alone += (sizes.get(i) - meanSize) * (sizes.get(i) - meanSize);
    }
    double each = together / alone;
    double fixed = meanMs - each * meanSize;
    double worst = 0;
    for (int i = 0; i < ms.size(); i++) {
      worst = Math.max(worst, Math.abs(fixed + each * sizes.get(i) - ms.get(i)) / ms.get(i));
    }
    System.out.printf(
        "%s %s: %s ms; line %.1f + %.2f a piece, at most %.1f %% beside it%n",
        of,
        sizes,
        ms.stream().map("%.1f"::formatted).collect(Collectors.joining(", ")),
        fixed,
        each,
        100 * worst);
    assertThat(each).isPositive();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Blocks added one after another: what each costs in a step, and in each further inner step. */
  @Test
  void everyBlockCostsAboutItsMultiplications() {
    try (Workers workers = new Workers(1)) {
      double rate = MachineRate.products(workers, MachineRate.SIZE);
      for (int blocks = 1; blocks <= 4; blocks++) {
        MetaStep one = blocks(blocks, 1);
        MetaStep five = blocks(blocks, 5);
        double ms = median(one, workers);
        double further = (median(five, workers) - ms) / 4;
        double limit = limit(one, rate);
        System.out.printf(
            "%d blocks: %.1f ms a task, limit %.1f; each further inner step %.2f, limit %.2f%n",
            blocks, ms, limit, further, (limit(five, rate) - limit) / 4);
        assertThat(ms).isPositive();
      }
    }
  }

  private static double limit(MetaStep step, double rate) {
    return 1e3 * MultiplyAdds.metaStep(step).flop() / rate;
  }

  private static MetaStep blocks(int blocks, int innerSteps) {
    return new MetaStep(
        new Conv4(28, 1, 64, blocks, Conv4.Downsampling.POOL, Normalisation.BATCH, 5),
        new TaskShape(5, 1, 15),
        1,
        innerSteps,
        0.4);
  }

  private double median(MetaStep step, Workers workers) {
    try (Ours ours = Ours.training(step, pictures, workers)) {
      Stopwatch watch = new Stopwatch(ours, PACE);
      watch.warmUp();
      IntStream.range(0, PACE.rounds()).forEach(round -> watch.turn());
      return watch.measured().median();
    }
  }

  @Test
  void memoryStaysWhereItIs() {
    try (Workers workers = new Workers(1);
        Ours ours = Ours.training(step(15, 2, 1), pictures, workers)) {
      List<String> held = new ArrayList<>();
      for (int made = 1; made <= 400; made++) {
        ours.work();
        if (List.of(50, 100, 200, 400).contains(made)) {
          held.add(made + " steps: " + ProcessMemory.resident().orElseThrow() / MIB + " MiB");
        }
      }
      System.out.println("the process after " + String.join(", ", held));
      assertThat(held).isNotEmpty();
    }
  }
}
