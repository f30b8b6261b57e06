package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.CellWords;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.files.AskedRows;
import dev.quickstudy.tables.files.LabelledRows;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.files.TableReader;
import dev.quickstudy.tables.steps.FittedTable;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tensor.RandomKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables as they are written in other countries and by other programs, drawn by chance and compared
 * cell by cell with what was meant. None may be read wrongly in silence.
 */
class WrittenTablesTest {
  private static final int VARIANTS = 1000;
  private static final int FURTHER = 500;
  private static final TableReader READER =
      new TableReader(TableReader.Answers.CLASSES, RowOptions.FOUND, 1);

  @TempDir private Path folder;

  /** How a table was read. */
  private static final class Outcome {
    int right;
    int said;
    int refused;
    final List<String> silent = new ArrayList<>();

    void add(String what, List<String> wrong, List<String> lines) {
      List<String> unsaid =
          wrong.stream()
              .filter(column -> lines.stream().noneMatch(line -> line.contains("'" + column + "'")))
              .toList();
      if (!unsaid.isEmpty()) {
        silent.add(what + " " + unsaid + " " + lines);
      } else if (wrong.isEmpty()) {
        right++;
      } else {
        said++;
      }
    }

    void require(int all) {
      assertThat(silent.stream().limit(5)).as(silent.size() + " read wrongly in silence").isEmpty();
      assertThat(right + said + refused).isEqualTo(all);
      assertThat(right).isGreaterThan(all / 2);
      assertThat(said + refused).as("said %d, refused %d", said, refused).isLessThan(all / 5);
    }
  }

  /** The columns of the file in which a cell is not what was meant. */
  private static List<String> wrong(WrittenTable written, List<Column> columns) {
    List<String> wrong = new ArrayList<>();
    written
        .columns()
        .forEach(
            (name, meant) -> {
              Optional<Column> column =
                  columns.stream().filter(one -> one.name().equals(name)).findFirst();
              if (column.isEmpty() || !same(column.get(), meant)) {
                wrong.add(name.equals("when (days)") ? "when" : name);
              }
            });
    return wrong;
  }

  private static boolean same(Column column, List<Object> meant) {
    for (int row = 0; row < meant.size(); row++) {
      Object value = meant.get(row);
      boolean same =
          value.equals(WrittenTable.MISSING)
              ? column.missing(row)
              : value instanceof Double number
                  ? column.numeric() && column.number(row) == number
                  : !column.numeric()
                      && !column.missing(row)
                      && CellWords.key(column.word(row)).equals(value);
      if (!same) {
        return false;
      }
    }
    return column.rows() == meant.size();
  }

  private static List<String> wrong(WrittenTable written, Table table, List<String> ignored) {
    List<String> wrong = wrong(written, table.columns());
    if (!written.index().isEmpty() && !ignored.contains(written.index())) {
      wrong.add(written.index());
    }
    if (!ignored.stream().allMatch(written.index()::equals)) {
      wrong.add("left out");
    }
    Column answers = table.answers();
    for (int row = 0; row < written.labels().size(); row++) {
      if (!Column.sameClass(answers.word(row), written.labels().get(row))) {
        wrong.add("label");
        break;
      }
    }
    return wrong;
  }

  @Test
  void readTakesTablesAsTheyAreMeant() throws IOException {
    Outcome outcome = new Outcome();
    for (int i = 0; i < VARIANTS; i++) {
      WrittenTable written = WrittenTable.draw(RandomKey.of(3).fold(i));
      Path file = Files.writeString(folder.resolve("t.csv"), written.text());
      try {
        TableFile read = READER.read(file);
        outcome.add(
            "variant " + i,
            wrong(written, read.table(), read.summary().ignored()),
            read.summary().repairs());
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("t.csv");
        outcome.refused++;
      }
    }
    outcome.require(VARIANTS);
  }

  @Test
  void rowsOfProgramsAreReadAsThoseOfFiles() {
    Outcome outcome = new Outcome();
    for (int i = 0; i < FURTHER; i++) {
      WrittenTable written = WrittenTable.draw(RandomKey.of(4).fold(i));
      List<Map<String, String>> rows = new ArrayList<>(written.rows());
      rows.forEach(row -> row.remove("label"));
      TableFile read = LabelledRows.table(rows, written.labels());
      List<String> ignored =
          read.summary().ignored().stream()
              .map(name -> name.isEmpty() ? "column 1" : name)
              .toList();
      outcome.add("variant " + i, wrong(written, read.table(), ignored), read.summary().repairs());
    }
    outcome.require(FURTHER);
  }

  @Test
  void laterFilesMayBeOfAnotherLocale() throws IOException {
    Outcome outcome = new Outcome();
    for (int i = 0; i < FURTHER; i++) {
      RandomKey key = RandomKey.of(5).fold(i);
      int unit = i % 3;
      List<String> classes = List.of("a", "b");
      List<String> words = WrittenTable.WORDS.get(i % WrittenTable.WORDS.size());
      WrittenTable first =
          WrittenTable.draw(key, 40, WrittenTable.style(key), unit, "dd/MM/uuuu", classes, words);
      WrittenTable later =
          WrittenTable.draw(
              key.fold("later"),
              30,
              WrittenTable.style(key.fold("later")),
              unit,
              "uuuu-MM-dd",
              classes,
              words);
      TableFile read = READER.read(Files.writeString(folder.resolve("s.csv"), first.text()));
      FittedTable fitted = FittedTable.fit(Preparation.usual(), 20, read.table(), key);
      if (!wrong(first, read.table(), read.summary().ignored()).isEmpty()) {
        outcome.right++; // judged above
        continue;
      }
      Path file = Files.writeString(folder.resolve("q.csv"), later.text());
      AskedRows asked = AskedRows.read(file, RowOptions.FOUND, fitted);
      outcome.add("variant " + i, wrong(later, asked.table().columns()), asked.repairs());
    }
    outcome.require(FURTHER);
  }
}
