package dev.quickstudy.reproduce;

import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Wording;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** What a row is trained on, in a few words: comparisons of learners are confounded by it. */
final class TrainingWords {
  private TrainingWords() {}

  /** {@code 20 ways, 1 task a step, rate 0.001}; tasks without a support set are mini-batches. */
  static String of(Recipe recipe) {
    Recipe.Training training = recipe.training();
    String tasks =
        training.shape().isMiniBatch()
            ? "mini-batches of " + training.shape().queries()
            : (training.shape().ways() > 1
                    ? Wording.count(training.shape().ways(), "way") + ", "
                    : "")
                + Wording.count(training.tasks(), "task")
                + " a step";
    return tasks
        + rate(training.optimizer()).map(rate -> ", rate " + words(rate, training)).orElse("");
  }

  private static Optional<Schedule> rate(Transform optimizer) {
    if (optimizer instanceof Transforms.Adam adam) {
      return Optional.of(adam.rate());
    }
    if (optimizer instanceof Transforms.Sgd sgd) {
      return Optional.of(sgd.rate());
    }
    return optimizer instanceof Transforms.Chain chain
        ? chain.parts().stream().flatMap(part -> rate(part).stream()).findFirst()
        : Optional.empty();
  }

  /** The rate at the beginning and, where it changes, at the end of the budget. */
  private static String words(Schedule rate, Recipe.Training training) {
    double start = rate.at(0, 0);
    double end = rate.at(training.steps(), 1);
    return number(start) + (start == end ? "" : " to " + number(end));
  }

  private static String number(double rate) {
    return new BigDecimal(rate).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }
}
