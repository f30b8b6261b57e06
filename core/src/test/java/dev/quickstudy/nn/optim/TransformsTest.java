package dev.quickstudy.nn.optim;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each transform against the same thing written out as a loop over numbers. */
class TransformsTest extends ScopedTest {
  private static final int STEPS = 7;

  /**
   * What a transform does to one row of numbers: changes {@code theta}, given {@code g}, at step t
   * = 0, 1, …
   */
  private interface Loop {
    void step(int t, double[] theta, double[] g);
  }

  /** Six numbers in two tensors. */
  private static Params params(double[] six) {
    Map<String, Tensor> map = new LinkedHashMap<>();
    map.put("matrix", Tensor.of(new double[] {six[0], six[1], six[2], six[3]}, 2, 2));
    map.put("vector", Tensor.of(new double[] {six[4], six[5]}, 2));
    return Params.of(map);
  }

  private static double[] numbers(Params params) {
    return params.tensors().stream().flatMapToDouble(t -> Arrays.stream(t.toDoubles())).toArray();
  }

  private static double[] gradient(int step) {
    return RandomKey.of(11).fold(step).normals(6);
  }

  private static void assertSameAsLoop(Transform transform, Loop loop) {
    double[] expected = RandomKey.of(5).normals(6);
    Params actual = params(expected);
    Params state = transform.init(actual);
    for (int t = 0; t < STEPS; t++) {
      Transform.Step step =
          transform.update(params(gradient(t)), state, actual, new Transform.Signal(t));
      actual = actual.plus(step.updates());
      state = step.state();
      loop.step(t, expected, gradient(t));
      assertThat(actual.perTask()).isFalse();
      assertClose(numbers(actual), expected, 1e-14);
    }
  }

  @Test
  void sgdFollowsTheNegativeGradient() {
    assertSameAsLoop(
        Transforms.sgd(0.3),
        (t, theta, g) -> {
          for (int i = 0; i < 6; i++) {
            theta[i] -= 0.3 * g[i];
          }
        });
  }

  @Test
  void theRateFollowsItsSchedule() {
    assertSameAsLoop(
        new Transforms.Sgd(new Schedule.Exponential(0.5, 0.8), 0, 0),
        (t, theta, g) -> {
          for (int i = 0; i < 6; i++) {
            theta[i] -= 0.5 * Math.pow(0.8, t) * g[i];
          }
        });
  }

  @Test
  void weightDecayAddsTheParamsToTheGradient() {
    assertSameAsLoop(
        new Transforms.Sgd(new Schedule.Constant(0.3), 0, 0.05),
        (t, theta, g) -> {
          for (int i = 0; i < 6; i++) {
            theta[i] -= 0.3 * (g[i] + 0.05 * theta[i]);
          }
        });
  }

  @Test
  void momentumGathersGradients() {
    double[] velocity = new double[6];
    assertSameAsLoop(
        new Transforms.Sgd(new Schedule.Linear(0.3, 0.1, 5), 0.9, 0.05),
        (t, theta, g) -> {
          double rate = 0.3 + (0.1 - 0.3) * Math.min(1, t / 5.0);
          for (int i = 0; i < 6; i++) {
            velocity[i] = 0.9 * velocity[i] + g[i] + 0.05 * theta[i];
            theta[i] -= rate * velocity[i];
          }
        });
  }

  private static Loop adam(double rate, double beta1, double beta2, double epsilon, double decay) {
    double[] m = new double[6];
    double[] v = new double[6];
    return (t, theta, g) -> {
      for (int i = 0; i < 6; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        double mHat = m[i] / (1 - Math.pow(beta1, t + 1));
        double vHat = v[i] / (1 - Math.pow(beta2, t + 1));
        theta[i] -= rate * (mHat / (Math.sqrt(vHat) + epsilon) + decay * theta[i]);
      }
    };
  }

  @Test
  void adamIsAlgorithmOne() {
    assertSameAsLoop(Transforms.adam(0.1), adam(0.1, 0.9, 0.999, 1e-8, 0));
  }

  @Test
  void adamWithoutAMeanDividesByTheRootOfTheSecondMoment() {
    assertSameAsLoop(
        new Transforms.Adam(new Schedule.Constant(0.1), 0, 0.99, 1e-3, 0),
        adam(0.1, 0, 0.99, 1e-3, 0));
  }

