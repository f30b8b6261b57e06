package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Workers;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {
  /** An ONNX model that gives the mean of each colour: GlobalAveragePool. */
  private static final String COLOUR_MEANS =
      "CAg6fQokCghwaWN0dXJlcxIFbWVhbnMiEUdsb2JhbEF2ZXJhZ2VQb29sWisKCHBpY3R1cmVzEh8KHQgBEhkKBRIDYW55CgIIAwoFEgNhbnkKBRIDYW55YiIKBW1lYW5zEhkKFwgBEhMKBRIDYW55CgIIAwoCCAEKAggBEgR0aW55QgIQDQ==";

  private static final int CLASSES = 9;
  private static final int EXAMPLES = 6;
  private static final PredictionOptions PLAIN = new PredictionOptions(0, 0);
  private static final String SPLIT =
      "split: {kind: fractions, train: 0.5, validation: 0.2, test: 0.3, seed: 1, fewest: 1}";
  private static final String COLOURS =
      "{kind: pictures, folder: things, colour: true, size: [8, 8], " + SPLIT + "}";
  private static final String ENCODED =
      "{kind: encoded-pictures, folder: things, model: means.onnx, size: [8, 8], mean: [0.5, 0.5, 0.5],"
          + " deviation: [0.5, 0.5, 0.5], output: auto, dimension: 3, unitLength: false, "
          + SPLIT
          + "}";
  private static final String CONV =
      "{kind: conv4, size: 8, channels: 3, width: 4, blocks: 2, downsampling: pool, norm: running,"
          + " classes: 0}";

  @TempDir private Path data;
  @TempDir private Path files;
  private final List<String> said = new ArrayList<>();

  /** Noisy pictures of different sizes, each class of a hue of its own. */
  @BeforeEach
  void pictures() throws IOException {
    Random random = new Random(7);
    for (int c = 0; c < CLASSES; c++) {
      for (int i = 0; i < EXAMPLES; i++) {
        write("things/hue" + c + "/" + i + ".png", hue(c, random), 12 + i, 14, random);
      }
    }
    Files.write(data.resolve("means.onnx"), Base64.getDecoder().decode(COLOUR_MEANS));
  }

  private static int hue(int c, Random random) {
    return Color.HSBtoRGB((c + 0.3f * random.nextFloat()) / CLASSES, 1, 1);
  }

  private Path write(String name, int rgb, int width, int height, Random random)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb ^ random.nextInt(8));
    }
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private DataLocations places() {
    return new DataLocations(
        Optional.of(data),
        data.resolve("cache"),
        1,
        new DataLocations.Listener() {
          @Override
          public void say(String line) {
            said.add(line);
          }

          @Override
          public void at(DataLocations.Far so) {
            said.add("embedded " + so.all());
          }
        });
  }

  private static Recipe recipe(String source, String network) {
    return Learning.recipe(
        "glyphs-5way-1shot",
        "source=" + source,
        "network=" + network,
        "training.ways=3",
        "training.regime=" + (network.contains("conv4") ? "joint" : "none"),
        "training.validation={every: 0, episodes: 2, regime: none, patience: 0}",
        "evaluation.ways=3",
        "evaluation.queries=2",
        "evaluation.regimes=" + (network.contains("conv4") ? "[running]" : "[none]"));
  }

  @Test
  void learnedColoursAreScaledAsInTraining() throws IOException {
    Recipe recipe = recipe(COLOURS, CONV);
    TaskSource source = recipe.source().open(places());
    Path file = Learning.file(files, recipe, source.fitted());
    try (Workers workers = new Workers(2);
        Resources resources = Resources.of(workers, places());
        TrainedLearner learner = TrainedLearner.open(file, resources)) {
      FileTask task = FileTask.read(learner, data.resolve("things"), RowOptions.FOUND);
      assertThat(task.classes()).hasSize(CLASSES);
      try (LearnedTask learned = task.learn()) {
        Queries queries = task.queries(List.of(data.resolve("things")));
        Predictions predictions = FileTask.predict(learned, queries, PLAIN);

        assertThat(predictions.answers()).hasSize(CLASSES * EXAMPLES);
        assertThat(learned.predict(Input.picture(data.resolve("things/hue0/0.png")), PLAIN))
            .isEqualTo(predictions.answers().get(0).prediction());
      }
    }
  }

  @Test
  void learnedEmbeddingsAreMadeOnce() throws IOException {
    Recipe recipe = recipe(ENCODED, "{kind: identity, input: [3]}");
    String fitted = recipe.source().open(places()).fitted();
    said.clear();
    Path file = Learning.file(files, recipe, fitted);
    Path query = write("asked/new.png", Color.HSBtoRGB(3.1f / CLASSES, 1, 1), 9, 9, new Random(1));
    try (Workers workers = new Workers(2);
        Resources resources = Resources.of(workers, places());
        TrainedLearner learner = TrainedLearner.open(file, resources)) {
      FileTask task = FileTask.read(learner, data.resolve("things"), RowOptions.FOUND);
      try (LearnedTask learned = task.learn()) {
        Prediction fromFile =
            FileTask.predict(learned, task.queries(List.of(query)), PLAIN)
                .answers()
                .get(0)
                .prediction();

        assertThat(fromFile.best()).isEqualTo("hue3");
        assertThat(said)
            .containsExactly("things: 54 files, 54 pictures of 9 classes", "embedded 1");
        assertThat(learned.predict(Input.picture(query), PLAIN)).isEqualTo(fromFile);
      }
    }
    Path other = Learning.file(files, recipe, "another encoder");
    try (Resources resources = Resources.of(new Workers(1), places());
        TrainedLearner learner = TrainedLearner.open(other, resources)) {
      assertThatThrownBy(() -> FileTask.read(learner, data.resolve("things"), RowOptions.FOUND))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("is not the encoder that the run was trained with");
    }
  }
}
