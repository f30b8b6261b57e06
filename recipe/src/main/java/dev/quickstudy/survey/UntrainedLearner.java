package dev.quickstudy.survey;

import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import java.util.ArrayList;
import java.util.List;

/**
 * A learner that needs no training.
 *
 * @param name as it can be asked for
 * @param about what it is, for people
 * @param recipe of no steps
 * @param fitted what prepares examples as it would have been fitted on training data; empty for
 *     nothing
 */
public record UntrainedLearner(String name, String about, Recipe recipe, String fitted) {
  /** The name of class means. */
  public static final String PROTOTYPES = "prototypes";

  /** The name of logistic regression. */
  public static final String LOGISTIC = "logistic-regression";

  /** A division whose classes are all for testing, as YAML. */
  public static final String ALL_TO_TEST =
      "{kind: fractions, train: 0, validation: 0, test: 1, seed: 0, fewest: 1}";

  /** Logistic regression as it does best on embeddings of few examples a class, as YAML. */
  public static final String LOGISTIC_ON_EMBEDDINGS =
      "{kind: softmax, sharpness: 10, decay: 0.003, rate: 0.1, steps: 60}";

  /** Penalties of logistic regression, the share of squared weights in the loss. */
  private static final List<String> PENALTIES = List.of("0.1", "0.01", "0.001");

  /** What recipes for training say that is none here. */
  private static final List<String> UNTRAINED =
      List.of(
          "training.steps=0",
          "training.regime=none",
          "training.validation.every=0",
          "training.validation.regime=none");

  /**
   * A built-in recipe with another learner, and without training.
   *
   * @param like the name of the recipe
   * @param changes {@code path=value} each
   * @param learner as YAML
   */
  public static UntrainedLearner of(
      String name, String about, String like, List<String> changes, String learner, String fitted) {
    List<String> all = new ArrayList<>(List.of("name=" + name, "learner=" + learner));
    all.addAll(UNTRAINED);
    all.addAll(changes);
    Recipe recipe = Recipes.override(Recipes.resolve(like), all);
    return new UntrainedLearner(name, about, recipe, fitted);
  }

  /**
   * Class means.
   *
   * @param seen what they are means of, for people
   */
  public static UntrainedLearner prototypes(
      String seen, String like, List<String> changes, String fitted) {
    return of(PROTOTYPES, "class means of " + seen, like, changes, "{kind: protonet}", fitted);
  }

  /** Logistic regression on embeddings. */
  public static UntrainedLearner logistic(
      String seen, String like, List<String> changes, String fitted) {
    return of(
        LOGISTIC, "logistic regression on " + seen, like, changes, LOGISTIC_ON_EMBEDDINGS, fitted);
  }

  /** Logistic regressions of several penalties. */
  public static List<UntrainedLearner> regressions(
      String seen, String like, List<String> changes, String fitted) {
    return PENALTIES.stream()
        .map(
            penalty ->
                of(
                    LOGISTIC,
                    "logistic regression on %s, penalty %s".formatted(seen, penalty),
                    like,
                    changes,
                    "{kind: softmax, sharpness: 1, decay: %s, rate: 0.1, steps: 60}"
                        .formatted(penalty),
                    fitted))
        .toList();
  }
}
