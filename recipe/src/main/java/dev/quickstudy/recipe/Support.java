package dev.quickstudy.recipe;

import dev.quickstudy.data.DataException;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The labelled examples that a task is learned from, as the learner sees them. */
final class Support {
  private final long[] exampleShape;
  private final Map<String, List<float[]>> byClass;

  /** Examples by class, in the order of the map. */
  Support(long[] exampleShape, Map<String, List<float[]>> byClass) {
    this.exampleShape = exampleShape.clone();
    this.byClass = byClass;
  }

  /** All examples of a pool. */
  static Support of(ClassPool pool) {
    int size = Shape.elements(pool.exampleShape());
    Map<String, List<float[]>> byClass = new LinkedHashMap<>();
    for (int way = 0; way < pool.classes(); way++) {
      List<float[]> examples = new ArrayList<>();
      for (int i = 0; i < pool.size(way); i++) {
        float[] example = new float[size];
        pool.copy(way, i, example, 0);
        examples.add(example);
      }
      byClass.put(pool.className(way), examples);
    }
    return new Support(pool.exampleShape(), byClass);
  }

  /**
   * Examples in a row.
   *
   * @param labels of the examples: indices of classes
   */
  static Support of(List<String> classes, long[] exampleShape, float[] examples, long[] labels) {
    int size = Shape.elements(exampleShape);
    Map<String, List<float[]>> byClass = new LinkedHashMap<>();
    classes.forEach(name -> byClass.put(name, new ArrayList<>()));
    List<List<float[]>> inOrder = List.copyOf(byClass.values());
    for (int i = 0; i < labels.length; i++) {
      inOrder.get((int) labels[i]).add(Arrays.copyOfRange(examples, i * size, (i + 1) * size));
    }
    return new Support(exampleShape, byClass);
  }

  /**
   * These examples and others: more of the same classes, or new classes after them. Those that a
   * class has already are not taken twice.
   */
  Support with(Support more) {
    if (!Arrays.equals(exampleShape, more.exampleShape)) {
      throw new DataException(
          "the new examples are "
              + Arrays.toString(more.exampleShape)
              + ", but those learned before are "
              + Arrays.toString(exampleShape));
    }
    Map<String, List<float[]>> all = new LinkedHashMap<>();
    byClass.forEach((name, examples) -> all.put(name, new ArrayList<>(examples)));
    more.byClass.forEach(
        (name, examples) -> {
          List<float[]> own = all.computeIfAbsent(name, is -> new ArrayList<>());
          List<float[]> known = of(name);
          examples.stream()
              .filter(one -> known.stream().noneMatch(other -> Arrays.equals(one, other)))
              .forEach(own::add);
        });
    return new Support(exampleShape, all);
  }

  long[] exampleShape() {
    return exampleShape.clone();
  }

  List<String> classes() {
    return List.copyOf(byClass.keySet());
  }

  /** How many examples there are, of all classes. */
  int count() {
    return byClass.values().stream().mapToInt(List::size).sum();
  }

  /** The examples of a class. */
  List<float[]> of(String name) {
    return List.copyOf(byClass.getOrDefault(name, List.of()));
  }
}
