package dev.quickstudy.train;

import java.util.Optional;

/**
 * How far a run is: all that resuming needs beside the {@link TrainState}.
 *
 * @param seconds spent in training, over all sessions of the run
 * @param best the best validation so far
 * @param sinceBest validations since the best one
 */
public record Progress(double seconds, Optional<Best> best, int sinceBest) {
  /** Nothing done yet. */
  public static final Progress NONE = new Progress(0, Optional.empty(), 0);

  /**
   * A validation.
   *
   * @param step the step after which it was made
   * @param value its mean score
   */
  public record Best(long step, double value) {}
}
