package dev.quickstudy.cli.output;

import dev.quickstudy.recipe.Wording;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The ways in which progress is shown. */
final class Displays {
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Displays() {}

  /**
   * A bar where somebody watches the process's stderr, lines where it goes to a file or a program.
   */
  static ProgressTracker.Display on(PrintWriter err) {
    return terminal() ? new Bar(err) : new Lines(err);
  }

  /** Java cannot tell what stderr is. Linux can; elsewhere picocli's guess for colours serves. */
  private static boolean terminal() {
    if (!Files.isSymbolicLink(STDERR)) {
      return CommandLine.Help.Ansi.AUTO.enabled();
    }
    try {
      String device = Files.readSymbolicLink(STDERR).toString();
      return (device.startsWith("/dev/pts/") || device.startsWith("/dev/tty"))
          && !"dumb".equals(System.getenv("TERM"));
    } catch (IOException e) {
      return false;
    }
  }

  /** A line every few seconds. */
  static final class Lines implements ProgressTracker.Display {
    private static final long PAUSE_NANOS = 5_000_000_000L;

    private final PrintWriter err;
    private long last = System.nanoTime();

    Lines(PrintWriter err) {
      this.err = err;
    }

    @Override
    public void show(ProgressTracker progress) {
      long now = System.nanoTime();
      if (now - last >= PAUSE_NANOS) {
        last = now;
        err.println(line(progress));
      }
    }

    private static String line(ProgressTracker progress) {
      return "step "
          + progress.step()
          + " of "
          + progress.lastStep()
          + ", "
          + progress.figures()
          + progress
              .left()
              .map(left -> ", " + Wording.duration(left.toMillis() / 1e3) + " left")
              .orElse("");
    }

    @Override
    public void say(String line) {
      err.println(line);
    }

    @Override
    public void close() {}
  }

  /** A bar that stays in its line. */
  private static final class Bar implements ProgressTracker.Display {
    private static final int MILLIS = 250;

    private final PrintWriter err;

    /** The same without a look at what is written, for the bar itself. */
    private final PrintStream stderr =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, Terminal.charset());

    private @Nullable ProgressBar bar;

    Bar(PrintWriter err) {
      this.err = err;
    }

    @Override
    public void show(ProgressTracker progress) {
      if (bar == null) {
        bar =
            new ProgressBarBuilder()
                .setTaskName("training")
                .setInitialMax(progress.lastStep())
                .startsFrom(progress.step() - 1, Duration.ZERO)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(MILLIS)
                .setEtaFunction(state -> progress.left())
                .setConsumer(new ConsoleProgressBarConsumer(stderr, width()))
                .build();
      }
      bar.stepTo(progress.step());
      bar.setExtraMessage(" " + progress.figures());
    }

    /**
     * The terminal's width, less the last column, which makes some terminals wrap. The bar's own
     * way to find it would take Ctrl-C away from us.
     */
    private static int width() {
      return new UsageMessageSpec().autoWidth(true).width() - 1;
    }

    @Override
    public void say(String line) {
      stderr.print("\r\033[K");
      err.println(line);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
