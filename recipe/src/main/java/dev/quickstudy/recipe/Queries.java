package dev.quickstudy.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a user wants classified, in order, as the learner sees it. */
final class Queries {
  private final List<FileTask.Query> queries = new ArrayList<>();
  private final List<float[]> inputs = new ArrayList<>();

  void add(String name, Optional<String> truth, float[] input) {
    queries.add(new FileTask.Query(name, truth));
    inputs.add(input);
  }

  int count() {
    return queries.size();
  }

  FileTask.Query get(int index) {
    return queries.get(index);
  }

  float[] input(int index) {
    return inputs.get(index);
  }
}
