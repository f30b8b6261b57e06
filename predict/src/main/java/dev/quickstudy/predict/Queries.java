package dev.quickstudy.predict;

import dev.quickstudy.data.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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

  /** Those whose class is known, with another name for it. */
  Queries withTruth(UnaryOperator<String> named) {
    Queries some = new Queries();
    for (int i = 0; i < queries.size(); i++) {
      Predictions.Query query = queries.get(i);
      if (query.truth().isPresent()) {
        some.queries.add(new Predictions.Query(query.name(), query.truth().map(named)));
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
