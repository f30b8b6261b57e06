package dev.quickstudy.recipe;

import dev.quickstudy.data.TextColumns;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.DamagedFileException;
import dev.quickstudy.train.TaskFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A task that was learned, on disk: one file that needs neither the run nor the examples again (the
 * ONNX file of an encoder of pictures apart). It holds φ and state, the examples as the learner
 * sees them, the names of the classes, the recipe, the calibration, and what was fitted to prepare
 * examples. Learning from it again gives the same bits, and takes the milliseconds that adapting
 * takes.
 */
public final class SavedTask implements AutoCloseable {
  private final OpenRun run;
  private final Support support;
  private final String fitted;

  private SavedTask(OpenRun run, Support support, String fitted) {
    this.run = run;
    this.support = support;
    this.fitted = fitted;
  }

  static void write(Path file, OpenRun run, Support support, String fitted) {
    try (Scope scope = Scope.open()) {
      LongStream.Builder labels = LongStream.builder();
      List<String> classes = support.classes();
      int size = Shape.elements(support.exampleShape());
      int count = classes.stream().mapToInt(name -> support.of(name).size()).sum();
      float[] x = new float[Math.multiplyExact(count, size)];
      int next = 0;
      for (int way = 0; way < classes.size(); way++) {
        for (float[] example : support.of(classes.get(way))) {
          System.arraycopy(example, 0, x, size * next++, size);
          labels.add(way);
        }
      }
      long[] shape =
          LongStream.concat(LongStream.of(count), LongStream.of(support.exampleShape())).toArray();
      new TaskFile(
              run.file(),
              Optional.empty(),
              Optional.of(
                  new TaskFile.SupportSet(
                      Tensor.of(x, shape), Tensor.of(labels.build().toArray(), count))),
              classes,
              fitted,
              Map.of())
          .write(file);
    }
  }

  /**
   * Opens a file that {@link FileTask#save} wrote.
   *
   * @throws dev.quickstudy.train.FileFormatException if it is damaged, none, or of a version that
   *     this program does not read
   * @throws RecipeException if its settings are no recipe
   */
  public static SavedTask open(Path file) {
    try (Scope scope = Scope.open()) {
      TaskFile saved = TaskFile.read(file);
      List<String> classes = saved.classes();
      TaskFile.SupportSet examples =
          saved
              .support()
              .filter(set -> hasAll(set.y(), classes.size()))
              .orElseThrow(
                  () ->
                      new DamagedFileException(
                          file.toString(),
                          file + " is damaged: it lacks examples of some of its classes"));
      Tensor x = examples.x();
      Support support =
          Support.of(
              classes,
              Arrays.copyOfRange(x.shape(), 1, x.rank()),
              x.toFloats(),
              examples.y().toLongs());
      return new SavedTask(
          OpenRun.of(file.toString(), saved.learner()), support, saved.preparation());
    }
  }

  private static boolean hasAll(Tensor y, int classes) {
    return classes > 0
        && IntStream.range(0, classes)
            .allMatch(way -> LongStream.of(y.toLongs()).anyMatch(label -> label == way));
  }

  /**
   * The task, to classify and to learn more. It needs this to stay open.
   *
   * @param columns of files of texts or rows
   */
  public FileTask task(TextColumns columns, Places places) {
    return new FileTask(run, UserFiles.of(run, columns, places, fitted), support);
  }

  @Override
  public void close() {
    run.close();
  }
}
