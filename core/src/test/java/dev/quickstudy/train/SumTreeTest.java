package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumTreeTest extends ScopedTest {
  private static final float[] NUMBERS = numbers();

  /** Of very different sizes, so that every order of adding rounds in its own way. */
  private static float[] numbers() {
    Random random = new Random(5);
    float[] numbers = new float[64];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (random.nextGaussian() * Math.exp(4 * random.nextGaussian()));
    }
    return numbers;
  }

  private static GradientSum leaf(int index) {
    try (Scope scope = Scope.open()) {
      return new GradientSum(
          0,
          index,
          Params.of(Map.of("w", Tensor.of(new float[] {NUMBERS[index], 1}, 2))),
          Params.of(Map.of("mean", Tensor.of(new float[] {NUMBERS[63 - index]}, 1))),
          Tensor.of(new float[] {NUMBERS[index]}));
    }
  }

  private static float[] read(GradientSum whole) {
    try (whole) {
      return new float[] {
        whole.gradients().get("w").toFloats()[0],
        whole.gradients().get("w").toFloats()[1],
        whole.state().get("mean").toFloats()[0],
        whole.loss().toFloats()[0]
      };
    }
  }

  private static float[] sum(int leaves, List<Integer> order) {
    try (SumTree tree = new SumTree(leaves)) {
      order.forEach(leaf -> tree.add(leaf(leaf)));
      return read(tree.whole());
    }
  }

  private static List<Integer> shuffled(int leaves, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, leaves).boxed().toList());
    Collections.shuffle(order, random);
    return order;
  }

  /** Written out by halves: the left half is the largest power of two that leaves something. */
  private static float expected(int first, int count) {
    if (count == 1) {
      return NUMBERS[first];
    }
    int left = Integer.highestOneBit(count - 1);
    return expected(first, left) + expected(first + left, count - left);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 25, 33, 64})
  void wholeIsTheSumAlongTheTreeWhateverComesFirst(int leaves) {
    float[] inOrder = sum(leaves, IntStream.range(0, leaves).boxed().toList());
    assertThat(inOrder[0]).isEqualTo(expected(0, leaves));
    assertThat(inOrder[1]).isEqualTo(leaves);
    Random random = new Random(leaves);
    for (int i = 0; i < 10; i++) {
      assertThat(sum(leaves, shuffled(leaves, random))).containsExactly(inOrder);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void wholeIsTheSameHoweverLeavesAreDivided(int workers) {
    Random random = new Random(workers);
    for (int leaves : new int[] {1, 5, 8, 25, 32}) {
      float[] alone = sum(leaves, IntStream.range(0, leaves).boxed().toList());
      for (int round = 0; round < 5; round++) {
        List<SumTree> trees =
            IntStream.range(0, workers).mapToObj(i -> new SumTree(leaves)).toList();
        shuffled(leaves, random).forEach(l -> trees.get(random.nextInt(workers)).add(leaf(l)));
        try (SumTree all = new SumTree(leaves)) {
          trees.forEach(tree -> tree.nodes().forEach(all::add));
          assertThat(read(all.whole())).containsExactly(alone);
        }
      }
    }
  }

  @Test
  void nodesOfNeighboursAreFew() {
    try (SumTree tree = new SumTree(64)) {
      IntStream.range(5, 59).forEach(leaf -> tree.add(leaf(leaf)));
      List<GradientSum> nodes = tree.nodes();
      assertThat(nodes).hasSizeLessThanOrEqualTo(10);
      nodes.forEach(GradientSum::close);
      assertThat(tree.missing()).hasSize(10);
    }
  }

  @Test
  void addRefusesALeafThatIsCountedTwiceAndFreesIt() {
    try (SumTree tree = new SumTree(5)) {
      tree.add(leaf(0));
      tree.add(leaf(1));
      GradientSum again = leaf(1);
      assertThatThrownBy(() -> tree.add(again))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("leaf 1 of the step is counted twice");
      assertThatThrownBy(() -> again.loss().item()).hasMessageContaining("freed");
    }
  }

  @Test
  void addRefusesWhatTheStepDoesNotHave() {
    try (SumTree tree = new SumTree(5)) {
      assertThatThrownBy(() -> tree.add(leaf(5)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("a step of 5 leaves has no sum number 5 of level 0");
      assertThatThrownBy(
              () -> tree.add(leaf(0).plus(leaf(1)).plus(leaf(2)).plus(leaf(3)).plus(leaf(4))))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("of level 4");
    }
    assertThatThrownBy(() -> new SumTree(0)).isInstanceOf(UsageException.class);
    assertThatThrownBy(
            () -> new GradientSum(-1, 0, Params.empty(), Params.empty(), Tensor.of(new float[1])))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void wholeNamesTheLeavesThatAreMissing() {
    try (SumTree tree = new SumTree(5)) {
      tree.add(leaf(3));
      tree.add(leaf(0));
      assertThatThrownBy(tree::whole)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("leaves [1, 2, 4] are missing");
    }
  }

  @Test
  void closeFreesWhatWasNotHandedOver() {
    GradientSum first = leaf(0);
    GradientSum kept = leaf(3);
    try (SumTree tree = new SumTree(5)) {
      tree.add(first);
      tree.add(kept);
    }
    assertThatThrownBy(() -> first.loss().item()).hasMessageContaining("freed");
    assertThatThrownBy(() -> kept.loss().item()).hasMessageContaining("freed");
  }
}
