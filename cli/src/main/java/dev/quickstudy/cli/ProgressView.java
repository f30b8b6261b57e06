package dev.quickstudy.cli;

import dev.quickstudy.train.Score;
import dev.quickstudy.train.TrainingRun;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a run's progress: a bar on a terminal, otherwise a line every few seconds. */
final class ProgressView implements TrainingRun.Listener, AutoCloseable {
  private static final double SECONDS_BETWEEN_LINES = 5;

  private final Console console;
  private final long steps;
  private final Optional<Double> timeLimit;
  private final Optional<ProgressBar> bar;
  private final long started = System.nanoTime();
  private double smoothLoss = Double.NaN;
  private long firstStep = -1;
  private double lastLine;
  private String best = "";

  /**
   * A view of a run.
   *
   * @param timeLimit seconds after which the run ends, if any
   */
  ProgressView(Console console, String name, long steps, Optional<Double> timeLimit, boolean terminal) {
    this.console = console;
    this.steps = steps;
    this.timeLimit = timeLimit;
    this.bar =
        terminal
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(steps)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .setConsumer(new ConsoleProgressBarConsumer(console.err()))
                    .build())
            : Optional.empty();
  }

  @Override
  public void stepped(long step, double loss, double seconds) {
    if (firstStep < 0) {
      firstStep = step - 1;
    }
    smoothLoss = Double.isNaN(smoothLoss) ? loss : 0.95 * smoothLoss + 0.05 * loss;
    String words = String.format(Locale.ROOT, "loss %.4f%s", smoothLoss, best);
    bar.ifPresent(shown -> shown.stepTo(step).setExtraMessage(words));
    double elapsed = (System.nanoTime() - started) / 1e9;
    if (bar.isEmpty() && (elapsed - lastLine >= SECONDS_BETWEEN_LINES || step == steps)) {
      lastLine = elapsed;
      double rate = (step - firstStep) / elapsed;
      double left = (steps - step) / rate;
      double shown = timeLimit.map(limit -> Math.min(left, limit - seconds)).orElse(left);
      console.note("step %d of %d   %.1f steps/s   %s   %s left", step, steps, rate, words, duration(shown));
    }
  }

  @Override
  public void validated(long step, Score score, boolean isBest) {
    if (isBest) {
      best =
          score.metric() == Score.Metric.ACCURACY
              ? String.format(Locale.ROOT, "   best validation %.1f %%", 100 * score.mean())
              : String.format(Locale.ROOT, "   best validation %.4f", score.mean());
    }
  }

  static String duration(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    return whole >= 3600
        ? String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole / 60 % 60)
        : String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
