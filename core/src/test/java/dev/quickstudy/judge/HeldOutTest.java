package dev.quickstudy.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** LabelledLogits for examples that were not learned from. */
class HeldOutTest extends ScopedTest {
  private static final int WIDTH = 64;
  private static final Learner LEARNER =
      new EmbeddingLearner(new Identity(List.of(WIDTH)), new Prototypes());
  private static final Model MODEL = new Model(Params.empty(), Params.empty());
  private static final Context NOW = Context.testing(RandomKey.of(3), Regime.NONE);

  /** Random inputs that say nothing of their labels, unless each class has a mean of its own. */
  private static Examples support(double apart, int... shots) {
    RandomKey key = RandomKey.of(11);
    int count = IntStream.of(shots).sum();
    double[] x = new double[count * WIDTH];
    long[] y = new long[count];
    int next = 0;
    for (int way = 0; way < shots.length; way++) {
      double[] mean = key.fold("mean").fold(way).normals(WIDTH);
      for (int shot = 0; shot < shots[way]; shot++) {
        double[] noise = key.fold(way).fold(shot).normals(WIDTH);
        for (int d = 0; d < WIDTH; d++) {
          x[next * WIDTH + d] = apart * mean[d] + noise[d];
        }
        y[next++] = way;
      }
    }
    return new Examples(
        Tensor.of(x, 1, count, WIDTH), Tensor.of(y, 1, count), new Targets.Classes(shots.length));
  }

  private static HeldOut heldOut(Examples support) {
    try (Workers workers = new Workers(2)) {
      return HeldOut.of(LEARNER, MODEL, support, NOW, workers).orElseThrow();
    }
  }

  @Test
  void ofExamplesThatTellNothingIsRightAsOftenAsChance() {
    Examples noise = support(0, 20, 20, 20, 20, 20);
    try (LearnedTasks seen = LearnedTasks.learn(LEARNER, MODEL, noise, NOW)) {
      long[] taken = seen.predict(noise.x()).value().argmax(-1).toLongs();
      long[] labels = noise.y().toLongs();
      assertThat(IntStream.range(0, 100).filter(i -> taken[i] == labels[i]).count())
          .as("of those that it has seen")
          .isGreaterThan(60);
    }
    assertThat(heldOut(noise).accuracy()).isBetween(0.08, 0.35);
    assertThat(heldOut(support(1, 20, 20, 20, 20, 20)).accuracy()).isGreaterThan(0.95);
  }

  @Test
  void ofTwoShotsIsLearnedFromTheOtherOfEachClass() {
    Examples support = support(1, 2, 2);
    HeldOut heldOut = heldOut(support);
    assertThat(heldOut.count()).isEqualTo(4);
    assertThat(heldOut.shots()).isEqualTo(1);
    double[] x = support.x().toDoubles();
    for (int i = 0; i < 4; i++) {
      int place = heldOut.place(i);
      int own = place ^ 1;
      double[] logits = heldOut.logits(i);
      assertThat(logits[place / 2]).isCloseTo(-squared(x, place, own), within(1e-9));
      double other = logits[1 - place / 2];
      int first = 2 * (1 - place / 2);
      assertThat(
              Math.min(
                  Math.abs(other + squared(x, place, first)),
                  Math.abs(other + squared(x, place, first + 1))))
          .isLessThan(1e-9);
    }
  }

  private static double squared(double[] x, int a, int b) {
    return IntStream.range(0, WIDTH)
        .mapToDouble(d -> x[a * WIDTH + d] - x[b * WIDTH + d])
        .map(difference -> difference * difference)
        .sum();
  }

  @Test
  void classesOfOneExampleAreNotHeldOut() {
    HeldOut heldOut = heldOut(support(1, 1, 3, 15));
    int[] places = IntStream.range(0, heldOut.count()).map(heldOut::place).sorted().toArray();
    assertThat(places).isEqualTo(IntStream.range(1, 19).toArray());
    try (Workers workers = new Workers(1)) {
      assertThat(HeldOut.of(LEARNER, MODEL, support(1, 1, 1, 1), NOW, workers))
          .isEqualTo(Optional.empty());
    }
  }

  @Test
  void theSameKeyGivesTheSameAnswersOnAnyThreads() {
    Examples support = support(1, 4, 5, 6);
    HeldOut one = heldOut(support);
    try (Workers workers = new Workers(1)) {
      HeldOut other = HeldOut.of(LEARNER, MODEL, support, NOW, workers).orElseThrow();
      for (int i = 0; i < one.count(); i++) {
        assertThat(other.place(i)).isEqualTo(one.place(i));
        assertThat(Arrays.equals(other.logits(i), one.logits(i))).isTrue();
      }
    }
  }

  @Test
  void transductiveRegimesAreRefused() {
    Context together = Context.testing(RandomKey.of(3), Regime.QUERY_BATCH);
    Examples support = support(1, 2, 2);
    try (Workers workers = new Workers(1)) {
      assertThatThrownBy(() -> HeldOut.of(LEARNER, MODEL, support, together, workers))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("inductive");
    }
  }
}
