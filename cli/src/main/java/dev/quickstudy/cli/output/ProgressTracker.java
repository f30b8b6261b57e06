package dev.quickstudy.cli.output;

import dev.quickstudy.judge.Score;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.train.TrainingRun;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Follows a training run and keeps what a progress display shows. */
final class ProgressTracker implements TrainingRun.Listener, AutoCloseable {
  /** How much of the shown loss is the newest step's, once a hundred steps are made. */
  private static final double NEWEST = 0.01;

  /** Shows progress; called after every step, and decides itself how often to do anything. */
  interface Display extends AutoCloseable {
    void show(ProgressTracker progress);

    /** Something worth a line of its own. */
    void say(String line);

    @Override
    void close();
  }

  private final Display display;
  private final long lastStep;
  private final Optional<Duration> limit;

  private long firstStep = -1;
  private double firstSeconds;
  private long step;
  private double seconds;
  private double loss;
  private String best = "";

  /** Whether it was said that metrics cannot be written. */
  private boolean unlogged;

  ProgressTracker(Display display, long lastStep, Optional<Duration> limit) {
    this.display = display;
    this.lastStep = lastStep;
    this.limit = limit;
  }

  @Override
  public void stepped(long step, double loss, double seconds) {
    this.step = step;
    this.seconds = seconds;
    if (firstStep < 0) {
      firstStep = step;
      firstSeconds = seconds;
    }
    double newest = Math.max(NEWEST, 1.0 / (step - firstStep + 1));
    this.loss += newest * (loss - this.loss);
    display.show(this);
  }

  @Override
  public void validated(long step, Score score, boolean isBest) {
    String value = Wording.value(score.metric(), score.mean());
    if (isBest) {
      best = value;
    }
    display.say(
        "validation at step "
            + step
            + ": "
            + score.metric().label()
            + " "
            + value
            + " "
            + Wording.interval(score.metric(), score.ci95())
            + (isBest ? " (the best so far)" : ""));
  }

  @Override
  public void checkpointed(long step, Path file) {}

  @Override
  public void unlogged(long step, UncheckedIOException why) {
    if (!unlogged) {
      unlogged = true;
      display.say(Failures.message(why) + "; training goes on without");
    }
  }

  /** Steps made, of {@link #lastStep}. */
  long step() {
    return step;
  }

  /** Where the run ends. */
  long lastStep() {
    return lastStep;
  }

  /** Steps a second in this session; empty until there is something to divide. */
  private Optional<Double> rate() {
    double passed = seconds - firstSeconds;
    return step > firstStep && passed > 0
        ? Optional.of((step - firstStep) / passed)
        : Optional.empty();
  }

  /** Time left, by the limit that will be met first. */
  Optional<Duration> left() {
    Optional<Double> bySteps = rate().map(perSecond -> (lastStep - step) / perSecond);
    Optional<Double> byTime = limit.map(whole -> whole.toMillis() / 1e3 - seconds);
    return bySteps
        .map(a -> byTime.map(b -> Math.min(a, b)).orElse(a))
        .or(() -> byTime)
        .map(left -> Duration.ofMillis(Math.round(1e3 * Math.max(0, left))));
  }

  /** {@code 41.3 steps/s, loss 0.5123, best validation 93.10 %}. */
  String figures() {
    return rate().map(rate -> Wording.rate(rate) + ", ").orElse("")
        + Wording.number("loss %.4f", loss)
        + (best.isEmpty() ? "" : ", best validation " + best);
  }

  @Override
  public void close() {
    display.close();
  }
}
