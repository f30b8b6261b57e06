package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;

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
  void onlyTheFirstLineOfANativeErrorIsShown() {
    assertThat(Engine.firstLine(new RuntimeException("wrong\nException raised from …")))
        .isEqualTo("wrong");
    assertThat(Engine.firstLine(new RuntimeException("wrong"))).isEqualTo("wrong");
  }
}
