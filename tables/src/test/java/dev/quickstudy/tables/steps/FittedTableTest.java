package dev.quickstudy.tables.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tensor.RandomKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FittedTableTest {
  private static final Table SUPPORT =
      new Table(
          "t",
          List.of(
              Column.numbers("a", 1, 2, 3, Double.NaN, 10, 2),
              Column.words("b", List.of("red", "Red", "red", "", "blue", "blue")),
              Column.numbers("c", 5, 5, 5, 5, 5, 5)),
          Optional.of(Column.words("y", List.of("0", "0", "0", "1", "1", "1"))));

  /** Every step. */
  private static final Preparation EVERY =
      new Preparation(
          List.of(
              new UnifyWords(),
              new FillMissing(FillMissing.By.NEAREST, 2, true),
              new Encode(Encode.As.ONE_HOT, 8),
              new Scale(Scale.By.STANDARD, 5),
              new Select(Select.By.MRMR, 4)));

  private static FittedTable fitted() {
    return FittedTable.fit(EVERY, 6, SUPPORT, RandomKey.of(1));
  }

  @Test
  void jsonThatIsReadAgainPreparesTheSameWay() {
    FittedTable again = FittedTable.parse(fitted().json(), "again");

    assertThat(again).isEqualTo(fitted());
    assertThat(again.rows(SUPPORT)).isEqualTo(fitted().rows(SUPPORT));
  }

  @Test
  void constantColumnsTakeNoPlaceAndTheRestOfTheWidthIsZero() {
    assertThat(fitted().order()).isNotEmpty().doesNotContain("c");
    float[] rows = fitted().rows(SUPPORT);
    assertThat(rows).hasSize(36);
    assertThat(rows[5]).isZero();
  }

  @Test
  void jsonIsThatOfTheGoldenFile() throws IOException {
    assertThat(fitted().json().replace("\r\n", "\n").strip()).isEqualTo(golden(3).strip());
    assertThat(FittedTable.parse(golden(3), "golden")).isEqualTo(fitted());
  }

  @Test
  void parseReadsTheEarlierFormatsToo() throws IOException {
    assertThat(FittedTable.parse(golden(1), "golden")).isEqualTo(fitted());
    assertThat(FittedTable.parse(golden(2), "golden")).isEqualTo(fitted());
  }

  private static String golden(int version) throws IOException {
    String file = "fitted-table-" + version + ".json";
    try (InputStream in = FittedTableTest.class.getResourceAsStream(file)) {
      assertThat(in).as("golden file").isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void unknownKeysFormatsAndVersionsAreRefused() {
    String json = fitted().json();

    refuses(
        json.replace("\"limit\" : 5.0", "\"limit\" : 5.0, \"limits\" : 1"),
        "no fitted table",
        "limits");
    refuses(json.replace("\"formatVersion\" : 3", "\"formatVersion\" : 4"), "format 4", "1 to 3");
    refuses(json.replace("quickstudy-fitted-table", "other"), "no fitted table");
    refuses("{", "no fitted table");
  }

  private static void refuses(String json, String... parts) {
    assertThatThrownBy(() -> FittedTable.parse(json, "file"))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts);
  }
}
