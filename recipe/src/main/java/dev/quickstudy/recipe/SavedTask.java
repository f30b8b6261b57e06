package dev.quickstudy.recipe;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TextColumns;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.Calibration;
import dev.quickstudy.train.Provenance;
import dev.quickstudy.train.TensorFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A task that was learned, on disk: one file that needs neither the run nor the examples again (the
 * ONNX file of an encoder of pictures apart). It holds φ and state, the examples as the learner
 * sees them, the names of the classes, the recipe, the calibration, and what was fitted to prepare
 * examples. Learning from it again gives the same bits, and takes the milliseconds that adapting
 * takes.
 */
public final class SavedTask implements AutoCloseable {
  private static final TensorFile.Kind KIND =
      new TensorFile.Kind("quickstudy-task", 1, "a saved task");
  private static final String X = "support.x";
  private static final String Y = "support.y";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final OpenRun run;
  private final Support support;
  private final String fitted;

  private SavedTask(OpenRun run, Support support, String fitted) {
    this.run = run;
    this.support = support;
    this.fitted = fitted;
  }

  static void write(Path file, OpenRun run, Support support, String fitted) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("version", Version.current());
    fields.put("data", run.provenance().data());
    fields.put("fingerprint", run.provenance().fingerprint());
    fields.put("seed", Long.toString(run.provenance().seed()));
    fields.put("settings", Recipes.yaml(run.recipe()));
    fields.put("step", Long.toString(run.step()));
    fields.put("fitted.training", run.fitted());
    fields.put("classes", JSON.writeValueAsString(support.classes()));
    fields.put("fitted.support", fitted);
    run.calibration().ifPresent(known -> fields.put("calibration", known.text()));
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors =
          new LinkedHashMap<>(
              run.model()
                  .phi()
                  .prefixed("phi.")
                  .join(run.model().state().prefixed("state."))
                  .asMap());
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
      tensors.put(
          X,
          Tensor.of(
              x,
              LongStream.concat(LongStream.of(count), LongStream.of(support.exampleShape()))
                  .toArray()));
      tensors.put(Y, Tensor.of(labels.build().toArray(), count));
      TensorFile.write(file, KIND, tensors, fields);
    }
  }

  /**
   * Opens a file that {@link FileTask#save} wrote.
   *
   * @throws DataException if its parts do not fit
   * @throws dev.quickstudy.train.TrainingException if it is none, or of another version
   * @throws RecipeException if its settings are no recipe
   * @throws dev.quickstudy.tensor.TensorException if it is damaged
   */
  public static SavedTask open(Path file) {
    try (Scope scope = Scope.open()) {
      TensorFile saved = TensorFile.read(file, KIND);
      Params all = Params.of(saved.tensors());
      Recipe recipe = Recipes.parse(saved.text("settings"), file.toString());
      Tensor x = saved.tensor(X);
      Tensor y = saved.tensor(Y);
      List<String> classes = classes(saved);
      requireLabels(saved, x, y, classes.size());
      Support support =
          Support.of(
              classes, Arrays.copyOfRange(x.shape(), 1, x.rank()), x.toFloats(), y.toLongs());
      return new SavedTask(
          OpenRun.of(
              file,
              recipe,
              new Model(all.under("phi."), all.under("state.")),
              saved.number("step"),
              new Provenance(
                  saved.text("version"),
                  saved.text("data"),
                  saved.text("fingerprint"),
                  saved.text("settings"),
                  saved.number("seed"),
                  saved.text("fitted.training")),
              saved.optional("calibration").flatMap(Calibration::of)),
          support,
          saved.text("fitted.support"));
    }
  }

  private static List<String> classes(TensorFile saved) {
    try {
      List<String> classes =
          JSON.readValue(saved.text("classes"), new TypeReference<List<String>>() {});
      if (classes.stream().distinct().count() == classes.size()) {
        return classes;
      }
    } catch (JacksonException e) {
      // told below
    }
    throw new DataException(saved.path() + " is damaged: its classes are no list of names");
  }

  private static void requireLabels(TensorFile saved, Tensor x, Tensor y, int classes) {
    boolean fits =
        x.rank() >= 2
            && y.rank() == 1
            && y.size(0) == x.size(0)
            && LongStream.of(y.toLongs()).allMatch(label -> label >= 0 && label < classes)
            && IntStream.range(0, classes)
                .allMatch(way -> LongStream.of(y.toLongs()).anyMatch(label -> label == way));
    if (!fits) {
      throw new DataException(
          saved.path() + " is damaged: its examples do not fit its " + classes + " classes");
    }
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
