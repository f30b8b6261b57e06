package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Spelling;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The labelled examples that a task is learned from, as the learner sees them, class by class.
 * Immutable.
 */
public final class SupportSet {
  private final long[] exampleShape;
  private final Map<String, List<float[]>> byClass;
  private final Optional<List<Float>> descriptor;

  /** Examples by class, in the order of the map; a class may have none. */
  public SupportSet(long[] exampleShape, Map<String, List<float[]>> byClass) {
    this(exampleShape, byClass, Optional.empty());
  }

  private SupportSet(
      long[] exampleShape, Map<String, List<float[]>> byClass, Optional<List<Float>> descriptor) {
    byClass.keySet().forEach(SplitClasses::requireReadable);
    this.exampleShape = exampleShape.clone();
    this.byClass = byClass;
    this.descriptor = descriptor;
  }

  /** The same examples of a task of which more is known. */
  SupportSet knowing(LearningOptions options) {
    Map<String, List<float[]>> all = new LinkedHashMap<>(byClass);
    for (String name : options.classes()) {
      if (all.keySet().stream().noneMatch(known -> Spelling.same(known, name))) {
        all.put(name, List.of());
      }
    }
    return new SupportSet(exampleShape, all, options.descriptor().or(() -> descriptor));
  }

  /** All examples of a pool. */
  public static SupportSet of(ClassPool pool) {
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
    return new SupportSet(pool.exampleShape(), byClass);
  }

  /**
   * Examples with a label each; classes are in the order in which they first come.
   *
   * @param labels as many as there are examples
   */
  static SupportSet of(long[] exampleShape, List<float[]> examples, List<String> labels) {
    Map<String, List<float[]>> byClass = new LinkedHashMap<>();
    for (int i = 0; i < examples.size(); i++) {
      byClass.computeIfAbsent(labels.get(i), name -> new ArrayList<>()).add(examples.get(i));
    }
    return new SupportSet(exampleShape, byClass);
  }

  /**
   * Examples as tensors hold them.
   *
   * @param x {@code [N, …]}
   * @param y int64 {@code [N]}, indices of classes
   */
  static SupportSet of(List<String> classes, Tensor x, Tensor y) {
    long[] exampleShape = Arrays.copyOfRange(x.shape(), 1, x.rank());
    int size = Shape.elements(exampleShape);
    float[] numbers = x.toFloats();
    long[] labels = y.toLongs();
    Map<String, List<float[]>> byClass = new LinkedHashMap<>();
    classes.forEach(name -> byClass.put(name, new ArrayList<>()));
    List<List<float[]>> inOrder = List.copyOf(byClass.values());
    for (int i = 0; i < labels.length; i++) {
      inOrder.get((int) labels[i]).add(Arrays.copyOfRange(numbers, i * size, (i + 1) * size));
    }
    return new SupportSet(exampleShape, byClass);
  }

  /**
   * These examples and others: more of the same classes, or new classes after them. Those that a
   * class has already are not taken twice.
   */
  SupportSet with(SupportSet more) {
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
    return new SupportSet(exampleShape, all, more.descriptor.or(() -> descriptor));
  }

  /** Of each class, the examples of some numbers. */
  SupportSet choose(Choice choice) {
    Map<String, List<float[]>> chosen = new LinkedHashMap<>();
    byClass.forEach(
        (name, examples) ->
            chosen.put(
                name,
                Arrays.stream(choice.of(chosen.size(), name, examples.size()))
                    .mapToObj(examples::get)
                    .toList()));
    return new SupportSet(exampleShape, chosen, descriptor);
  }

  /** Which examples of a class are taken. */
  interface Choice {
    /**
     * Numbers of examples.
     *
     * @param way the class's place
     * @param count how many examples it has
     */
    int[] of(int way, String name, int count);
  }

  long[] exampleShape() {
    return exampleShape.clone();
  }

  List<String> classes() {
    return List.copyOf(byClass.keySet());
  }

  /** Numbers that describe the task; empty where nothing is known. */
  Optional<List<Float>> descriptor() {
    return descriptor;
  }

  /** The first class that has no example. */
  Optional<String> withoutExample() {
    return byClass.entrySet().stream()
        .filter(one -> one.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** How many examples there are, of all classes. */
  int count() {
    return byClass.values().stream().mapToInt(List::size).sum();
  }

  /** The examples of a class. */
  List<float[]> of(String name) {
    return List.copyOf(byClass.getOrDefault(name, List.of()));
  }

  /** Inputs of the examples, class by class, {@code [N, …]}, in the current scope. */
  Tensor x() {
    return tensor(exampleShape, byClass.values().stream().flatMap(List::stream).toList());
  }

  /** Their labels, the places of their classes, int64 {@code [N]}, in the current scope. */
  Tensor y() {
    LongStream.Builder labels = LongStream.builder();
    int way = 0;
    for (List<float[]> examples : byClass.values()) {
      for (int i = 0; i < examples.size(); i++) {
        labels.add(way);
      }
      way++;
    }
    return Tensor.of(labels.build().toArray(), count());
  }

  /** As one task for a learner, {@code [1, N, …]}, in the current scope. */
  Examples examples(DType precision) {
    return new Examples(x().unsqueeze(0), y().unsqueeze(0), targets()).to(precision);
  }

  Targets targets() {
    return new Targets.Classes(byClass.size());
  }

  /** Examples of one shape in a row, {@code [N, …]}. */
  static Tensor tensor(long[] exampleShape, List<float[]> examples) {
    int size = Shape.elements(exampleShape);
    float[] all = new float[Math.multiplyExact(examples.size(), size)];
    for (int i = 0; i < examples.size(); i++) {
      System.arraycopy(examples.get(i), 0, all, i * size, size);
    }
    return Tensor.of(
        all,
        LongStream.concat(LongStream.of(examples.size()), LongStream.of(exampleShape)).toArray());
  }
}
