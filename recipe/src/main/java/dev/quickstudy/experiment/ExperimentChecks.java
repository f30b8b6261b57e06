package dev.quickstudy.experiment;

import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the parts of an experiment fit together; what does not is named by its key. */
final class ExperimentChecks {
  private ExperimentChecks() {}

  /** Checks the regimes that a recipe judges under. */
  static void evaluation(Recipe recipe, Learner learner) {
    recipe
        .evaluation()
        .regimes()
        .forEach(regime -> requireRegime("evaluation.regimes", learner.regimes(), regime));
  }

  /** Checks that a recipe can be trained, validated and judged on the tasks of a source. */
  static void training(Recipe recipe, TaskSource source, Learner learner) {
    boolean validated = recipe.training().validation().every() > 0;
    requireRegime("training.regime", learner.trainingRegimes(), recipe.training().regime());
    if (validated) {
      requireRegime(
          "training.validation.regime", learner.regimes(), recipe.training().validation().regime());
    }
    TaskShape trained = recipe.training().shape();
    TaskShape judged = recipe.evaluation().shape();
    if (recipe.training().steps() > 0) {
      source.check(Split.TRAIN, trained);
      learner.checkTraining(source, trained);
    }
    if (validated) {
      source.check(Split.VALIDATION, judged);
    }
    source.check(Split.TEST, judged);
    learner.check(source.inputShape(), source.targets(judged));
    requireInnerSteps(recipe.evaluation().innerSteps(), source.targets(judged));
  }

  private static void requireRegime(String key, Set<Regime> regimes, Regime regime) {
    Checks.require(
        regimes.contains(regime),
        key,
        "cannot be '"
            + regime.label()
            + "' with this network; it can be "
            + regimes.stream().sorted().map(Regime::label).collect(Collectors.joining(", ")));
  }

  private static void requireInnerSteps(List<Integer> steps, Targets targets) {
    boolean regression = targets.classes().isEmpty();
    Checks.require(
        steps.isEmpty() != regression,
        "evaluation.innerSteps",
        regression
            ? "must name the inner steps after which errors are given, for instance [1, 5, 10]"
            : "must be empty for classes; learner.testSteps says how many inner steps are made");
  }
}
