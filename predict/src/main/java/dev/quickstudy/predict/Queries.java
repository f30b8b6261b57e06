package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputOrigin;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.NearestNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a user wants classified, in order, as the learner sees it. Filled by one thread, read by
 * any.
 */
public final class Queries {
  private final List<Predictions.Query> queries = new ArrayList<>();
  private final List<Supplier<float[]>> inputs = new ArrayList<>();

  /** None yet. */
  public Queries() {}

  /** A file that is one example. */
  public void add(String file, Optional<String> truth, float[] input) {
    add(file, truth, () -> input);
  }

  /** The same with an input that is made when it is asked for. */
  public void add(String file, Optional<String> truth, Supplier<float[]> input) {
    InputOrigin origin = InputOrigin.of(Path.of(file));
    add(file, truth, origin, input);
  }

  /** Those whose class is known, with another name for it. */
  Queries withTruth(UnaryOperator<String> named) {
    Queries some = new Queries();
    for (int i = 0; i < queries.size(); i++) {
      Predictions.Query query = queries.get(i);
      if (query.truth().isPresent()) {
        some.queries.add(
            new Predictions.Query(query.name(), query.truth().map(named), query.origin()));
        some.inputs.add(inputs.get(i));
      }
    }
    return some;
  }

  /** Those whose class is not known. */
  Queries withoutTruth() {
    Queries some = new Queries();
    for (int i = 0; i < queries.size(); i++) {
      if (queries.get(i).truth().isEmpty()) {
        some.queries.add(queries.get(i));
        some.inputs.add(inputs.get(i));
      }
    }
    return some;
  }

  /** A row of a file. */
  public void add(String name, Optional<String> truth, InputOrigin origin, float[] input) {
    add(name, truth, origin, () -> input);
  }

  private void add(
      String name, Optional<String> truth, InputOrigin origin, Supplier<float[]> input) {
    queries.add(new Predictions.Query(name, truth, origin));
    inputs.add(input);
  }

  /**
   * A file that can be read but tells nothing: its answer is unknown.
   *
   * @param reason why, for people
   */
  public void addUnknown(String file, Optional<String> truth, String reason) {
    addUnknown(file, truth, InputOrigin.of(Path.of(file)), reason);
  }

  /** The same of a row of a file. */
  public void addUnknown(String name, Optional<String> truth, InputOrigin origin, String reason) {
    add(
        name,
        truth,
        origin,
        () -> {
          throw new InputException(InputException.Problem.NOTHING_TO_READ, reason);
        });
  }

  /**
   * Checks that a query's folder names a class, where only some are allowed.
   *
   * @throws DataException if it names another
   */
  public static void requireKnown(String name, Optional<String> truth, List<String> classes) {
    truth
        .filter(own -> !classes.isEmpty() && !classes.contains(own))
        .ifPresent(
            own -> {
              throw new DataException(
                  "%s: its folder %s is named after no class that was learned; %s"
                      .formatted(name, own, NearestNames.hint(own, classes)));
            });
  }

  /** Tells how queries were read and what was passed over. */
  public static void say(DataLocations locations, List<String> said) {
    if (!said.isEmpty()) {
      locations.listener().say("to classify: " + String.join(", ", said));
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
