package dev.quickstudy.head.fitted;

import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContrastiveAdapterTest extends ScopedTest {
  private static final Context NOW = Context.testing(RandomKey.of(4), Regime.NONE);
  private static final Softmax SOFTMAX = new Softmax(10, 0.003, 0.1, 60);

  /**
   * Each class is told by a dimension of its own, of little spread; all others tell nothing.
   *
   * @param noise the standard deviation of those
   */
  private static Examples hidden(
      long seed, int tasks, int ways, int shots, int width, double noise) {
    int count = ways * shots;
    double[] x = RandomKey.of(seed).normals(tasks * count * width);
    long[] labels = new long[tasks * count];
    for (int i = 0; i < x.length; i++) {
      int example = i / width;
      int dimension = i % width;
      labels[example] = example % count / shots;
      x[i] *= dimension < ways ? 0.2 : noise;
      x[i] += dimension == labels[example] ? 1.5 : 0;
    }
    return new Examples(
        Tensor.of(x, tasks, count, width),
        Tensor.of(labels, tasks, count),
        new Targets.Classes(ways));
  }

  private static double accuracy(Head head, Examples support, Examples queries) {
    Params fitted = head.fit(Params.empty(), support, NOW);
    long[] predicted = head.predict(Params.empty(), fitted, queries.x(), NOW).argmax(-1).toLongs();
    long[] wanted = queries.y().toLongs();
    int right = 0;
    for (int i = 0; i < wanted.length; i++) {
      right += predicted[i] == wanted[i] ? 1 : 0;
    }
    return (double) right / wanted.length;
  }

  @Test
  void theLossIsTheSquaredErrorOfCosinesAndItsGradientIsItsSlope() {
    Map<String, Tensor> params = new LinkedHashMap<>();
    params.put("adapter.down", normals(1, 2, 3, 5));
    params.put("adapter.up", normals(2, 2, 5, 3).times(0.3));
    Params adapter = Params.perTask(params);
    Tensor sides = normals(3, 2, 8, 5); // two pairs of each kind

    double[] x = sides.toDoubles();
    double[] down = adapter.get("adapter.down").toDoubles();
    double[] up = adapter.get("adapter.up").toDoubles();
    double expected = 0;
    for (int pair = 0; pair < 2; pair++) {
      double same = cosine(x, pair, pair + 2, down, up);
      double other = cosine(x, pair + 4, pair + 6, down, up);
      expected += ((same - 1) * (same - 1) + other * other) / 4;
    }
    assertThat(ContrastiveAdapter.loss(adapter, sides).toDoubles()[0])
        .isCloseTo(expected, within(1e-12));

    Params at = adapter.variables();
    Params gradients = at.gradients(ContrastiveAdapter.loss(at, sides).sum(), false);
    for (String name : adapter.names()) {
      double[] slope = gradients.get(name).toDoubles();
      for (int i = 0; i < slope.length; i += 4) {
        double numeric =
            (moved(adapter, name, i, 1e-6, sides) - moved(adapter, name, i, -1e-6, sides)) / 2e-6;
        assertThat(slope[i]).isCloseTo(numeric, within(1e-7));
      }
    }
  }

  private static double moved(Params adapter, String name, int i, double by, Tensor sides) {
    double[] numbers = adapter.get(name).toDoubles();
    numbers[i] += by;
    Params other =
        adapter.with(Params.perTask(Map.of(name, Tensor.of(numbers, adapter.get(name).shape()))));
    return ContrastiveAdapter.loss(other, sides).sum().item();
  }

  /** Of the first task, number by number. */
  private static double cosine(double[] x, int a, int b, double[] down, double[] up) {
    double[] u = adapted(x, a, down, up);
    double[] v = adapted(x, b, down, up);
    double uv = 0;
    double uu = 0;
    double vv = 0;
    for (int i = 0; i < 5; i++) {
      uv += u[i] * v[i];
      uu += u[i] * u[i];
      vv += v[i] * v[i];
    }
    return uv / Math.sqrt(uu * vv);
  }

  private static double[] adapted(double[] x, int row, double[] down, double[] up) {
    double[] y = new double[5];
    for (int i = 0; i < 5; i++) {
      y[i] = x[row * 5 + i];
      for (int r = 0; r < 3; r++) {
        for (int d = 0; d < 5; d++) {
          y[i] += up[i * 3 + r] * down[r * 5 + d] * x[row * 5 + d];
        }
      }
    }
    return y;
  }

  @Test
  void pairsOfOneClassAreTwoDifferentExamplesOfItAndOthersAreOfTwo() {
    Examples numbered =
        new Examples(
            Tensor.of(new double[] {0, 1, 2, 3, 4, 5, 6}, 1, 7, 1),
            Tensor.of(new long[] {0, 1, 0, 1, 0, 2, 1}, 1, 7),
            new Targets.Classes(3));
    long[] labels = numbered.y().toLongs();
    boolean[] seen = new boolean[7];
    ClassPairs pairs = new ClassPairs(numbered, 20);
    for (int step = 0; step < 5; step++) {
      double[] drawn = pairs.examples(step, NOW).toDoubles();
      for (int i = 0; i < 20; i++) {
        int one = (int) drawn[i];
        int two = (int) drawn[20 + i];
        assertThat(labels[one]).isEqualTo(labels[two]);
        assertThat(one == two).isEqualTo(labels[one] == 2); // 5 is alone in its class
        assertThat(labels[(int) drawn[40 + i]]).isNotEqualTo(labels[(int) drawn[60 + i]]);
        seen[one] = true;
      }
      assertThat(drawn).isEqualTo(new ClassPairs(numbered, 20).examples(step, NOW).toDoubles());
      assertThat(drawn).isNotEqualTo(pairs.examples(step + 1, NOW).toDoubles());
    }
    assertThat(seen).containsOnly(true);
  }

  @Test
  void fineTuningFindsTheDirectionsThatTellClassesApart() {
    Examples support = hidden(1, 3, 4, 10, 10, 3);
    Examples queries = hidden(2, 3, 4, 50, 10, 3);

    double without =
        accuracy(new ContrastiveAdapter(10, 0, 32, 0.03, new Prototypes()), support, queries);
    double with =
        accuracy(new ContrastiveAdapter(10, 200, 32, 0.03, new Prototypes()), support, queries);

    assertThat(without).isLessThan(0.5);
    assertThat(with).isGreaterThan(0.9);
  }

  @Test
  void theSameKeyGivesTheSameAdapterAndAnotherKeyAnother() {
    Examples support = hidden(1, 2, 3, 5, 8, 1);
    ContrastiveAdapter head = new ContrastiveAdapter(4, 10, 8, 0.01, SOFTMAX);
    double[] first = head.fit(Params.empty(), support, NOW).get("adapter.up").toDoubles();

    assertThat(head.fit(Params.empty(), support, NOW).get("adapter.up").toDoubles())
        .isEqualTo(first);
    Context other = Context.testing(RandomKey.of(5), Regime.NONE);
    assertThat(head.fit(Params.empty(), support, other).get("adapter.up").toDoubles())
        .isNotEqualTo(first);
  }

  @Test
  void aTaskIsLearnedTheSameAloneAndAmongOthers() {
    Examples both = hidden(1, 2, 3, 5, 8, 1);
    Examples second =
        new Examples(both.x().slice(0, 1, 2), both.y().slice(0, 1, 2), both.targets());
    ContrastiveAdapter head = new ContrastiveAdapter(4, 10, 8, 0.01, SOFTMAX);
    double[] among = head.fit(Params.empty(), both, NOW).get("adapter.up").select(0, 1).toDoubles();
    double[] alone =
        head.fit(Params.empty(), second, NOW.withFirstTask(1)).get("adapter.up").toDoubles();

    for (int i = 0; i < alone.length; i++) {
      assertThat(alone[i]).isCloseTo(among[i], within(1e-9));
    }
  }

  @Test
  void aClassOfOneExampleEachIsLearnedToo() {
    Examples support = hidden(1, 1, 5, 1, 12, 1);
    assertThat(accuracy(new ContrastiveAdapter(4, 20, 8, 0.001, SOFTMAX), support, support))
        .isEqualTo(1);
  }

  /** All pairs of two classes would be 2 million, of 2 · 164 numbers each: gigabytes. */
  @Test
  void manyClassesAndExamplesNeedNoMoreTensorsThanFewSteps() {
    Examples support = hidden(1, 1, 100, 20, 64 + 100, 1);
    try (Scope scope = Scope.open()) {
      ContrastiveAdapter head = new ContrastiveAdapter(8, 30, 16, 0.001, new Prototypes());
      Params fitted = head.fit(Params.empty(), support.to(DType.FLOAT32), NOW);

      // What is fitted, what was computed once before and behind the steps, and nothing of a step.
      assertThat(scope.size()).isLessThan(60);
      assertThat(fitted.allFinite()).isTrue();
    }
  }

  @Test
  void logisticRegressionLearnsWhatItIsShownAndDecayHoldsItsWeights() {
    Examples support = hidden(1, 2, 3, 10, 6, 1);

    assertThat(accuracy(SOFTMAX, support, hidden(2, 2, 3, 30, 6, 1))).isGreaterThan(0.95);
    double free = size(new Softmax(1, 0, 0.1, 200), support);
    double held = size(new Softmax(1, 0.1, 0.1, 200), support);
    assertThat(held).isLessThan(free / 2);
  }

  private static double size(Softmax head, Examples support) {
    return head.fit(Params.empty(), support, NOW).get("weight").square().sum().item();
  }

  @Test
  void whatItCannotDoIsRefused() {
    assertThatThrownBy(() -> new ContrastiveAdapter(0, 1, 1, 1, SOFTMAX))
        .hasMessageContaining("'rank' must be at least 1");
    assertThatThrownBy(() -> new ContrastiveAdapter(1, 1, 1, 0, SOFTMAX))
        .hasMessageContaining("'rate' must be positive");
    assertThatThrownBy(
            () ->
                Algorithms.contrastive(
                        new Identity(List.of(3)), new ContrastiveAdapter(1, 1, 1, 1, SOFTMAX))
                    .learner()
                    .check(new long[] {3}, new Targets.Values(1)))
        .hasMessageContaining("contrastive adapters need classes");
  }
}
