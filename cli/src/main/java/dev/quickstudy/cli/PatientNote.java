package dev.quickstudy.cli;

import java.io.PrintWriter;

/**
 * A line about work that takes its time, said only once it has taken some: whoever errs or has a
 * fast machine is not told.
 */
final class PatientNote implements AutoCloseable {
  private static final long MILLIS = 2000;

  private final Thread thread;

  PatientNote(PrintWriter err, String line) {
    this.thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(MILLIS);
                err.println(line);
              } catch (InterruptedException e) {
                // The work is done.
              }
            },
            "quickstudy-note");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
