package dev.quickstudy.train;

import java.util.Optional;

/**
 * How far a run is: all that resuming needs beside the {@link TrainState}.
 *
 * @param seconds spent in training, over all sessions of the run
 * @param best the best validation so far
 * @param sinceBest validations since the best one
 * @param lossSum sum of the losses of the steps since the last line of metrics
 * @param lossCount number of these steps
 * @param setbacks what was not finite so far
 */
public record Progress(
    double seconds,
    Optional<Best> best,
    int sinceBest,
    double lossSum,
    long lossCount,
    Setbacks setbacks) {
  /** Nothing done yet. */
  public static final Progress NONE = new Progress(0, Optional.empty(), 0, 0, 0);

  /** Without setbacks. */
  public Progress(
      double seconds, Optional<Best> best, int sinceBest, double lossSum, long lossCount) {
    this(seconds, best, sinceBest, lossSum, lossCount, Setbacks.NONE);
  }

  /** After one more step. */
  Progress stepped(double loss, double seconds) {
    return new Progress(
        seconds, best, sinceBest, lossSum + loss, lossCount + 1, setbacks.withSoundStep());
  }

  /** After a line of metrics. */
  Progress logged() {
    return new Progress(seconds, best, sinceBest, 0, 0, setbacks);
  }

  /** After a validation that is the best so far. */
  Progress withBest(Best newBest) {
    return new Progress(seconds, Optional.of(newBest), 0, lossSum, lossCount, setbacks);
  }

  /** After a validation that is not. */
  Progress withoutNewBest() {
    return new Progress(seconds, best, sinceBest + 1, lossSum, lossCount, setbacks);
  }

  /** The same after other setbacks. */
  Progress with(Setbacks other) {
    return new Progress(seconds, best, sinceBest, lossSum, lossCount, other);
  }

  /** The same after another time. */
  Progress at(double later) {
    return new Progress(later, best, sinceBest, lossSum, lossCount, setbacks);
  }

  /**
   * From here on as another progress was at its checkpoint, but for what time, validation and
   * setbacks have come to since.
   */
  Progress backTo(Progress checkpoint) {
    return new Progress(
        seconds, best, sinceBest, checkpoint.lossSum, checkpoint.lossCount, setbacks.withBack());
  }

  /**
   * What was not finite in a run.
   *
   * @param skipped steps that were left out
   * @param inRow those of them since the last sound step
   * @param back how often the run went back to a checkpoint
   * @param validations validations with a task whose answers were not finite
   */
  public record Setbacks(long skipped, int inRow, int back, int validations) {
    /** Nothing. */
    public static final Setbacks NONE = new Setbacks(0, 0, 0, 0);

    Setbacks withSkipped() {
      return new Setbacks(skipped + 1, inRow + 1, back, validations);
    }

    Setbacks withSoundStep() {
      return inRow == 0 ? this : new Setbacks(skipped, 0, back, validations);
    }

    Setbacks withBack() {
      return new Setbacks(skipped, 0, back + 1, validations);
    }

    /** The same where no more of them in a row are left out. */
    Setbacks withRowOf(int number) {
      return new Setbacks(skipped, number, back, validations);
    }

    Setbacks withValidation() {
      return new Setbacks(skipped, inRow, back, validations + 1);
    }
  }

  /**
   * A validation.
   *
   * @param step the step after which it was made
   * @param value its mean score
   */
  public record Best(long step, double value) {}
}
