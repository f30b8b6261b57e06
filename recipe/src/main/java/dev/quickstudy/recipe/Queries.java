package dev.quickstudy.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a user wants classified, in order, as the learner sees it. */
public final class Queries {
  private final List<Answers.Query> queries = new ArrayList<>();
  private final List<float[]> inputs = new ArrayList<>();

  Queries() {}

  void add(String name, Optional<String> truth, float[] input) {
    queries.add(new Answers.Query(name, truth));
    inputs.add(input);
  }

  /** How many. */
  public int count() {
    return queries.size();
  }

  Answers.Query get(int index) {
    return queries.get(index);
  }

  float[] input(int index) {
    return inputs.get(index);
  }
}
