package dev.quickstudy.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.RunFolderException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
  private static String said(Throwable error, int code) {
    StringWriter err = new StringWriter();
    assertThat(Failures.report(error, new PrintWriter(err, true), false)).isEqualTo(code);
    return err.toString().strip();
  }

  @Test
  void reportTellsWrongUsageFromABug() {
    assertThat(said(new UsageException("3 ways are too many"), Failures.WRONG_USAGE))
        .isEqualTo("quickstudy: 3 ways are too many");
    assertThat(said(new RecipeException("no such key"), Failures.WRONG_USAGE))
        .isEqualTo("quickstudy: no such key");
    assertThat(said(new IllegalArgumentException("3 ways are too many"), Failures.FAILED))
        .startsWith("quickstudy: internal error: ")
        .contains("please report it");
    assertThat(said(new NumberFormatException("x"), Failures.FAILED)).contains("internal error");
  }

  @ParameterizedTest
  @CsvSource({
    "HOLDS_A_RUN, --resume",
    "HOLDS_NO_RUN, --run",
    "NOT_EMPTY, --run",
    "IN_USE, --run",
    "NO_CHECKPOINT, --resume",
    "OTHER_SETTINGS, --out"
  })
  void reportNamesTheOptionThatHelps(RunFolderException.Problem problem, String option) {
    assertThat(said(new RunFolderException(problem, Path.of("runs"), "not so"), Failures.FAILED))
        .startsWith("quickstudy: not so (")
        .contains(option);
  }
}
