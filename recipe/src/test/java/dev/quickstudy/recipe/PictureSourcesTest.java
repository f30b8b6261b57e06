package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskSource;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PictureSourcesTest {
  private static final int CLASSES = 9;
  private static final int EXAMPLES = 6;

  @TempDir private Path data;
  @TempDir private Path run;
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
        2,
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
    return Tiny.glyphs(
        "source=" + source,
        "network=" + network,
        "training.ways=3",
        "training.shots=1",
        "training.queries=2",
        "training.regime=" + (network.contains("conv4") ? "joint" : "none"),
        "training.validation={every: 0, episodes: 10, regime: "
            + (network.contains("conv4") ? "running" : "none")
            + ", patience: 0}",
        "evaluation.ways=2",
        "evaluation.queries=2",
        "evaluation.regimes=" + (network.contains("conv4") ? "[running]" : "[none]"));
  }

  private static final String SPLIT =
      "split: {kind: fractions, train: 0.5, validation: 0.2, test: 0.3, seed: 1, fewest: 1}";
  private static final String COLOURS =
      "{kind: pictures, folder: things, colour: true, size: [8, 8], " + SPLIT + "}";
  private static final String CONV =
      "{kind: conv4, size: 8, channels: 3, width: 4, blocks: 2, downsampling: pool, norm: running,"
          + " classes: 0}";

  private void train(Recipe recipe) {
    Tiny.train(Experiment.open(recipe, places()), run.resolve("run"), 1);
  }

  @Test
  void aRunOfColoursKeepsTheScaleOfItsTraining() throws IOException {
    Recipe recipe = recipe(COLOURS, CONV);
    ClassTasks tasks = (ClassTasks) recipe.source().open(places());
    train(recipe);

    assertThat(said.get(0))
        .startsWith("things: 54 files, 54 pictures of 9 classes, 45 of another shape");
    assertThat(tasks.inputShape()).containsExactly(3, 8, 8);
    assertThat(tasks.classes().count(Split.TRAIN)).isEqualTo(5);
    try (OpenRun opened = OpenRun.open(run.resolve("run"))) {
      assertThat(opened.fitted()).isEqualTo(tasks.fitted()).contains("/");
    }
  }

  @Test
  void turnedMixedAndVariedPicturesAreSourcesAroundASource() {
    String turned = "{kind: turned, of: " + COLOURS + "}";
    Recipe recipe =
        recipe(
            "{kind: interpolated, of: {kind: varied, of: "
                + turned
                + ", shift: 1, mirror: true, flip: true, degrees: 10, brightness: 0.2, contrast: 0.2,"
                + " saturation: 0.2, erase: 0.5}, share: 0.5, alpha: 0.5, cut: true}",
            CONV);

    assertThat(Recipes.parse(Recipes.yaml(recipe), "again")).isEqualTo(recipe);
    TaskSource source = recipe.source().open(places());
    ClassTasks plain = (ClassTasks) recipe(COLOURS, CONV).source().open(places());
    ClassTasks more = (ClassTasks) recipe(turned, CONV).source().open(places());
    assertThat(source.fitted()).isEqualTo(plain.fitted());
    assertThat(more.classes().count(Split.TRAIN)).isEqualTo(20);
    assertThat(more.classes().count(Split.TEST)).isEqualTo(plain.classes().count(Split.TEST));
    train(recipe);
    assertThat(run.resolve("run/config.yaml")).exists();
  }

  static Stream<List<String>> wrong() {
    return Stream.of(
        List.of("source.size=[8]", "'source.size'"),
        List.of("source.size=[0, 8]", "'source.size'"),
        List.of("source.folder=''", "'source.folder'"),
        List.of("source={kind: turned, of: {kind: pictures}}", "'source.of"),
        List.of(
            "source={kind: interpolated, of: {kind: cifar-fs}, share: 2, alpha: 1, cut: false}",
            "'source.share'"),
        List.of(
            "source={kind: interpolated, of: {kind: cifar-fs}, share: 1, alpha: 9, cut: false}",
            "'source.alpha'"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void valuesOutOfRangeAreRefusedWithTheirPath(List<String> wrong) {
    Recipe recipe = recipe(COLOURS, CONV);

    assertThatThrownBy(() -> Recipes.override(recipe, List.of(wrong.get(0))))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(wrong.get(1));
  }

  @Test
  void aMissingFolderIsRefusedInOneLine() {
    Recipe recipe = recipe(COLOURS.replace("things", "nothing"), CONV);

    assertThatThrownBy(() -> recipe.source().open(places()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no folder " + data.resolve("nothing"));
  }
}
