package dev.quickstudy.predict;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.survey.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is known beforehand of a task for which a {@link Classifier} chooses a learner.
 *
 * @param kind what the examples are; empty to see it by the files
 * @param reading how files of texts or rows are written
 * @param learner one that is to learn the task: a known name, a learner file or a run's folder;
 *     empty to choose among those known
 * @param classes classes of the task that may have no examples; those of examples need not be named
 * @param encoder of pictures or recordings, an ONNX file with one input [batch, 3, height, width]
 *     or [batch, samples]; empty for none
 */
public record ClassifierOptions(
    Optional<Kind> kind,
    RowOptions reading,
    Optional<String> learner,
    List<String> classes,
    Optional<Path> encoder) {
  public ClassifierOptions {
    classes = List.copyOf(classes);
  }

  /** Nothing is known. */
  public static ClassifierOptions none() {
    return new ClassifierOptions(
        Optional.empty(), RowOptions.FOUND, Optional.empty(), List.of(), Optional.empty());
  }

  /** The same with the column of the classes. */
  public ClassifierOptions target(String column) {
    return reading(reading.label(column));
  }

  /** The same with what is known of how files of rows are written. */
  public ClassifierOptions reading(RowOptions options) {
    return new ClassifierOptions(kind, options, learner, classes, encoder);
  }

  /** The same with a learner. */
  public ClassifierOptions learner(String name) {
    return new ClassifierOptions(kind, reading, Optional.of(name), classes, encoder);
  }

  /** The same with classes, which may have no examples. */
  public ClassifierOptions classes(List<String> names) {
    return new ClassifierOptions(kind, reading, learner, names, encoder);
  }
}
