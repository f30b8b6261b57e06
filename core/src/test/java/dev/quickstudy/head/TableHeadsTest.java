package dev.quickstudy.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.head.context.CellContext;
import dev.quickstudy.head.context.ColumnContext;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableHeadsTest {
  private static final RandomKey KEY = RandomKey.of(2);
  private static final Context NOW = Context.testing(KEY, Regime.NONE);

  private static List<Head> heads() {
    return List.of(new ColumnContext(2, 8, 16, 2, 2), new CellContext(2, 16, 2, 2));
  }

  /**
   * Predictions for 5 queries of 4 columns, which stand at the given places among {@code width}.
   */
  private static double[] predictions(Head head, int width, int... places) {
    double[] support = KEY.fold("support").normals(6 * 4);
    double[] query = KEY.fold("query").normals(5 * 4);
    Identity network = new Identity(List.of(width));
    try (Scope scope = Scope.open()) {
      Params learned = head.layout(network).init(KEY.fold("init"));
      Examples examples =
          new Examples(
              placed(support, 6, width, places),
              Tensor.of(new long[] {0, 0, 0, 1, 1, 1}, 1, 6),
              new Targets.Classes(2));
      Params fitted = head.fit(learned, examples, NOW);
      return head.predict(learned, fitted, placed(query, 5, width, places), NOW).toDoubles();
    }
  }

  private static Tensor placed(double[] rows, int count, int width, int[] places) {
    float[] x = new float[count * width];
    for (int row = 0; row < count; row++) {
      for (int c = 0; c < places.length; c++) {
        x[row * width + places[c]] = (float) rows[row * 4 + c];
      }
    }
    return Tensor.of(x, 1, count, width);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void neitherTheOrderNorThePaddingOfColumnsMatters(Head head) {
    double[] plain = predictions(head, 4, 0, 1, 2, 3);

    assertThat(predictions(head, 4, 2, 0, 3, 1)).containsExactly(plain, within(1e-5));
    assertThat(predictions(head, 9, 7, 1, 4, 8)).containsExactly(plain, within(1e-5));
    assertThat(plain[0]).isNotCloseTo(plain[2], within(1e-4));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void anotherQueryMattersToNoPrediction(Head head) {
    double[] support = KEY.fold("support").normals(6 * 4);
    double[] query = KEY.fold("query").normals(5 * 4);
    Identity network = new Identity(List.of(4));
    try (Scope scope = Scope.open()) {
      Params learned = head.layout(network).init(KEY.fold("init"));
      Examples examples =
          new Examples(
              placed(support, 6, 4, new int[] {0, 1, 2, 3}),
              Tensor.of(new long[] {0, 0, 0, 1, 1, 1}, 1, 6),
              new Targets.Classes(2));
      Params fitted = head.fit(learned, examples, NOW);
      Tensor queries = placed(query, 5, 4, new int[] {0, 1, 2, 3});
      double[] together = head.predict(learned, fitted, queries, NOW).toDoubles();
      double[] last = head.predict(learned, fitted, queries.slice(1, 4, 5), NOW).toDoubles();

      assertThat(last).containsExactly(new double[] {together[8], together[9]}, within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("heads")
  void anotherNumberOfWaysIsRefused(Head head) {
    assertThatThrownBy(() -> head.check(new Identity(List.of(4)), new Targets.Classes(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("2 outputs", "need 3");
  }
}
