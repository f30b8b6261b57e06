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
 */
public record Progress(
    double seconds, Optional<Best> best, int sinceBest, double lossSum, long lossCount) {
  /** Nothing done yet. */
  public static final Progress NONE = new Progress(0, Optional.empty(), 0, 0, 0);

  /** After one more step. */
  Progress stepped(double loss, double seconds) {
    return new Progress(seconds, best, sinceBest, lossSum + loss, lossCount + 1);
  }

  /** After a line of metrics. */
  Progress logged() {
    return new Progress(seconds, best, sinceBest, 0, 0);
  }

  /** After a validation that is the best so far. */
  Progress withBest(Best newBest) {
    return new Progress(seconds, Optional.of(newBest), 0, lossSum, lossCount);
  }

  /** After a validation that is not. */
  Progress withoutNewBest() {
    return new Progress(seconds, best, sinceBest + 1, lossSum, lossCount);
  }

  /**
   * A validation.
   *
   * @param step the step after which it was made
   * @param value its mean score
   */
  public record Best(long step, double value) {}
}
