package dev.quickstudy.train.files;

import dev.quickstudy.judge.Score;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A run or a learner's file that cannot be used: training diverged, or a file is damaged, of
 * another version or of other data. The message says why and what to do. The state of a run's
 * folder has an exception of its own.
 */
public class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message for people.
   *
   * @param message what was wrong, where, and what to do
   */
  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Numbers that have left all bounds before there was anything to be judged. */
  public static TrainingException notFinite(String what, long step) {
    return new TrainingException(
        what
            + " is not finite at step "
            + step
            + ", and there is no good checkpoint to judge. Lower the rates or clip the gradients");
  }

  /**
   * A model whose answers have left all bounds.
   *
   * @param who what was judged
   * @param score of it, {@link Score#diverged}
   */
  public static TrainingException diverged(String who, Score score) {
    return new TrainingException(
        "%s has diverged: its answers to %d of %d tasks are not finite. Train anew with lower rates or clipped gradients, or with validation, which keeps the best model"
            .formatted(who, score.notFinite(), score.episodes()));
  }

  /**
   * Numbers that have left all bounds.
   *
   * @param step the step, from 1, that they came out of
   */
  public static TrainingException notFinite(String what, long step, Path checkpoint) {
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
