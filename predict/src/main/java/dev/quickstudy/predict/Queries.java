package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.InputException;
import dev.quickstudy.recipe.Nearest;
import dev.quickstudy.recipe.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a user wants classified, in order, as the learner sees it. */
public final class Queries {
  private final List<Predictions.Query> queries = new ArrayList<>();
  private final List<Supplier<float[]>> inputs = new ArrayList<>();

  Queries() {}

  void add(String name, Optional<String> truth, float[] input) {
    add(name, truth, () -> input);
  }

  /** The same with an input that is made when it is asked for. */
  void add(String name, Optional<String> truth, Supplier<float[]> input) {
    queries.add(new Predictions.Query(name, truth));
    inputs.add(input);
  }

  /**
   * A query that can be read but tells nothing: its answer is unknown.
   *
   * @param reason why, for people
   */
  void addUnknown(String name, Optional<String> truth, String reason) {
    add(
        name,
        truth,
        () -> {
          throw new InputException(InputException.Problem.NOTHING_TO_READ, reason);
        });
  }

  /**
   * Checks that a query's folder names a class.
   *
   * @throws DataException if it names another
   */
  static void requireKnown(String name, Optional<String> truth, List<String> classes) {
    truth
        .filter(own -> !classes.contains(own))
        .ifPresent(
            own -> {
              throw new DataException(
                  "%s: its folder %s is named after no class that was learned; %s"
                      .formatted(name, own, Nearest.hint(own, classes)));
            });
  }

  /** Tells how queries were read and what was passed over. */
  static void say(Places places, List<String> said) {
    if (!said.isEmpty()) {
      places.listener().say("to classify: " + String.join(", ", said));
    }
  }

  /** How many. */
  public int count() {
    return queries.size();
  }

  Predictions.Query get(int index) {
    return queries.get(index);
  }

  float[] input(int index) {
    return inputs.get(index).get();
  }
}
