package dev.quickstudy.cli.output;

import dev.quickstudy.data.Downloads;
import dev.quickstudy.recipe.Wording;
import java.io.PrintWriter;

/** Says how far a download is, every few seconds and at each file's end. */
public final class DownloadMeter implements Downloads.Progress {
  private static final long PAUSE_NANOS = 3_000_000_000L;

  private final PrintWriter err;
  private long last = System.nanoTime();

  /** Says it to a writer. */
  public DownloadMeter(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void at(Downloads.RemoteFile file, long bytes, long total) {
    long now = System.nanoTime();
    if (bytes == total || now - last > PAUSE_NANOS) {
      last = now;
      String share = total > 0 ? " of " + Wording.bytes(total) : "";
      err.println(file.path() + ": " + Wording.bytes(bytes) + share);
    }
  }
}
