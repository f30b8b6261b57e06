package dev.quickstudy.predict;

import dev.quickstudy.data.TextColumns;
import dev.quickstudy.survey.Kind;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is known beforehand of a task for which a {@link Classifier} chooses a learner.
 *
 * @param kind what the examples are; empty to see it by the files
 * @param columns of files of texts or rows: the column of the texts, and that of the classes
 * @param learner one that is to learn the task: a known name, a learner file or a run's folder;
 *     empty to choose among those known
 * @param encoder of pictures, an ONNX file with one input [batch, 3, 224, 224]; empty for none
 */
public record ClassifierOptions(
    Optional<Kind> kind, TextColumns columns, Optional<String> learner, Optional<Path> encoder) {
  /** Nothing is known. */
  public static ClassifierOptions none() {
    return new ClassifierOptions(
        Optional.empty(), TextColumns.FOUND, Optional.empty(), Optional.empty());
  }

  /** The same with the column of the classes. */
  public ClassifierOptions target(String column) {
    return new ClassifierOptions(
        kind, new TextColumns(columns.text(), Optional.of(column)), learner, encoder);
  }

  /** The same with a learner. */
  public ClassifierOptions learner(String name) {
    return new ClassifierOptions(kind, columns, Optional.of(name), encoder);
  }
}
