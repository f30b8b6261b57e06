package dev.quickstudy.survey;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.kinds.Kinds;
import dev.quickstudy.recipe.Recipe;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A kind of labelled files that a user brings: how they are told from others and looked at, a first
 * recipe for them, and learners that need no training. Announced by an extension ({@link
 * dev.quickstudy.kinds.Extension}) under its word. Has no state.
 */
public interface Kind {
  /** What it is called: {@code pictures}, {@code texts}. */
  String word();

  /** What one example is called: {@code picture}, {@code text}. */
  String one();

  /** What it is called in a sentence: {@code pictures}, {@code a table}. */
  default String inWords() {
    return word();
  }

  /** Whether files of such a name can be of this kind. */
  boolean reads(String fileName);

  /** The same of a file that a user names itself; notes beside others end so too. */
  default boolean readsIfNamed(String fileName) {
    return reads(fileName);
  }

  /** Whether files are of this kind, where most of them have names that it reads. */
  default boolean holds(Path path, RowOptions options) {
    return true;
  }

  /** Whether examples are rows of a file, some of which may be without a label. */
  default boolean ofRows() {
    return false;
  }

  /** Whether each file is a task of its own, whose rows are its examples. */
  default boolean ofTasks() {
    return false;
  }

  /** Whether columns are what there is to describe of its files. */
  default boolean ofColumns() {
    return false;
  }

  /** For how many examples the learners that need no training are compared in a few seconds. */
  default int comparedInSeconds() {
    return 600;
  }

  /** Whether an input is one of its examples. */
  boolean takes(Input input);

  /**
   * Looks at files.
   *
   * @param threads to read on, at least 1; changes nothing that is seen
   * @throws dev.quickstudy.data.DataException if a file cannot be read
   */
  Survey survey(Path path, int threads, RowOptions options);

  /** The options with the columns that are not named, where they can be found. */
  default RowOptions columns(Path path, RowOptions options) {
    return options;
  }

  /**
   * A first recipe, which runs as it stands.
   *
   * @throws dev.quickstudy.data.DataException if there are too few classes or examples to learn how
   *     to learn from
   */
  Recipe draft(Survey survey);

  /** Learners that need no training; the first is to be taken where nothing tells them apart. */
  List<UntrainedLearner> untrained();

  /**
   * One of those learners to be preferred for examples that the others are not made for.
   *
   * @param learner its name
   * @param reason for people
   */
  record Preferred(String learner, String reason) {}

  /** What to prefer for the examples of files; empty for the usual order. */
  default Optional<Preferred> preferred(Path support, RowOptions options) {
    return Optional.empty();
  }

  /** What to prefer for examples; empty for the usual order. */
  default Optional<Preferred> preferred(List<Input> support) {
    return Optional.empty();
  }

  /** All kinds, by their words. */
  static List<Kind> all() {
    return Kinds.known().values(Kind.class).values().stream()
        .sorted(Comparator.comparing(Kind::word))
        .toList();
  }

  /** The kind of a word; empty if there is none. */
  static Optional<Kind> named(String word) {
    return Kinds.known().value(Kind.class, word);
  }
}
