package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Checkpointed;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Span;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.tensor.Workers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  private static final int STEPS = 12;

  private static MetaTrainer.Settings<Descent> settings(DType precision) {
    Conv4 network = new Conv4(28, 1, 32, 4, Downsampling.POOL, Normalisation.BATCH, 5);
    Algorithm<Descent> maml = Algorithms.maml(network, 0.1, STEPS, STEPS);
    return new MetaTrainer.Settings<>(
        maml,
        Pictures.tasks(20, 28),
        new TaskShape(5, 2, 1),
        2,
        Regime.QUERY_BATCH,
        Transforms.adam(0.001),
        precision);
  }

  @Test
  void aChoiceFitsWhatItSaysThatItNeeds() {
    assumeTrue(ProcessMemory.peak().isPresent(), "the system tells no process's memory");
    MemoryPlan plan = MemoryPlan.of(settings(DType.FLOAT32), 2, true).orElseThrow();

    MemoryPlan.Choice fastest = plan.choices().get(0);
    assertThat(fastest.strategy().checkpointed()).isFalse();
    assertThat(fastest.threads()).isEqualTo(2);
    MemoryPlan.Choice smallest = plan.smallest();
    assertThat(smallest.strategy().checkpointed()).isTrue();
    assertThat(plan.within(Long.MAX_VALUE)).contains(fastest);
    assertThat(plan.within(smallest.bytes())).contains(smallest);
    assertThat(plan.within(smallest.bytes() - 1)).isEmpty();
    assertThat(plan.exact(Long.MAX_VALUE)).contains(fastest);
    MemoryPlan.Choice fewer = plan.exact(fastest.bytes() - 1).orElseThrow();
    assertThat(fewer.strategy()).isEqualTo(fastest.strategy());
    assertThat(fewer.threads()).isLessThan(fastest.threads());
    assertThat(plan.exact(fewer.bytes() - 1)).isEmpty();
    assertThat(plan.others()).extracting(MemoryPlan.Other::name).contains("first-order");
  }

  @Test
  void ofMeasuresWhatFollowsTheBudget() {
    assumeTrue(ProcessMemory.peak().isPresent(), "the system tells no process's memory");
    MetaTrainer.Settings<Descent> fixed = settings(DType.FLOAT32);
    MetaTrainer.Settings<Descent> falling =
        new MetaTrainer.Settings<>(
            fixed.algorithm(),
            fixed.source(),
            fixed.shape(),
            fixed.tasks(),
            fixed.regime(),
            Transforms.adam(new Schedule.Steps(0.001, 0.5, new Span.Share(1, 6))),
            fixed.precision());
    assertThat(MemoryPlan.of(falling, 1, false)).isPresent();
  }

  /** In a process of its own: a peak is one of all that a process does. */
  @Test
  void checkpointsNeedAFractionOfTheFullGraph() throws IOException, InterruptedException {
    assumeTrue(ProcessMemory.peak().isPresent(), "the system tells no process's memory");
    Process process = SmallRuns.process(List.of(), Alone.class).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    List<Long> bytes =
        output
            .lines()
            .filter(line -> line.startsWith("bytes "))
            .flatMap(line -> Stream.of(line.split(" ")).skip(1).map(Long::valueOf))
            .toList();
    assertThat(bytes).as(output).hasSize(2);
    long full = bytes.get(0);
    long checkpointed = bytes.get(1);
    assertThat(checkpointed).as(output).isLessThan(full / 2);
  }

  /** Prints what one thread's tasks need beside the process itself, in full and by checkpoints. */
  static final class Alone {
    private Alone() {}

    public static void main(String[] args) {
      MemoryPlan plan = MemoryPlan.of(settings(DType.FLOAT32), 2, true).orElseThrow();
      long full = bytes(plan, false, 2) - bytes(plan, false, 1);
      long checkpointed = bytes(plan, true, 2) - bytes(plan, true, 1);
      System.out.println("bytes " + full + " " + checkpointed);
    }
  }

  private static long bytes(MemoryPlan plan, boolean checkpointed, int threads) {
    return plan.choices().stream()
        .filter(
            choice ->
                choice.strategy().checkpointed() == checkpointed && choice.threads() == threads)
        .findFirst()
        .orElseThrow()
        .bytes();
  }

  @Test
  void trainingWithCheckpointsIsTheSameTraining() {
    MetaTrainer.Settings<Descent> settings = settings(DType.FLOAT64);
    MetaTrainer.Settings<Descent> small = new MemoryStrategy(true, 1).of(settings);
    assertThat(small.algorithm().metaGradient()).isInstanceOf(Checkpointed.class);
    try (Workers workers = new Workers(2);
        TrainState full = train(settings, workers);
        TrainState checkpointed = train(small, workers)) {
      Numbers.assertClose(checkpointed.model().phi(), full.model().phi(), 1e-12);
    }
  }

  @Test
  void ofTakesAFullGraphBackWhereItIsAskedFor() {
    MetaTrainer.Settings<Descent> settings = settings(DType.FLOAT32);
    MetaTrainer.Settings<Descent> small = new MemoryStrategy(true, 1).of(settings);
    assertThat(new MemoryStrategy(false, 2).of(small).algorithm()).isEqualTo(settings.algorithm());
  }

  private static TrainState train(MetaTrainer.Settings<Descent> settings, Workers workers) {
    MetaTrainer<Descent> trainer = new MetaTrainer<>(settings, workers);
    return trainer.train(trainer.start(3), 1);
  }
}
