package dev.quickstudy.cli.output;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/**
 * While it is open, Ctrl-C or a request to end lets a training run write its checkpoint before the
 * process ends.
 */
final class StopOnSignal implements AutoCloseable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean written;

  /**
   * Listens from now on.
   *
   * @param stop asks the run to write its checkpoint and end
   * @param resume the words that go on with the run
   */
  StopOnSignal(Runnable stop, PrintWriter err, String resume) {
    this.hook =
        new Thread(
            () -> {
              stop.run();
              err.println();
              err.println("stopping; writing a checkpoint first …");
              await();
              if (written) {
                err.println("stopped; go on with: " + resume);
              }
              err.flush();
            },
            "quickstudy-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The run has ended as it should, with its checkpoint on disk. */
  void written() {
    written = true;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and ends with this.
    }
  }
}
