package dev.quickstudy.task;

import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MiniBatchesTest extends ScopedTest {
  private static final int TASKS = 3;
  private static final int COUNT = 10;
  private static final Context NOW = Context.training(RandomKey.of(8), Regime.NONE, 0);

  /** Each example says its task and its number; its label is its number. */
  private static Examples numbered(int tasks) {
    double[] x = IntStream.range(0, tasks * COUNT).mapToDouble(i -> i).toArray();
    long[] y = LongStream.range(0, (long) tasks * COUNT).map(i -> i % COUNT).toArray();
    return new Examples(
        Tensor.of(x, tasks, COUNT, 1, 1), Tensor.of(y, tasks, COUNT), new Targets.Classes(COUNT));
  }

  private static List<Long> labels(int size, int steps, int task) {
    List<Long> labels = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      Examples batch = MiniBatches.of(numbered(TASKS), size, step, NOW);
      for (long label : batch.y().select(0, task).toLongs()) {
        labels.add(label);
      }
    }
    return labels;
  }

  @Test
  void anExampleComesWithItsOwnLabelFromItsOwnTask() {
    Examples batch = MiniBatches.of(numbered(TASKS), 4, 1, NOW);
    assertThat(batch.x().shape()).containsExactly(TASKS, 4, 1, 1);
    assertThat(batch.y().shape()).containsExactly(TASKS, 4);
    double[] x = batch.x().toDoubles();
    long[] y = batch.y().toLongs();
    for (int i = 0; i < x.length; i++) {
      int task = i / 4;
      int example = (int) y[i];
      assertThat((int) x[i]).isEqualTo(task * COUNT + example);
    }
  }

  @Test
  void theSetIsCoveredWithoutRepetitionBeforeItBeginsAnew() {
    for (int task = 0; task < TASKS; task++) {
      // Ten examples by fours: three rounds take 7½ steps, and batches span the border between
      // rounds.
      List<Long> all = labels(4, 8, task);
      for (int round = 0; round < 3; round++) {
        assertThat(all.subList(round * COUNT, (round + 1) * COUNT))
            .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
      }
      assertThat(all.subList(0, COUNT)).isNotEqualTo(all.subList(COUNT, 2 * COUNT));
    }
  }

  @Test
  void everyTaskHasItsOwnOrder() {
    assertThat(labels(5, 2, 0)).isNotEqualTo(labels(5, 2, 1));
  }

  @Test
  void theOrderIsTheSameHoweverTheBatchIsCut() {
    Examples whole = MiniBatches.of(numbered(TASKS), 4, 2, NOW);
    Examples last =
        MiniBatches.of(
            new Examples(
                numbered(TASKS).x().slice(0, 2, 3),
                numbered(TASKS).y().slice(0, 2, 3),
                new Targets.Classes(COUNT)),
            4,
            2,
            NOW.withFirstTask(2));
    assertSame(last.x(), whole.x().slice(0, 2, 3));
  }

  @Test
  void noSizeAndTooGreatASizeMeanTheWholeSet() {
    Examples all = numbered(TASKS);
    assertThat(MiniBatches.of(all, 0, 3, NOW)).isSameAs(all);
    assertThat(MiniBatches.of(all, COUNT, 3, NOW)).isSameAs(all);
    assertThat(MiniBatches.of(all, 11, 3, NOW)).isSameAs(all);
  }

  @Test
  void shuffledKeepsExamplesWholeAndFollowsTheTasksKey() {
    Context now = Context.testing(RandomKey.of(4), Regime.NONE);
    Tensor x = Numbers.normals(1, 3, 6, 2);
    Tensor y = Tensor.of(new long[] {0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2}, 3, 6);
    Examples sorted = new Examples(x, y, new Targets.Classes(3));
    Examples shuffled = MiniBatches.shuffled(sorted, now);
    for (int t = 0; t < 3; t++) {
      assertThat(pairs(shuffled, t)).containsExactlyInAnyOrderElementsOf(pairs(sorted, t));
      assertThat(pairs(shuffled, t)).isNotEqualTo(pairs(sorted, t));
      Examples alone = new Examples(x.slice(0, t, t + 1), y.slice(0, t, t + 1), sorted.targets());
      assertThat(pairs(MiniBatches.shuffled(alone, now.withFirstTask(t)), 0))
          .isEqualTo(pairs(shuffled, t));
    }
  }

  private static List<String> pairs(Examples examples, int task) {
    double[] x = examples.x().select(0, task).toDoubles();
    long[] y = examples.y().select(0, task).toLongs();
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < y.length; i++) {
      pairs.add(x[2 * i] + " " + x[2 * i + 1] + " " + y[i]);
    }
    return pairs;
  }
}
