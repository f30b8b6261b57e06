package dev.quickstudy.nn;

import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParamsTest extends ScopedTest {
  private static Tensor row(double... values) {
    return Tensor.of(values, values.length);
  }

  /** z before a: the order is that of the map, not the alphabet's. */
  private static Params shared() {
    Map<String, Tensor> map = new LinkedHashMap<>();
    map.put("z.weight", row(1, 2, 3));
    map.put("a.bias", row(4));
    return Params.of(map);
  }

  /** Two tasks. */
  private static Params twoTasks() {
    Map<String, Tensor> map = new LinkedHashMap<>();
    map.put("z.weight", Tensor.of(new double[] {1, 2, 3, 10, 20, 30}, 2, 3));
    map.put("a.bias", Tensor.of(new double[] {4, 40}, 2, 1));
    return Params.perTask(map);
  }

  @Test
  void theOrderIsThatOfTheMap() {
    Params params = shared();
    assertThat(params.names()).containsExactly("z.weight", "a.bias");
    assertThat(params.asMap().keySet()).containsExactly("z.weight", "a.bias");
    assertThat(params.tensors()).containsExactly(params.get("z.weight"), params.get("a.bias"));
    assertThat(params.perTask()).isFalse();
    assertThat(params.elements()).isEqualTo(4);
    assertThat(params.isEmpty()).isFalse();
  }

  @Test
  void emptyParamsHoldNothing() {
    assertThat(Params.empty().isEmpty()).isTrue();
    assertThat(Params.empty().elements()).isZero();
    assertThat(Params.empty().perTask()).isFalse();
    assertThat(Params.empty().allFinite()).isTrue();
  }

  @Test
  void paramsCannotBeChangedFromOutside() {
    Map<String, Tensor> map = new LinkedHashMap<>(Map.of("a", row(1)));
    Params params = Params.of(map);
    map.put("b", row(2));
    assertThat(params.names()).containsExactly("a");
    assertThatThrownBy(() -> params.asMap().put("b", row(2)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> params.names().remove("a"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anUnknownNameIsRefusedWithAllKnownOnes() {
    assertThatThrownBy(() -> shared().get("b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no tensor 'b' among [z.weight, a.bias]");
  }

  @Test
  void mapAppliesToEachTensorAndKeepsTheTaskAxis() {
    Params negated = twoTasks().map(Tensor::negate);
    assertThat(negated.perTask()).isTrue();
    assertThat(negated.get("a.bias").toDoubles()).containsExactly(-4, -40);
    assertThat(shared().map(Tensor::negate).perTask()).isFalse();
  }

  @Test
  void arithmeticGoesTensorByTensor() {
    Params sum = shared().plus(shared().times(10));
    assertThat(sum.get("z.weight").toDoubles()).containsExactly(11, 22, 33);
    assertThat(sum.get("a.bias").toDoubles()).containsExactly(44);
    assertThat(sum.minus(shared()).get("z.weight").toDoubles()).containsExactly(10, 20, 30);
  }

  @Test
  void zipMatchesByNameAndKeepsTheFirstOrder() {
    Map<String, Tensor> map = new LinkedHashMap<>();
    map.put("a.bias", row(100));
    map.put("z.weight", row(1000, 1000, 1000));
    Params reversed = Params.of(map);
    Params sum = shared().plus(reversed);
    assertThat(sum.names()).containsExactly("z.weight", "a.bias");
    assertThat(sum.get("a.bias").toDoubles()).containsExactly(104);
  }

  @Test
  void sharedAndPerTaskParamsCombineToPerTaskOnes() {
    Params difference = shared().minus(twoTasks());
    assertThat(difference.perTask()).isTrue();
    assertThat(difference.get("z.weight").toDoubles()).containsExactly(0, 0, 0, -9, -18, -27);
    assertThat(twoTasks().minus(shared()).perTask()).isTrue();
  }

  @Test
  void zipRefusesOtherNames() {
    assertThatThrownBy(() -> shared().plus(shared().prefixed("x.")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("params [z.weight, a.bias] do not match params [x.z.weight, x.a.bias]");
  }

  @Test
  void selectKeepsNamesThatSatisfyTheCondition() {
    Params weights = twoTasks().select(name -> name.endsWith("weight"));
    assertThat(weights.names()).containsExactly("z.weight");
    assertThat(weights.perTask()).isTrue();
  }

  @Test
  void prefixesGoOnAndComeOff() {
    Params both = shared().prefixed("mean.").join(shared().times(2).prefixed("square."));
    assertThat(both.names())
        .containsExactly("mean.z.weight", "mean.a.bias", "square.z.weight", "square.a.bias");
    assertSame(both.under("square."), shared().times(2));
    assertThat(both.under("other.").isEmpty()).isTrue();
    assertThat(twoTasks().prefixed("a.").under("a.").perTask()).isTrue();
  }

  @Test
  void joiningToNothingTakesTheTaskAxisOver() {
    assertThat(Params.empty().join(twoTasks()).perTask()).isTrue();
    assertThat(twoTasks().join(Params.empty()).perTask()).isTrue();
    assertThat(shared().join(shared().prefixed("x.")).perTask()).isFalse();
  }

  @Test
  void joinRefusesANameThatIsThere() {
    assertThatThrownBy(() -> shared().join(shared()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two tensors are called 'z.weight'");
  }

  @Test
  void everyTaskGetsItsCopy() {
    Params copies = shared().forTasks(3);
    assertThat(copies.perTask()).isTrue();
    assertThat(copies.get("z.weight").shape()).containsExactly(3, 3);
    assertThat(copies.get("z.weight").toDoubles()).containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3);
    assertThat(twoTasks().forTasks(2).get("a.bias").toDoubles()).containsExactly(4, 40);
  }

  @Test
  void aTaskIsTakenOutAndPutBack() {
    Params params = twoTasks();
    Params second = params.task(1);
    assertThat(second.perTask()).isFalse();
    assertThat(second.get("z.weight").toDoubles()).containsExactly(10, 20, 30);
    assertSame(Params.stack(List.of(params.task(0), second)), params);
    assertThat(Params.stack(List.of(params.task(0), second)).perTask()).isTrue();
    assertThat(shared().task(5).get("a.bias").toDoubles()).containsExactly(4);
  }

  @Test
  void theMeanOverTasksDropsTheAxis() {
    Params mean = twoTasks().meanOverTasks();
    assertThat(mean.perTask()).isFalse();
    assertThat(mean.get("z.weight").toDoubles()).containsExactly(5.5, 11, 16.5);
    assertThat(mean.get("a.bias").toDoubles()).containsExactly(22);
    assertThat(shared().meanOverTasks().get("a.bias").toDoubles()).containsExactly(4);
  }

  @Test
  void gradientsAreNamedAndShapedAsTheParams() {
    Params variables = twoTasks().variables();
    Tensor loss = variables.get("z.weight").square().sum();
    Params gradients = variables.gradients(loss, false);
    assertThat(gradients.perTask()).isTrue();
    assertThat(gradients.names()).containsExactly("z.weight", "a.bias");
    assertThat(gradients.get("z.weight").toDoubles()).containsExactly(2, 4, 6, 20, 40, 60);
    assertThat(gradients.get("a.bias").toDoubles()).containsExactly(0, 0);
    assertThat(gradients.get("z.weight").requiresGradient()).isFalse();
    assertThat(variables.gradients(loss, true).get("z.weight").requiresGradient()).isTrue();
  }

  @Test
  void detachedParamsHaveNoGraph() {
    Params variables = shared().variables();
    Params doubled = variables.times(2);
    assertThat(doubled.tensors()).allMatch(Tensor::requiresGradient);
    assertThat(doubled.detach().tensors()).noneMatch(Tensor::requiresGradient);
    assertSame(doubled.detach(), shared().times(2));
  }

  @Test
  void precisionChangesForAll() {
    Params floats = shared().to(DType.FLOAT32);
    assertThat(floats.tensors()).allMatch(tensor -> tensor.type() == DType.FLOAT32);
    assertThat(floats.get("z.weight").toDoubles()).containsExactly(1, 2, 3);
  }

  @Test
  void ownedParamsOutliveTheScopeTheyWereMadeIn() {
    try (Scope memory = Scope.detached()) {
      Params params;
      try (Scope scope = Scope.open()) {
        params = shared().ownedBy(memory);
      }
      assertThat(memory.size()).isEqualTo(2);
      assertThat(params.get("z.weight").toDoubles()).containsExactly(1, 2, 3);
      memory.close();
      assertThatThrownBy(() -> params.get("z.weight").toDoubles())
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aNumberThatIsNotFiniteIsFound() {
    assertThat(shared().allFinite()).isTrue();
    assertThat(Params.of(Map.of("a", row(1), "b", row(1, Double.NaN))).allFinite()).isFalse();
    assertThat(Params.of(Map.of("a", row(1), "b", row(1, Double.POSITIVE_INFINITY))).allFinite())
        .isFalse();
  }

  @Test
  void theTextShowsNamesShapesAndWhetherThereIsATaskAxis() {
    assertThat(shared())
        .hasToString(
            "Params{z.weight=Tensor(float64[3] [1.0, 2.0, 3.0]), a.bias=Tensor(float64[1] [4.0])}");
    assertThat(twoTasks().toString()).startsWith("Params[per task]{z.weight=Tensor(float64[2, 3]");
  }
}
