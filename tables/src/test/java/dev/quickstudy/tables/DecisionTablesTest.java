package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.Rows;
import dev.quickstudy.tensor.RandomKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTablesTest {
  private static final Path INDEX =
      Path.of(System.getProperty("quickstudy.data", "../../shared/data"))
          .resolve("tabular/index.csv");

  @Test
  void decisionTablesAreThoseOfTheRule() {
    assumeTrue(Files.exists(INDEX), "the public tables (tabular) are not here");
    Rows rows = Rows.of(INDEX, RowOptions.FOUND);
    int name = rows.header().indexOf("name");
    int classes = rows.header().indexOf("classes");
    List<String> eligible = new ArrayList<>();
    rows.forEach(
        (line, cells) -> {
          if (Integer.parseInt(cells.get(classes)) <= DecisionTables.MOST_CLASSES) {
            eligible.add(cells.get(name));
          }
        });
    List<String> ordered = eligible.stream().sorted().toList();
    int[] places =
        RandomKey.of(DecisionTables.SEED)
            .fold("decision tables")
            .choose(DecisionTables.COUNT, ordered.size());
    assertThat(Arrays.stream(places).sorted().mapToObj(ordered::get).toList())
        .isEqualTo(DecisionTables.NAMES);
  }
}
