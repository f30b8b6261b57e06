package dev.quickstudy.train;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A run that cannot start or go on, or a file of one that cannot be read; the message says why and
 * what to do.
 */
public sealed class TrainingException extends RuntimeException permits FileFormatException {
  private static final long serialVersionUID = 1L;

  TrainingException(String message) {
    super(message);
  }

  TrainingException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Numbers that have left all bounds.
   *
   * @param step the step, from 1, that they came out of
   */
  static TrainingException notFinite(String what, long step, Path checkpoint) {
    return new TrainingException(
        what
            + " is not finite at step "
            + step
            + ": training has diverged; "
            + (Files.exists(checkpoint)
                ? "the last good checkpoint is kept in " + checkpoint
                : "there is no checkpoint yet")
            + ". Lower the rates or clip the gradients");
  }
}
