package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EngineTest {
  @Test
  void theEngineTellsWhatRunsUnderneath() {
    Engine.load();
    Engine.load();

    Engine.Info info = Engine.info();

    assertThat(info.version()).matches("\\d+\\.\\d+\\.\\d+-.*");
    assertThat(info.platform()).isIn(Engine.PLATFORMS);
    assertThat(Path.of(info.cacheFolder())).isDirectory();
    assertThat(info.processors()).isPositive();
    assertThat(info.residentBytes()).isBetween(50_000_000L, 50_000_000_000L);
  }

  @Test
  void residentMemoryGrowsWithTensorsAndShrinksWithoutThem() {
    long before = Engine.residentBytes();
    try (Scope scope = Scope.open()) {
      Tensor.full(1, DType.FLOAT64, 64, 1 << 20);

      assertThat(Engine.residentBytes() - before).isGreaterThan(400_000_000L);
    }
    assertThat(Engine.residentBytes() - before).isLessThan(200_000_000L);
  }

  @Test
  void aGpuThatIsNotThereIsRefusedAndTheProcessorsGoOn() {
    assumeFalse(Engine.hasGpuBuild(), "the engine's GPU build is here");
    Engine.load();

    assertThatThrownBy(() -> Engine.start(new Engine.Options(false, 0, Device.CUDA)))
        .isInstanceOf(TensorException.class)
        .hasMessage(
            "cannot compute on a GPU: this is the native engine's build for processors; build"
                + " Quickstudy with the Maven profile 'cuda' (docs/how-to/gpu.md says how), or compute"
                + " on the processors");

    assertThat(Engine.device()).isEqualTo(Device.CPU);
    try (Scope scope = Scope.open()) {
      assertThat(Tensor.full(2, DType.FLOAT32, 1).plus(1).item()).isEqualTo(3);
    }
  }

  @Test
  void onlyTheFirstLineOfANativeErrorIsShown() {
    assertThat(Engine.firstLine(new RuntimeException("wrong\nException raised from …")))
        .isEqualTo("wrong");
    assertThat(Engine.firstLine(new RuntimeException("wrong"))).isEqualTo("wrong");
  }
}