  @Test
  void adamwShrinksTheParamsBesideTheGradient() {
    assertSameAsLoop(
        Transforms.adamw(new Schedule.Constant(0.1), 0.2), adam(0.1, 0.9, 0.999, 1e-8, 0.2));
  }

  @Test
  void aGradientOfZeroMovesNothingAndCanBeDifferentiatedThroughAdam() {
    Params theta = params(new double[] {1, 2, 3, 4, 5, 6}).variables();
    Transform adam = Transforms.adam(0.1);
    Params zero = theta.map(tensor -> tensor.times(0));
    Transform.Step step = adam.update(zero, adam.init(theta), theta, new Transform.Signal(0));
    assertThat(numbers(step.updates())).containsOnly(-0.0);
    Params through = theta.gradients(theta.plus(step.updates()).get("matrix").sum(), false);
    assertThat(through.get("matrix").toDoubles()).containsOnly(1);
  }

  private static void clip(double most, double[] g) {
    double norm = Numbers.norm(g);
    for (int i = 0; i < g.length; i++) {
      g[i] *= Math.min(1, most / norm);
    }
  }

  @Test
  void clippingShrinksAllTensorsTogetherToTheGreatestNorm() {
    for (double most : new double[] {0.1, 1, 2, 2.5, 3, 100}) {
      assertSameAsLoop(
          Transforms.chain(new Transforms.ClipByGlobalNorm(most), Transforms.sgd(0.3)),
          (t, theta, g) -> {
            clip(most, g);
            for (int i = 0; i < 6; i++) {
              theta[i] -= 0.3 * g[i];
            }
          });
    }
  }

