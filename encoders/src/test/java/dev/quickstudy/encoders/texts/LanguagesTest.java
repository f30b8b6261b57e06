package dev.quickstudy.encoders.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.data.Input;
import dev.quickstudy.predict.Classifier;
import dev.quickstudy.predict.ClassifierOptions;
import dev.quickstudy.predict.LabelledInput;
import dev.quickstudy.predict.LearnedTask;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.tensor.RandomKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which language is it: five lines each of translations of the declaration of human rights. */
class LanguagesTest {
  private static final Path FOLDER =
      Path.of(Objects.requireNonNull(System.getProperty("quickstudy.data"), "set by the build"))
          .resolve("udhr");

  private static final int LINES = 5;
  private static final int ASKED = 15;

  /** One translation of each language, by its code of ISO 639-3. */
  private static List<List<String>> languages() throws IOException {
    TreeMap<String, List<String>> languages = new TreeMap<>();
    try (ZipFile zip = new ZipFile(FOLDER.resolve("udhr.zip").toFile())) {
      for (String row : Files.readAllLines(FOLDER.resolve("index.csv")).subList(1, 100)) {
        String[] cells = row.split(",", -1);
        if (cells[1].equals("und") || languages.containsKey(cells[1])) {
          continue;
        }
        ZipEntry entry = zip.getEntry("udhr/" + cells[0] + ".txt");
        try (InputStream in = zip.getInputStream(entry)) {
          languages.put(
              cells[1], new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        }
      }
    }
    return List.copyOf(languages.values());
  }

  @ParameterizedTest
  @CsvSource({"5, 0.97", "20, 0.93"})
  void learnTellsLanguagesApartByRunsOfCharacters(int ways, double least) throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "the data set udhr is not there: " + FOLDER);
    List<List<String>> languages = languages();
    RandomKey key = RandomKey.of(1);
    int right = 0;
    int all = 0;
    try (Resources resources = Resources.ofMachine()) {
      for (int task = 0; task < 60 / ways; task++) {
        int[] chosen = key.fold(task).choose(ways, languages.size());
        List<LabelledInput> support = new ArrayList<>();
        for (int way = 0; way < ways; way++) {
          for (String line : languages.get(chosen[way]).subList(0, LINES)) {
            support.add(new LabelledInput(Input.text(line), "language " + way));
          }
        }
        ClassifierOptions options = ClassifierOptions.none().learner("character-ngrams");
        try (LearnedTask learned = Classifier.learn(support, options, resources)) {
          for (int way = 0; way < ways; way++) {
            List<String> lines = languages.get(chosen[way]);
            for (String line : lines.subList(lines.size() - ASKED, lines.size())) {
              String answer = learned.predict(Input.text(line)).best();
              right += answer.equals("language " + way) ? 1 : 0;
              all++;
            }
          }
        }
      }
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "%d languages, %d lines each: %.2f %% of %d lines",
            ways,
            LINES,
            100.0 * right / all,
            all));
    assertThat((double) right / all).isGreaterThan(least);
  }
}
