package dev.quickstudy.train;

import dev.quickstudy.train.files.TrainingException;
import java.nio.file.Path;

/** The folder of a run is not in the state that is needed; {@link #problem} says which it is in. */
public final class RunFolderException extends TrainingException {
  private static final long serialVersionUID = 1L;

  /** What is the matter with a folder. */
  public enum Problem {
    /** It is a file. */
    IS_A_FILE,
    /** It holds files of something else, so no run is begun in it. */
    NOT_EMPTY,
    /** It holds a run already, so none is begun in it; that run can be resumed. */
    HOLDS_A_RUN,
    /** It holds no run, so none can be opened or resumed. */
    HOLDS_NO_RUN,
    /** Its run has no checkpoint yet, so there is no model. */
    NO_CHECKPOINT,
    /** Another run trains in it at this moment. */
    IN_USE,
    /** Its run was begun with other settings than are asked for, or than its files say. */
    OTHER_SETTINGS
  }

  private final Problem problem;
  private final transient Path folder;

  /**
   * With a message for people.
   *
   * @param message what is wrong, where, and what to do
   */
  public RunFolderException(Problem problem, Path folder, String message) {
    super(message);
    this.problem = problem;
    this.folder = folder;
  }

  /** What is the matter. */
  public Problem problem() {
    return problem;
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }
}
