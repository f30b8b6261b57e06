package dev.quickstudy.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of kinds whose artifacts are not on the class path: this module's own are pictures. */
class AbsentKindsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"wav,sound", "csv,tables", "jsonl,encoders"})
  void kindNamesTheArtifactThatReadsSuchFiles(String ending, String artifact) throws IOException {
    Path file = Files.createDirectories(folder.resolve("one")).resolve("file." + ending);
    Files.writeString(file, "text,label\na b c,x\n");

    for (Path path : new Path[] {file, folder}) {
      assertThatThrownBy(() -> Survey.kind(path, RowOptions.FOUND))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(path + " cannot be read: '" + ending + "' is read by")
          .hasMessageContaining("add dev.quickstudy:quickstudy-" + artifact);
    }
  }

  @Test
  void allHoldsThoseOfTheClassPath() {
    assertThat(Kind.all()).extracting(Kind::word).containsExactly("pictures");
  }
}
