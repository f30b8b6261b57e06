package dev.quickstudy.cli.output;

import java.io.PrintWriter;

/** A line about work that may take a while; printed only if the work has not ended after 2 s. */
public final class DelayedMessage implements AutoCloseable {
  private static final long MILLIS = 2000;

  private final Thread thread;

  public DelayedMessage(PrintWriter err, String line) {
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
            "quickstudy-delayed-message");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
