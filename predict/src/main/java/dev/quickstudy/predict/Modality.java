package dev.quickstudy.predict;

import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.recipe.DataLocations;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a learner's inputs are: how one is read, and how files of them are walked. Immutable; safe
 * for many threads.
 */
public interface Modality {
  /**
   * The reader of a task's inputs.
   *
   * @param fitted what {@link InputReader#fitted} said of the task; empty where nothing was fitted
   */
  InputReader reader(Resources resources, String fitted);

  /** The reader for a task that is to be learned from these examples. */
  default InputReader fit(Resources resources, List<LabelledInput> support) {
    return reader(resources, "");
  }

  /**
   * What describes a task of some classes beside its examples, for learners that read descriptors:
   * an embedding of each class's name, one after another, say. Empty where nothing is known.
   */
  default Optional<float[]> descriptor(Resources resources, List<String> classes) {
    return Optional.empty();
  }

  /**
   * How files are read for a task.
   *
   * @param fitted as for {@link #reader}
   */
  UserFiles files(RowOptions options, DataLocations locations, String fitted);

  /** Reads the first examples of a task, and with them how its other files are read. */
  default FirstFiles first(Path support, RowOptions options, DataLocations locations) {
    UserFiles files = files(options, locations, "");
    return new FirstFiles(files, files.support(support, List.of()));
  }

  /**
   * Reads what training fitted, so that a damaged text is refused when the learner is opened.
   *
   * @throws dev.quickstudy.data.DataException if it is none
   */
  default void check() {}

  /**
   * Reads what was fitted on a task's support set, so that a damaged text is refused when the task
   * is opened.
   *
   * @throws dev.quickstudy.data.DataException if it is none
   */
  default void check(String fitted) {}

  /**
   * Files that a task is learned from.
   *
   * @param files how its other files are read
   */
  record FirstFiles(UserFiles files, SupportSet support) {}
}
