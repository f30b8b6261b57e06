package dev.quickstudy.cli.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A stream that remembers what went wrong, which a {@link java.io.PrintWriter} keeps to itself. A
 * reader that has had enough, as {@code head} has, is nothing wrong.
 */
public final class CheckedOutput extends FilterOutputStream {
  private Optional<IOException> failure = Optional.empty();

  public CheckedOutput(OutputStream out) {
    super(out);
  }

  /** The first failure; empty if all was written, or nobody wanted to read on. */
  Optional<IOException> failure() {
    return failure.filter(error -> !String.valueOf(error.getMessage()).contains("Broken pipe"));
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e));
      throw e;
    }
  }
}