  @Test
  void aShortGradientPassesTheClipUnchanged() {
    Params g = params(new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6});
    Transform.Step step =
        new Transforms.ClipByGlobalNorm(1).update(g, Params.empty(), g, new Transform.Signal(0));
    Numbers.assertSame(step.updates(), g);
    Params zero = g.map(Tensor::zerosLike);
    step =
        new Transforms.ClipByGlobalNorm(1)
            .update(zero, Params.empty(), zero, new Transform.Signal(0));
    Numbers.assertSame(step.updates(), zero);
  }

  @Test
  void aChainHandsUpdatesOn() {
    Loop inner = adam(0.1, 0.9, 0.999, 1e-8, 0);
    double[] velocity = new double[6];
    assertSameAsLoop(
        Transforms.chain(
            new Transforms.ClipByGlobalNorm(1.5),
            Transforms.adam(0.1),
            new Transforms.Sgd(new Schedule.Constant(2), 0.5, 0)),
        (t, theta, g) -> {
          clip(1.5, g);
          double[] update = new double[6];
          inner.step(t, update, g);
          for (int i = 0; i < 6; i++) {
            velocity[i] = 0.5 * velocity[i] + update[i];
            theta[i] -= 2 * velocity[i];
          }
        });
  }

  @Test
  void theStateOfAChainTellsItsPartsApart() {
    List<Transform> parts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      parts.add(new Transforms.Sgd(new Schedule.Constant(-1), 0.5, 0));
    }
    Transform chain = new Transforms.Chain(parts);
    Params start = params(new double[6]);
    assertThat(chain.init(start).names())
        .hasSize(24)
        .contains("1.velocity.matrix", "11.velocity.matrix");
    Transform.Step step =
        chain.update(params(gradient(0)), chain.init(start), start, new Transform.Signal(0));
    assertThat(step.state().names()).containsExactlyElementsOf(chain.init(start).names());
    assertClose(numbers(step.updates()), gradient(0), 1e-15);
  }

  static List<Transform> all() {
    return List.of(
        Transforms.sgd(0.3),
        new Transforms.Sgd(new Schedule.Constant(0.1), 0.9, 0.01),
        Transforms.adam(0.1),
        Transforms.adamw(new Schedule.Cosine(0.1, 0.01, 5), 0.1),
        new Transforms.ClipByGlobalNorm(2.5),
        Transforms.chain(new Transforms.ClipByGlobalNorm(2.5), Transforms.adam(0.1)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void tasksSideBySideEqualEachByItself(Transform transform) {
    int tasks = 3;
    RandomKey key = RandomKey.of(3);
    List<Params> alone = new ArrayList<>();
    List<List<Params>> gradients = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      List<Params> own = new ArrayList<>();
      for (int t = 0; t < STEPS; t++) {
        // Gradients of very different size: each task must be clipped by its own norm.
        own.add(params(key.fold(task).fold(t).normals(6)).times(Math.pow(10, task - 1)));
      }
      gradients.add(own);
      alone.add(run(transform, params(key.fold("start").fold(task).normals(6)), own));
    }
    Params start =
        Params.stack(
            List.of(0, 1, 2).stream()
                .map(task -> params(key.fold("start").fold(task).normals(6)))
                .toList());
    List<Params> together = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      int step = t;
      together.add(Params.stack(gradients.stream().map(own -> own.get(step)).toList()));
    }
    Params result = run(transform, start, together);
    assertThat(result.perTask()).isTrue();
    for (int task = 0; task < tasks; task++) {
      assertClose(result.task(task), alone.get(task), 1e-14);
    }
  }

  private static Params run(Transform transform, Params start, List<Params> gradients) {
    Params theta = start;
    Params state = transform.init(start);
    for (int t = 0; t < gradients.size(); t++) {
      Transform.Step step =
          transform.update(gradients.get(t), state, theta, new Transform.Signal(t));
      theta = theta.plus(step.updates());
      state = step.state();
    }
    return theta;
  }

  @Test
  void everyTransformIsAValue() {
    assertThat(all()).isEqualTo(all());
    assertThat(Transforms.adam(0.1))
        .isEqualTo(Transforms.adam(0.1))
        .isNotEqualTo(Transforms.adam(0.2));
  }

  @Test
  void updatingChangesNeitherGradientsNorStateNorParams() {
    for (Transform transform : all()) {
      Params theta = params(RandomKey.of(1).normals(6));
      Params gradients = params(gradient(0));
      Params state = transform.init(theta);
      double[] stateBefore = numbers(state);
      transform.update(gradients, state, theta, new Transform.Signal(0));
      assertThat(numbers(theta)).containsExactly(RandomKey.of(1).normals(6));
      assertThat(numbers(gradients)).containsExactly(gradient(0));
      assertThat(numbers(state)).containsExactly(stateBefore);
    }
  }

  @Test
  void absurdSettingsAreRefused() {
    Schedule rate = new Schedule.Constant(0.1);
    assertThatThrownBy(() -> new Transforms.Sgd(rate, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum must be in 0 … <1, but is 1.0");
    assertThatThrownBy(() -> new Transforms.Sgd(rate, Double.NaN, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Transforms.Sgd(rate, 0, -1))
        .hasMessage("weight decay must not be negative, but is -1.0");
    assertThatThrownBy(() -> new Transforms.Adam(rate, -0.1, 0.9, 1e-8, 0))
        .hasMessage("beta1 must be in 0 … <1, but is -0.1");
    assertThatThrownBy(() -> new Transforms.Adam(rate, 0.9, 1, 1e-8, 0))
        .hasMessage("beta2 must be in 0 … <1, but is 1.0");
    assertThatThrownBy(() -> new Transforms.Adam(rate, 0.9, 0.9, 0, 0))
        .hasMessage("epsilon must be positive, but is 0.0");
    assertThatThrownBy(() -> new Transforms.Adam(rate, 0.9, 0.9, 1e-8, -2))
        .hasMessage("weight decay must not be negative, but is -2.0");
    assertThatThrownBy(() -> new Transforms.ClipByGlobalNorm(0))
        .hasMessage("the greatest norm must be positive, but is 0.0");
    assertThatThrownBy(() -> Transforms.chain()).hasMessage("a chain needs at least one transform");
  }

  @Test
  void gradientsOfOtherParamsAreRefused() {
    Params theta = params(new double[6]);
    Transform adam = Transforms.adam(0.1);
    assertThatThrownBy(
            () ->
                adam.update(
                    Params.of(Map.of("other", normals(1, 2))),
                    adam.init(theta),
                    theta,
                    new Transform.Signal(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("params [matrix, vector] do not match params [other]");
  }
}
