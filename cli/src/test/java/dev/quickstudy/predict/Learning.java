package dev.quickstudy.predict;

import dev.quickstudy.data.Input;
import dev.quickstudy.experiment.Version;
import dev.quickstudy.judge.Calibration;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.train.files.LearnerFile;
import dev.quickstudy.train.files.Provenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Learners as they begin, and tasks of random numbers for them: what tests of this room need. */
final class Learning {
  private static final RandomKey KEY = RandomKey.of(7);

  private Learning() {}

  /** A recipe with a small network. */
  static Recipe recipe(String name, String... assignments) {
    return Recipes.override(Recipes.resolve(name), List.of(assignments));
  }

  /** Small prototypical networks on pictures of 28×28. */
  static Recipe prototypes() {
    return recipe("glyphs-5way-1shot", "network.width=8");
  }

  /** Writes a learner file of a recipe, untrained. */
  static Path file(Path folder, Recipe recipe, String fitted) {
    Path file = folder.resolve(recipe.name() + ".safetensors");
    try (Scope scope = Scope.open()) {
      Model model =
          recipe
              .algorithm()
              .learner()
              .init(KEY.fold("init"))
              .to(recipe.training().outerPrecision());
      Regime regime = recipe.evaluation().inductive().orElse(Regime.NONE);
      new LearnerFile(
              model,
              0,
              new Provenance(Version.current(), "none", "0", Recipes.yaml(recipe), 7, fitted),
              Optional.of(new Calibration(0, 0.7, 0.1, 0.05, 100, 5, regime)))
          .write(file);
    }
    return file;
  }

  /** Numbers of −1 … 1 as an input of the recipe's learner. */
  static Input vector(Recipe recipe, int number) {
    RandomKey.Stream random = KEY.fold("input").fold(number).stream();
    float[] numbers = new float[Shape.elements(recipe.network().inputShape())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (2 * random.uniform() - 1);
    }
    return Input.vector(numbers);
  }

  /** A task of so many classes with one example each. */
  static List<LabelledInput> examples(Recipe recipe, int ways) {
    List<LabelledInput> examples = new ArrayList<>();
    for (int way = 0; way < ways; way++) {
      examples.add(new LabelledInput(vector(recipe, way), "class " + way));
    }
    return examples;
  }
}
