package dev.quickstudy.data.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.texts.LabelledText;
import dev.quickstudy.data.texts.TextFile;
import dev.quickstudy.data.texts.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads rows that were written in many ways, and compares texts and labels with what was written. A
 * repair counts as said only where the account names file and line.
 */
class GeneratedRowFilesTest {
  private static final int VARIANTS = 1000;
  private static final double MOST_REFUSED = 0.2;

  @TempDir private Path folder;

  private record Wrong(long seed, String form, String what) {}

  @Test
  void readingIsRightOrRefusedWithTheFileNamed() throws IOException {
    List<Wrong> wrong = new ArrayList<>();
    List<Wrong> refused = new ArrayList<>();
    for (long seed = 0; seed < VARIANTS; seed++) {
      RowWriter.Written written = new RowWriter(seed).write();
      Path file = Files.write(folder.resolve(written.name()), written.bytes());
      try {
        String difference = difference(file, written.truth());
        if (difference.startsWith("said")) {
          refused.add(new Wrong(seed, written.form(), difference));
        } else if (!difference.isEmpty()) {
          wrong.add(new Wrong(seed, written.form(), difference));
        }
      } catch (DataException e) {
        String message = String.valueOf(e.getMessage());
        (message.contains(written.name()) ? refused : wrong)
            .add(new Wrong(seed, written.form(), message));
      }
    }

    assertThat(wrong).as("read wrongly").isEmpty();
    assertThat(refused).hasSizeLessThan((int) (MOST_REFUSED * VARIANTS));
  }

  /** The first cell that is not as it was written. */
  private static String difference(Path file, List<RowWriter.Row> truth) {
    TextFile read =
        TextFile.open(file, TextFormat.of(file, RowOptions.FOUND), RowOptions.FOUND, true);
    List<LabelledText> texts = new ArrayList<>();
    read.forEach(texts::add);
    if (texts.size() != truth.size()) {
      return "%d rows instead of %d".formatted(texts.size(), truth.size());
    }
    for (int i = 0; i < truth.size(); i++) {
      RowWriter.Row row = truth.get(i);
      LabelledText text = texts.get(i);
      String label = text.label().map(String::strip).orElse("-");
      if (!text.text().equals(row.text()) || !label.equals(row.counts() ? row.label() : "-")) {
        String where = ", in " + text.origin().row();
        boolean said =
            read.account().lines().stream()
                .anyMatch(line -> line.contains(file.getFileName() + ": ") && line.endsWith(where));
        return (said ? "said: " : "")
            + "row %d: '%s' as %s instead of '%s' as %s (counts: %s)"
                .formatted(i, text.text(), label, row.text(), row.label(), row.counts());
      }
    }
    return "";
  }
}
