package dev.quickstudy.cli.output;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The characters that the terminal shows. */
public final class Terminal {
  /** What the command prints beyond ASCII. */
  private static final String BEYOND_ASCII = "±–…×";

  private Terminal() {}

  /**
   * Writes to a stream of the process in the terminal's characters, or in UTF-8 where those are too
   * few.
   */
  public static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, charset()), true);
  }

  static Charset charset() {
    String name =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", "UTF-8"));
    Charset terminal = Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    return windows || terminal.newEncoder().canEncode(BEYOND_ASCII)
        ? terminal
        : StandardCharsets.UTF_8;
  }
}
