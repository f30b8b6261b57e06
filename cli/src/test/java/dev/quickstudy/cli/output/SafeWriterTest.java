package dev.quickstudy.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.cli.Quickstudy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SafeWriterTest {
  private static String written(String text) {
    StringWriter out = new StringWriter();
    new PrintWriter(new SafeWriter(out), true).print(text);
    return out.toString();
  }

  @Test
  void writeShowsWhatWouldMoveATerminalOrTurnAText() {
    assertThat(written("a\u001b[2Jb\u009bc\u0000\u007f\rd\u202ee\u2066"))
        .isEqualTo("a\\u001b[2Jb\\u009bc\\u0000\\u007f\\rd\\u202ee\\u2066");
  }

  @Test
  void writeLeavesTextAlone() {
    String text = "naïve ± 3 % – 中文 עברית 😀\tand\nmore\r\nlines\n";

    assertThat(written(text)).isEqualTo(text);
  }

  @Test
  void lineShowsLineEndsToo() {
    assertThat(SafeWriter.line("a\nb\tc\u001b")).isEqualTo("a\\nb\\tc\\u001b");
  }

  @Test
  void tableKeepsACellInItsLine() {
    assertThat(new TextTable("class").row("two\nlines").lines()).hasSize(2);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such names of files")
  void namesOfFilesReachATerminalOnlyAsTextInResultsAndErrors(@TempDir Path folder)
      throws IOException {
    String name = "evil\u001b]0;title\u0007\u202e";
    Path table = folder.resolve(name + ".csv");
    Files.writeString(
        table, "a,b\u001b[31m,label\n1,2,x\u009b\n3,4,y\n1,2,x\u009b\n3,4,y\n".repeat(3));

    for (String[] words :
        new String[][] {
          {"data", "describe", table.toString()},
          {"data", "describe", folder.resolve(name).toString()},
          {"new", table.toString(), "--out", folder.resolve("r.yaml").toString()},
          {"evaluate", "--run", folder.resolve(name).toString()},
          {"train", name},
          {"train", "glyphs-5way-1shot", "--set", name + "=1"},
          {name}
        }) {
      Quickstudy.Result result = Quickstudy.run(words);
      assertThat(result.out() + result.err())
          .as("%s", (Object) words)
          .isNotEmpty()
          .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e]");
    }
  }
}
