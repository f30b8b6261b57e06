package dev.quickstudy.head.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeuralProcessTest extends ScopedTest {
  private static final Network POINTS = new Identity(List.of(1));
  private static final Context NOW = Context.testing(RandomKey.of(1), Regime.NONE);
  private static final int COUNT = 7;

  /** Seven points from −3 to 3, which are the queries too. */
  private static Examples spread() {
    double[] x = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = i - 3;
    }
    return new Examples(
        Tensor.of(x, 1, COUNT, 1), Tensor.zeros(DType.FLOAT64, 1, COUNT, 1), new Targets.Values(1));
  }

  /** How many of the queries give the greatest weight to the point that they are equal to. */
  private static int found(NeuralProcess process, Params learned) {
    double[] weights = weights(process, learned).toDoubles();
    int found = 0;
    for (int q = 0; q < COUNT; q++) {
      int greatest = 0;
      for (int n = 0; n < COUNT; n++) {
        greatest = weights[q * COUNT + n] > weights[q * COUNT + greatest] ? n : greatest;
      }
      found += greatest == q ? 1 : 0;
    }
    return found;
  }

  private static Tensor weights(NeuralProcess process, Params learned) {
    Examples support = spread();
    return process
        .weights(learned, process.fit(learned, support, NOW), support.x(), NOW)
        .get(0)
        .select(0, 0);
  }

  /** Fits nothing but the attention, so that each query reads its own point. */
  private static int found(NeuralProcess process, int seed) {
    Params learned = process.layout(POINTS).init(RandomKey.of(seed)).to(DType.FLOAT64);
    Transform adam = Transforms.adam(0.01);
    Params state = adam.init(learned);
    Tensor own = Tensor.of(new long[] {0, 1, 2, 3, 4, 5, 6}, COUNT).oneHot(COUNT, DType.FLOAT64);
    int best = found(process, learned);
    for (int step = 0; step < 300; step++) {
      try (Scope scope = Scope.open()) {
        Params variables = learned.variables();
        Tensor loss = weights(process, variables).plus(1e-12).log().times(own).sum().negate();
        Transform.Step update =
            adam.update(
                variables.gradients(loss, false), state, learned, new Transform.Signal(step));
        learned = learned.plus(update.updates());
        state = update.state();
        best = Math.max(best, found(process, learned));
        learned.tensors().forEach(scope::keep);
        state.tensors().forEach(scope::keep);
      }
    }
    return best;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void attentionCanFindAPointBetweenOthers(int seed) {
    assertThat(found(new NeuralProcess(List.of(4), 8, 1, List.of(32, 32), 1), seed))
        .isEqualTo(COUNT);
  }

  /** What one affine map of the inputs cannot do: only the two ends can win. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void attentionOfOneAffineMapFindsOnlyTheEnds(int seed) {
    assertThat(found(new NeuralProcess(List.of(4), 8, 1, List.of(), 1), seed))
        .isLessThanOrEqualTo(2);
  }

  @Test
  void attentionIsRefusedWithoutHeads() {
    assertThatThrownBy(() -> new NeuralProcess(List.of(4), 4, 0, List.of(8), 1))
        .hasMessageContaining("must be empty where there are no attention heads, but is [8]");
    assertThatThrownBy(() -> new NeuralProcess(List.of(4), 4, 2, List.of(0), 1))
        .hasMessageContaining("'attention' must be at least 1, but is 0");
  }
}
