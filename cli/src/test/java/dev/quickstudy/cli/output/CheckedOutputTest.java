package dev.quickstudy.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CheckedOutputTest {
  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        throw new IOException(why);
      }
    };
  }

  private static int code(OutputStream stream, StringWriter err) {
    CheckedOutput out = new CheckedOutput(stream);
    new PrintWriter(out, true, StandardCharsets.UTF_8).println("a result");
    return Failures.unwritten(out, new PrintWriter(err));
  }

  @Test
  void unwrittenResultsAreAFailure() {
    StringWriter err = new StringWriter();
    assertThat(code(failing("No space left on device"), err)).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "quickstudy: the results cannot be written: No space left on device"
                + System.lineSeparator());
  }

  @Test
  void resultsThatWereReadOrThatNobodyWantsAreNone() {
    StringWriter err = new StringWriter();
    assertThat(code(new ByteArrayOutputStream(), err)).isZero();
    assertThat(code(failing("Broken pipe"), err)).isZero();
    assertThat(err.toString()).isEmpty();
  }
}
