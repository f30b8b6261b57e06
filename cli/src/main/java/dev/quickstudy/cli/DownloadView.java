package dev.quickstudy.cli;

import dev.quickstudy.data.Downloads;

/** Says how far a download is, every second. */
final class DownloadView implements Downloads.Progress {
  private final Console console;
  private long lastNanos = System.nanoTime();

  DownloadView(Console console) {
    this.console = console;
  }

  @Override
  public void at(Downloads.RemoteFile file, long bytes, long total) {
    if (bytes == total || System.nanoTime() - lastNanos > 1_000_000_000L) {
      lastNanos = System.nanoTime();
      console.note("%s   %.1f of %.1f MB", file.path(), bytes / 1e6, total < 0 ? file.megabytes() : total / 1e6);
    }
  }
}
