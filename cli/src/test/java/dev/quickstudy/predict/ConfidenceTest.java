package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.Input;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task's own temperature, and what it calls unknown. */
class ConfidenceTest {
  private static final Recipe RECIPE = Learning.prototypes();
  private static final int WAYS = 4;
  private static final int SHOTS = 10;

  @TempDir private static Path folder;

  private static Resources resources;
  private static TrainedLearner learner;

  @BeforeAll
  static void open() {
    resources = Resources.ofMachine();
    learner = TrainedLearner.open(Learning.file(folder, RECIPE, ""), resources);
  }

  @AfterAll
  static void close() {
    learner.close();
    resources.close();
  }

  /** Pictures of a class: its pattern of grey, and noise. */
  private static Input picture(int way, int number) {
    int size = Shape.elements(RECIPE.network().inputShape());
    double[] pattern = RandomKey.of(1).fold(way).normals(size);
    double[] noise = RandomKey.of(2).fold(way).fold(number).normals(size);
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) (pattern[i] + 0.1 * noise[i]);
    }
    return Input.vector(numbers);
  }

  private static LearnedTask task(int shots) {
    List<LabelledInput> examples = new ArrayList<>();
    for (int way = 0; way < WAYS; way++) {
      for (int shot = 0; shot < shots; shot++) {
        examples.add(new LabelledInput(picture(way, shot), "class " + way));
      }
    }
    return learner.learn(examples);
  }

  private static List<Input> inputs(int firstWay, int ways, int each) {
    return IntStream.range(0, ways * each)
        .mapToObj(i -> picture(firstWay + i % ways, 1000 + i))
        .toList();
  }

  private static long unknown(List<Prediction> answers) {
    return answers.stream().filter(Prediction::unknown).count();
  }

  @Test
  void unknownRateKeepsToItsShareOfKnownInputsAndFindsStrangers() {
    try (LearnedTask task = task(SHOTS)) {
      PredictionOptions options = PredictionOptions.usual().unknownRate(0.1);
      List<Prediction> known = task.predict(inputs(0, WAYS, 50), options);
      List<Prediction> strange = task.predict(inputs(WAYS, 20, 10), options);

      assertThat(unknown(known)).isLessThan(40);
      assertThat(unknown(strange)).isGreaterThan(150);
      Prediction one = strange.stream().filter(Prediction::unknown).findFirst().orElseThrow();
      assertThat(one.label()).isEmpty();
      assertThat(one.reason().orElseThrow()).startsWith("out of scope");
      assertThat(one.familiarity().orElseThrow()).isLessThanOrEqualTo(0.1);
    }
  }

  @Test
  void unknownRateThatTheExamplesCannotPromiseIsRefused() {
    Input input = picture(0, 77);
    try (LearnedTask few = task(2);
        LearnedTask one = task(1)) {
      assertThat(few.predict(input, PredictionOptions.usual().unknownRate(0.2)).familiarity())
          .isPresent();
      assertThatThrownBy(() -> few.predict(input, PredictionOptions.usual().unknownRate(0.05)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("at least 19 examples")
          .hasMessageContaining("this task has 8")
          .hasMessageContaining("at least 0.112");
      assertThatThrownBy(() -> one.predict(input, PredictionOptions.usual().unknownRate(0.5)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("held out");
    }
  }

  @Test
  void confidenceOfOneShotIsThatOfValidation() {
    try (LearnedTask task = task(1)) {
      assertThat(task.confidence().source()).isEqualTo(Confidence.Source.VALIDATION);
      assertThat(task.confidence().temperature()).isEqualTo(0.7);
      assertThat(task.confidence().heldOutAccuracy()).isEmpty();
    }
  }

  @Test
  void confidenceIsSavedWithTheTask() {
    Path whole = folder.resolve("whole.task");
    Path bare = folder.resolve("bare.task");
    PredictionOptions options = PredictionOptions.usual().nearest(0).unknownRate(0.1);
    List<Input> inputs = inputs(0, WAYS + 2, 5);
    try (LearnedTask task = task(SHOTS)) {
      task.save(whole);
      task.save(bare, SaveOptions.all().withoutExamples());
      assertThat(task.confidence().source()).isEqualTo(Confidence.Source.BOTH);
      assertThat(task.confidence().heldOut()).isEqualTo(WAYS * SHOTS);
      try (LearnedTask opened = LearnedTask.open(whole, resources);
          LearnedTask without = LearnedTask.open(bare, resources)) {
        assertThat(opened.predict(inputs, options)).isEqualTo(task.predict(inputs, options));
        assertThat(opened.confidence().text()).isEqualTo(task.confidence().text());
        assertThat(without.confidence().heldOutAccuracy())
            .isEqualTo(task.confidence().heldOutAccuracy());
        assertThat(without.predict(inputs, options))
            .allSatisfy(one -> assertThat(one.familiarity().orElseThrow()).isBetween(0.0, 1.0));
      }
    }
  }

  @Test
  void parseTakesWhatTextWroteAndNothingElse() {
    try (LearnedTask task = task(2)) {
      String text = task.confidence().text();
      assertThat(Confidence.parse(text).orElseThrow().text()).isEqualTo(text);
      for (String other :
          List.of("", "{", "[]", text.replace("temperature", "x"), text.replace(":8", ":-8"))) {
        assertThat(Confidence.parse(other)).as(other).isEqualTo(Optional.empty());
      }
    }
  }

  @Test
  void familiarityIsTheShareThatLooksNoMoreFamiliar() {
    double[] doubts = {0, 1, 2, 3};
    double[] distances = {5, 5, 5, 5};
    Familiarity known = Familiarity.of(doubts, distances);
    assertThat(known.of(-1, 5)).isEqualTo(1);
    assertThat(known.of(1.5, 5)).isCloseTo(2.5 / 5, within(1e-12));
    assertThat(known.of(3, 5)).isCloseTo(1.0 / 5, within(1e-12));
    assertThat(known.of(9, 5)).isLessThan(1.0 / 5).isGreaterThan(known.of(12, 5));
    assertThat(known.of(9)).isEqualTo(known.of(9, 5));
    double[] even = new double[8];
    Arrays.fill(even, Math.log(1.0 / 8));
    assertThat(Familiarity.doubt(even)).isCloseTo(Math.log(8), within(1e-12));
    assertThat(Familiarity.doubt(new double[] {0, Double.NEGATIVE_INFINITY})).isZero();
    // Odds of 27 to one are odds of three to one at three times the temperature.
    assertThat(Familiarity.doubt(new double[] {Math.log(27.0 / 28), Math.log(1.0 / 28)}))
        .isCloseTo(Math.log(4.0 / 3), within(1e-12));
  }
}
