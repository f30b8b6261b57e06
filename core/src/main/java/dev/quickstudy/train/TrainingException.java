package dev.quickstudy.train;

import java.nio.file.Path;

/** A run that cannot start or go on; the message says why and what to do. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingException(String message) {
    super(message);
  }

  TrainingException(String message, Throwable cause) {
    super(message, cause);
  }

  static TrainingException notFinite(String what, long step, Path checkpoint) {
    return new TrainingException(
        what
            + " is not finite at step "
            + step
            + ": training has diverged; the last good checkpoint, if any, is "
            + checkpoint
            + ". Lower the rates or clip the gradients");
  }
}
