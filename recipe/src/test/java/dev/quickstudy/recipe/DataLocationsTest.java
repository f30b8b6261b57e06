package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DataLocationsTest {
  @Test
  void usualCacheIsTheOneOfTheEnvironmentWhereItIsAbsolute() {
    Path home = Path.of(System.getProperty("user.home"), ".cache", "quickstudy");
    Path absolute = home.getRoot().resolve("caches");
    assertThat(DataLocations.usualCache(absolute.toString()))
        .isEqualTo(absolute.resolve("quickstudy"));
    assertThat(DataLocations.usualCache("caches")).isEqualTo(home);
    assertThat(DataLocations.usualCache("")).isEqualTo(home);
  }
}
