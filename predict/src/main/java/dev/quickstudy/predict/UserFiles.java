package dev.quickstudy.predict;

import dev.quickstudy.data.Spelling;
import java.nio.file.Path;
import java.util.List;

/**
 * How a user's own files become what a learner takes: one implementation a modality. Immutable:
 * what is fitted on a support set is known when it is made.
 */
public interface UserFiles {
  /** What one example is called: {@code picture}, {@code recording}, {@code text}, {@code row}. */
  String one();

  /**
   * Labelled examples to learn from.
   *
   * @param known classes that they are learned beside: if there are any, one class is enough
   */
  SupportSet support(Path path, List<String> known);

  /**
   * The examples to classify, with their classes where these are known.
   *
   * @param classes that they can be of; empty for any
   */
  Queries queries(List<Path> paths, List<String> classes);

  /** Whether two names are of one class. */
  default boolean sameClass(String one, String other) {
    return Spelling.same(one, other);
  }

  /** What was fitted on the support set to prepare queries by, as text; empty where nothing is. */
  default String fitted() {
    return "";
  }
}
