package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.pictures.ChannelScale;
import dev.quickstudy.encoders.sounds.EncodedSounds;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.tables.GeneratedTablesSpec;
import dev.quickstudy.tables.TablesSpec;
import dev.quickstudy.tensor.UsageException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each learner of the built-in recipes that classifies: a task that it has learned, saved and
 * opened in another process – from a file, a stream and a jar – predicts the same bits.
 */
class CatalogueTest {
  static final int QUERIES = 3;

  @TempDir private static Path folder;

  @Test
  void saveAndOpenInAnotherProcessGiveTheSameBits() throws IOException, InterruptedException {
    Map<String, String> expected = new TreeMap<>();
    try (Resources resources = Resources.ofMachine()) {
      for (Recipe recipe : recipes()) {
        Path file = Learning.file(folder, recipe, fitted(recipe));
        try (TrainedLearner learner = TrainedLearner.open(file, resources)) {
          if (learner.learner().regimes().contains(learner.regime())) {
            try (LearnedTask task = learner.learn(examples(recipe))) {
              task.save(folder.resolve(recipe.name() + ".task"));
              expected.put(recipe.name(), bits(task, recipe));
            }
          } else {
            assertThatThrownBy(() -> learner.learn(examples(recipe)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("transductive");
          }
        }
      }
    }
    assertThat(expected).hasSizeGreaterThan(35);
    jar(expected.keySet());
    assertThat(predictedElsewhere()).isEqualTo(expected);
  }

  /** One recipe for each learner and network that there is; regression has no classes. */
  private static List<Recipe> recipes() {
    Set<String> seen = new HashSet<>();
    return Recipes.names().stream()
        .map(Recipes::resolve)
        .filter(recipe -> recipe.evaluation().ways() > 1)
        .filter(recipe -> !(recipe.source() instanceof EncodedSounds)) // whose encoder is not ours
        .filter(recipe -> seen.add(recipe.learner() + " on " + recipe.network()))
        .toList();
  }

  private static String fitted(Recipe recipe) {
    long[] shape = recipe.network().inputShape();
    return shape.length == 3 && shape[0] == 3
        ? new ChannelScale(List.of(125.0, 120.0, 110.0), List.of(60.0, 61.0, 62.0)).words()
        : "";
  }

  private static List<LabelledInput> examples(Recipe recipe) {
    List<LabelledInput> examples = new ArrayList<>();
    int each = rows(recipe) ? 8 : 1;
    for (int way = 0; way < recipe.evaluation().ways(); way++) {
      for (int i = 0; i < each; i++) {
        examples.add(new LabelledInput(input(recipe, way * each + i), "class " + way));
      }
    }
    return examples;
  }

  private static boolean rows(Recipe recipe) {
    return recipe.source() instanceof TablesSpec || recipe.source() instanceof GeneratedTablesSpec;
  }

  private static Input input(Recipe recipe, int number) {
    return rows(recipe)
        ? Input.row(
            Map.of(
                "weight", String.valueOf(number * number % 11),
                "colour", List.of("red", "green", "blue").get(number % 3)))
        : Learning.vector(recipe, number);
  }

  /** The probabilities of some queries, bit by bit. */
  static String bits(LearnedTask task, Recipe recipe) {
    List<Input> queries = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      queries.add(input(recipe, 1000 + i));
    }
    return task.predict(queries, new PredictionOptions(0, 0)).stream()
        .flatMap(prediction -> prediction.probabilities().values().stream())
        .map(Double::toHexString)
        .collect(Collectors.joining(" "));
  }

  private static void jar(Set<String> names) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("tasks.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      for (String name : names) {
        jar.putNextEntry(new JarEntry(name + ".task"));
        Files.copy(folder.resolve(name + ".task"), jar);
      }
    }
  }

  private static Map<String, String> predictedElsewhere() throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    ProcessBuilder reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                CatalogueReader.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // Not as an argument: ONNX Runtime ends a process whose command line is longer than 4,096
    // bytes.
    reader.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = reader.start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    return Arrays.stream(
            Files.readString(folder.resolve("bits.txt"), StandardCharsets.UTF_8).split("\n"))
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, b) -> b, TreeMap::new));
  }

  static List<File> tasks(Path folder) {
    File[] files = folder.toFile().listFiles((in, name) -> name.endsWith(".task"));
    return files == null ? List.of() : Arrays.stream(files).sorted().toList();
  }
}
