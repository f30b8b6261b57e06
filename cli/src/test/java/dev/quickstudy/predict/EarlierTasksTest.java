package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.Input;
import dev.quickstudy.train.files.Learners;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A saved task of format 1, which holds no state: it is learned again from its examples. */
class EarlierTasksTest {
  /** What the version printed that wrote the file. */
  private static final Map<String, Double> PRINTED =
      Map.of(
          "class0", 0.33686330914497375,
          "class1", 0.33594056963920593,
          "class2", 0.32719606161117554);

  private static InputStream golden(String name) {
    return Optional.ofNullable(EarlierTasksTest.class.getResourceAsStream(name)).orElseThrow();
  }

  @Test
  void readTakesTheFormatBefore() throws IOException {
    try (Resources resources = Resources.ofMachine();
        InputStream saved = golden("task-1.safetensors");
        InputStream picture = golden("class0.png");
        LearnedTask task = LearnedTask.read(saved, "task-1", resources, Learners.none())) {
      assertThat(task.predict(Input.picture(picture.readAllBytes())).probabilities())
          .hasSize(3)
          .allSatisfy(
              (name, probability) ->
                  assertThat(probability)
                      .isCloseTo(PRINTED.getOrDefault(name, -1.0), within(1e-6)));
    }
  }
}
