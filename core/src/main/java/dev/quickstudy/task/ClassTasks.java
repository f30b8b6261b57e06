package dev.quickstudy.task;

import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;

/**
 * Classification tasks from classes: a task takes {@code ways} different classes of a split at
 * random, labels them 0 … ways − 1 in that order, and takes different examples of each for the
 * support and the query set (Vinyals et al. 2016, §4.1). Support and query sets are ordered by
 * class.
 *
 * <p>A task of 0 shots is a mini-batch of ordinary training over all classes of the split: an empty
 * support set, and different examples taken at random among those of all classes, labelled by their
 * class's number in the split.
 */
public final class ClassTasks implements TaskSource {
  private static final int CLASSES = 0;
  private static final int SHOTS = 1;
  private static final int EXAMPLES = 2;

  private final String name;
  private final SplitClasses classes;
  private final ClassPool pool;

  public ClassTasks(String name, SplitClasses classes) {
    this.name = name;
    this.classes = classes;
    this.pool = classes.pool();
  }

  /** The classes that tasks are drawn from. */
  public SplitClasses classes() {
    return classes;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Targets targets(TaskShape shape) {
    return new Targets.Classes(shape.ways());
  }

  @Override
  public long[] inputShape() {
    return pool.exampleShape();
  }

  @Override
  public String fingerprint() {
    return pool.fingerprint();
  }

  @Override
  public String fitted() {
    return pool.fitted();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    int count = classes.count(split);
    if (shape.ways() < 2) {
      throw new IllegalArgumentException(
          "a classification task needs at least 2 ways, but is asked for " + shape.ways());
    }
    if (shape.isMiniBatch()) {
      checkMiniBatch(split, shape);
      return;
    }
    if (shape.ways() > count) {
      throw new IllegalArgumentException(
          shape.ways()
              + " ways are more than the "
              + count
              + " classes of the "
              + split.label()
              + " split of "
              + name
              + "; ask for at most "
              + count);
    }
    int needed = shape.maxShots() + shape.queries();
    for (int i = 0; i < count; i++) {
      int c = classes.classIndex(split, i);
      if (pool.size(c) < needed) {
        throw new IllegalArgumentException(
            shape.maxShots()
                + " shots + "
                + shape.queries()
                + " queries are more than the "
                + pool.size(c)
                + " examples of class "
                + pool.className(c)
                + " of "
                + name
                + "; ask for at most "
                + pool.size(c)
                + " together");
      }
    }
  }

  private void checkMiniBatch(Split split, TaskShape shape) {
    int count = classes.count(split);
    if (shape.ways() != count) {
      throw new IllegalArgumentException(
          "tasks of 0 shots are mini-batches of all "
              + count
              + " classes of the "
              + split.label()
              + " split of "
              + name
              + ", but are asked for "
              + shape.ways()
              + " ways; ask for "
              + count
              + " ways, or for at least 1 shot");
    }
    int examples = firstExamples(split)[count];
    if (shape.queries() > examples) {
      throw new IllegalArgumentException(
          "a mini-batch of "
              + shape.queries()
              + " is more than the "
              + examples
              + " examples of the "
              + split.label()
              + " split of "
              + name);
    }
  }

  /** The split's examples in a row, class by class: where each class begins, and where all end. */
  private int[] firstExamples(Split split) {
    int[] first = new int[classes.count(split) + 1];
    for (int i = 0; i + 1 < first.length; i++) {
      first[i + 1] = Math.addExact(first[i], pool.size(classes.classIndex(split, i)));
    }
    return first;
  }

  private TaskBatch miniBatches(
      Split split, TaskShape shape, RandomKey key, long firstTask, int count) {
    checkMiniBatch(split, shape);
    int[] first = firstExamples(split);
    Filler query = new Filler(count, shape.queries());
    for (int t = 0; t < count; t++) {
      int[] chosen =
          key.fold(firstTask + t).fold(EXAMPLES).choose(shape.queries(), first[shape.ways()]);
      for (int example : chosen) {
        int place = Arrays.binarySearch(first, example);
        int label = place >= 0 ? place : -place - 2;
        while (first[label + 1] == example) { // a class without examples begins where the next does
          label++;
        }
        query.add(classes.classIndex(split, label), example - first[label], label);
      }
    }
    Targets targets = targets(shape);
    return new TaskBatch(new Filler(count, 0).examples(targets), query.examples(targets));
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    if (count < 1 || (shape.uneven() && count != 1)) {
      throw new IllegalArgumentException(
          count + " tasks asked for; draw at least 1, and tasks with uneven shots one at a time");
    }
    if (shape.isMiniBatch()) {
      return miniBatches(split, shape, key, first, count);
    }
    RandomKey[] keys = new RandomKey[count];
    int[][] shots = new int[count][];
    for (int t = 0; t < count; t++) {
      keys[t] = key.fold(first + t);
      shots[t] = shots(shape, keys[t]);
    }
    Filler support = new Filler(count, Arrays.stream(shots[0]).sum());
    Filler query = new Filler(count, shape.ways() * shape.queries());
    for (int t = 0; t < count; t++) {
      int[] chosen = keys[t].fold(CLASSES).choose(shape.ways(), classes.count(split));
      for (int way = 0; way < shape.ways(); way++) {
        int c = classes.classIndex(split, chosen[way]);
        int k = shots[t][way];
        int[] examples = keys[t].fold(EXAMPLES).fold(way).choose(k + shape.queries(), pool.size(c));
        for (int i = 0; i < examples.length; i++) {
          (i < k ? support : query).add(c, examples[i], way);
        }
      }
    }
    Targets targets = targets(shape);
    return new TaskBatch(support.examples(targets), query.examples(targets));
  }

  private static int[] shots(TaskShape shape, RandomKey key) {
    RandomKey.Stream random = key.fold(SHOTS).stream();
    int[] shots = new int[shape.ways()];
    Arrays.setAll(
        shots,
        way ->
            shape.uneven()
                ? shape.minShots() + random.below(shape.maxShots() - shape.minShots() + 1)
                : shape.minShots());
    return shots;
  }

  /** Collects examples in order. */
  private final class Filler {
    private final int tasks;
    private final int perTask;
    private final int exampleElements = Shape.elements(pool.exampleShape());
    private final float[] x;
    private final long[] y;
    private int next;

    Filler(int tasks, int perTask) {
      this.tasks = tasks;
      this.perTask = perTask;
      this.x = new float[Math.multiplyExact(Math.multiplyExact(tasks, perTask), exampleElements)];
      this.y = new long[tasks * perTask];
    }

    void add(int classIndex, int exampleIndex, int label) {
      pool.copy(classIndex, exampleIndex, x, next * exampleElements);
      y[next++] = label;
    }

    Examples examples(Targets targets) {
      long[] example = pool.exampleShape();
      long[] shape = new long[example.length + 2];
      shape[0] = tasks;
      shape[1] = perTask;
      System.arraycopy(example, 0, shape, 2, example.length);
      return new Examples(Tensor.of(x, shape), Tensor.of(y, tasks, perTask), targets);
    }
  }
}
