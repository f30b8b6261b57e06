package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.Rows;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.files.TableReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamedTableTest {
  private static final int ROWS = 100_000;
  private static final int COLUMNS = 12;
  private static final long MEGABYTE = 1 << 20;

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("large.csv"))) {
      for (int c = 0; c < COLUMNS; c++) {
        out.write("column" + c + ",");
      }
      out.write("class\n");
      for (int row = 0; row < ROWS; row++) {
        for (int c = 0; c < COLUMNS; c++) {
          out.write((row * 31L + c * 17L) % 100_003 / 7.0 + ",");
        }
        out.write((row % 3 == 0 ? "a" : "b") + "\n");
      }
    }
  }

  /** Bytes of the objects that are alive. */
  private static long alive() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void readingHoldsNoMoreThanABufferBesideWhatIsKept() throws IOException {
    Path file = folder.resolve("large.csv");
    assertThat(Files.size(file)).isGreaterThan(15 * MEGABYTE);
    long before = alive();
    long[] most = new long[2];

    Rows.of(file, RowOptions.FOUND)
        .forEach(
            (line, cells) -> {
              if (most[1]++ % 20_000 == 0) {
                most[0] = Math.max(most[0], alive());
              }
            });

    assertThat(most[1]).isEqualTo(ROWS);
    assertThat(most[0] - before).isLessThan(4 * MEGABYTE);
  }

  @Test
  void aTableHoldsItsNumbersAndLittleElse() {
    long before = alive();

    TableFile read = new TableReader().read(folder.resolve("large.csv"));

    long held = alive() - before;
    assertThat(read.table().rows()).isEqualTo(ROWS);
    assertThat(held).isLessThan((long) (1.3 * ROWS * COLUMNS * Double.BYTES));
  }
}
