package dev.quickstudy.predict;

import dev.quickstudy.data.InputOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a user wants classified, in order, as the learner sees it. */
public final class Queries {
  private final List<Predictions.Query> queries = new ArrayList<>();
  private final List<Supplier<float[]>> inputs = new ArrayList<>();

  Queries() {}

  /** A file that is one example. */
  void add(String file, Optional<String> truth, float[] input) {
    add(file, truth, () -> input);
  }

  /** The same with an input that is made when it is asked for. */
  void add(String file, Optional<String> truth, Supplier<float[]> input) {
    InputOrigin origin = InputOrigin.of(Path.of(file));
    queries.add(new Predictions.Query(file, truth, origin, Optional.empty()));
    inputs.add(input);
  }

  /** A row of a file. */
  void add(String name, Optional<String> truth, InputOrigin origin, float[] input) {
    queries.add(new Predictions.Query(name, truth, origin, Optional.empty()));
    inputs.add(() -> input);
  }

  /** A row that says nothing to the learner: its answer is unknown. */
  void addUnanswerable(String name, Optional<String> truth, InputOrigin origin, String problem) {
    queries.add(new Predictions.Query(name, truth, origin, Optional.of(problem)));
    inputs.add(() -> new float[0]);
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
