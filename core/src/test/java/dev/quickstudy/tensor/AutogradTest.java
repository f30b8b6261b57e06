package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutogradTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void gradientsComeInTheOrderOfTheVariables() {
    Tensor a = variable(2, 3);
    Tensor b = variable(5, 7);
    Tensor loss = a.times(b).sum();

    List<Tensor> gradients = Autograd.grad(loss, List.of(b, a), false);

    assertThat(gradients.get(0).toDoubles()).containsExactly(2, 3);
    assertThat(gradients.get(1).toDoubles()).containsExactly(5, 7);
  }

  @Test
  void anUnusedVariableHasGradientZeroOfItsTypeAndShape() {
    Tensor used = variable(2);
    Tensor unused = Tensor.of(new float[6], 2, 3).variable();

    Tensor zeros = Autograd.grad(used.sum(), List.of(used, unused), true).get(1);

    assertThat(zeros.type()).isEqualTo(DType.FLOAT32);
    assertThat(zeros.shape()).containsExactly(2, 3);
    assertThat(zeros.toFloats()).containsOnly(0);
  }

  @Test
  void noVariablesHaveNoGradients() {
    assertThat(Autograd.grad(variable(2).sum(), List.of(), false)).isEmpty();
  }

  @Test
  void aLossOfSeveralElementsIsRefused() {
    Tensor x = variable(1, 2);

    assertThatThrownBy(() -> Autograd.grad(x.square(), List.of(x), false))
        .isInstanceOf(TensorException.class)
        .hasMessage("the loss to differentiate must have one element, but is float64[2]");
  }

  @Test
  void aLossOfOneElementMayHaveDimensions() {
    Tensor x = variable(3);

    assertThat(Autograd.grad(x.square().reshape(1, 1), List.of(x), false).get(0).toDoubles())
        .containsExactly(6);
  }

  @Test
  void aLossThatDependsOnNoVariableIsRefused() {
    Tensor constant = Tensor.of(new double[] {2});
    Tensor x = variable(1);

    assertThatThrownBy(() -> Autograd.grad(constant, List.of(x), false))
        .isInstanceOf(TensorException.class)
        .hasMessageStartingWith("gradient of float64[]: ")
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
  }

  @Test
  void aTensorThatIsNoVariableIsRefused() {
    Tensor x = variable(1);
    Tensor plain = Tensor.of(new double[] {2}, 1);

    assertThatThrownBy(() -> Autograd.grad(x.times(plain).sum(), List.of(x, plain), false))
        .isInstanceOf(TensorException.class)
        .hasMessageStartingWith("gradient of float64[]: ");
  }

  @Test
  void theGraphStaysUsable() {
    Tensor x = variable(2);
    Tensor loss = x.square().sum();

    assertThat(Autograd.grad(loss, List.of(x), false).get(0).item()).isEqualTo(4);
    assertThat(Autograd.grad(loss, List.of(x), false).get(0).item()).isEqualTo(4);
  }

  @Test
  void gradientsCanBeDifferentiatedAgainAndAgain() {
    Tensor x = variable(2);

    Tensor first = Autograd.grad(x.square().square().sum(), List.of(x), true).get(0);
    Tensor second = Autograd.grad(first.sum(), List.of(x), true).get(0);
    Tensor third = Autograd.grad(second.sum(), List.of(x), true).get(0);

    assertThat(first.item()).isEqualTo(4 * 8);
    assertThat(second.item()).isEqualTo(12 * 4);
    assertThat(third.item()).isEqualTo(24 * 2);
  }

  @Test
  void withoutAGraphGradientsAreConstants() {
    Tensor x = variable(2);

    assertThat(grad(x, false).requiresGradient()).isFalse();
    assertThat(grad(x, true).requiresGradient()).isTrue();
  }

  private static Tensor grad(Tensor x, boolean createGraph) {
    return Autograd.grad(x.square().sum(), List.of(x), createGraph).get(0);
  }

  /** One step of descent on a·x², then the outer loss in closed form. */
  @Test
  void aStepOfDescentIsDifferentiatedThrough() {
    double a = 1.5;
    double rate = 0.1;
    Tensor x = variable(2);

    Tensor gradient = Autograd.grad(x.square().times(a).sum(), List.of(x), true).get(0);
    Tensor adapted = x.minus(gradient.times(rate));
    Tensor outer = Autograd.grad(adapted.square().sum(), List.of(x), false).get(0);

    double shrink = 1 - 2 * a * rate;
    assertThat(outer.item()).isCloseTo(2 * 2 * shrink * shrink, within(1e-15));
  }

  @Test
  void aDetachedTensorAndANewVariableAreCutOff() {
    Tensor x = variable(3);
    Tensor inner = x.square();
    Tensor cut = inner.variable();

    assertThat(inner.detach().requiresGradient()).isFalse();
    assertThat(cut.requiresGradient()).isTrue();
    assertThat(inner.requiresGradient()).isTrue();
    List<Tensor> gradients = Autograd.grad(cut.square().sum(), List.of(cut, x), false);
    assertThat(gradients.get(0).item()).isEqualTo(18);
    assertThat(gradients.get(1).item()).isZero();
  }

  @Test
  void threadsDifferentiateLossesOfSharedVariablesAtOnce() throws InterruptedException {
    Tensor shared = Tensor.of(RandomKey.of(1).normals(200), 200).variable();
    double[][] alone = new double[16][];
    double[][] together = new double[16][];
    for (int i = 0; i < alone.length; i++) {
      alone[i] = secondDerivative(shared, i);
    }
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < together.length; i++) {
      int number = i;
      Thread thread = new Thread(() -> together[number] = secondDerivative(shared, number));
      thread.setUncaughtExceptionHandler((which, thrown) -> failures.add(thrown));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    assertThat(together).isDeepEqualTo(alone);
  }

  private static double[] secondDerivative(Tensor shared, int number) {
    try (Scope inner = Scope.open()) {
      Tensor loss = shared.times(number).exp().times(0.01).sum();
      Tensor first = Autograd.grad(loss, List.of(shared), true).get(0);
      return Autograd.grad(first.square().sum(), List.of(shared), false).get(0).toDoubles();
    }
  }

  private static Tensor variable(double... values) {
    return Tensor.of(values, values.length).variable();
  }
}
