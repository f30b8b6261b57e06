package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassifierTest {
  private static Input row(double weight, String colour) {
    return Input.row(Map.of("weight", Double.toString(weight), "colour", colour));
  }

  private static List<LabelledInput> fruit() {
    List<LabelledInput> examples = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      examples.add(new LabelledInput(row(1 + 0.1 * i, "green"), "apple"));
      examples.add(new LabelledInput(row(5 + 0.1 * i, "yellow"), "melon"));
      examples.add(new LabelledInput(row(0.1 + 0.01 * i, "red"), "cherry"));
    }
    return examples;
  }

  @Test
  void learnChoosesALearnerForRowsOfThreeClasses() {
    try (Resources resources = Resources.ofMachine();
        LearnedTask task = Classifier.learn(fruit(), ClassifierOptions.none(), resources)) {
      assertThat(task.classes()).containsExactly("apple", "melon", "cherry");
      assertThat(task.predict(row(5.2, "yellow")).best()).isEqualTo("melon");
      assertThat(task.predict(row(0.13, "red")).best()).isEqualTo("cherry");
      assertThat(task.confidence().heldOut()).isEqualTo(18);
    }
  }

  @Test
  void learnTakesTheLearnerThatIsNamed() {
    try (Resources resources = Resources.ofMachine();
        LearnedTask task =
            Classifier.learn(
                fruit(), ClassifierOptions.none().learner("nearest-neighbours"), resources)) {
      assertThat(task.learner().recipe().name()).isEqualTo("nearest-neighbours");
    }
  }

  @Test
  void learnRefusesWhatItCannotLearn() {
    try (Resources resources = Resources.ofMachine()) {
      assertThatThrownBy(
              () ->
                  Classifier.learn(fruit(), ClassifierOptions.none().learner("forrest"), resources))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("random-forest");
      assertThatThrownBy(() -> Classifier.learn(List.of(), ClassifierOptions.none(), resources))
          .isInstanceOf(InputException.class);
      List<LabelledInput> vectors =
          List.of(
              new LabelledInput(Input.vector(1, 2), "a"),
              new LabelledInput(Input.vector(2, 1), "b"));
      assertThatThrownBy(() -> Classifier.learn(vectors, ClassifierOptions.none(), resources))
          .isInstanceOf(InputException.class);
    }
  }
}
