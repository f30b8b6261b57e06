package dev.quickstudy.task;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A class pool whose classes are divided among the splits. Splits are disjoint by construction: a rule gives each class
 * one split or none, so no class can be in two.
 */
public final class SplitClasses {
  private final ClassPool pool;
  private final Map<Split, int[]> classes = new EnumMap<>(Split.class);

  /**
   * Divides the classes of a pool.
   *
   * @param assignment from a class's name to its split; empty leaves the class out
   */
  public SplitClasses(ClassPool pool, Function<String, Optional<Split>> assignment) {
    this.pool = pool;
    Map<Integer, Split> splitOf = new java.util.HashMap<>();
    for (int c = 0; c < pool.classes(); c++) {
      int index = c;
      assignment.apply(pool.className(c)).ifPresent(split -> splitOf.put(index, split));
    }
    for (Split split : Split.values()) {
      classes.put(
          split,
          IntStream.range(0, pool.classes()).filter(c -> splitOf.get(c) == split).toArray());
    }
  }

  /** The pool that is divided. */
  public ClassPool pool() {
    return pool;
  }

  /** How many classes a split has. */
  public int count(Split split) {
    return classes.get(split).length;
  }

  /** The pool's index of the split's class number {@code i}. */
  public int classIndex(Split split, int i) {
    return classes.get(split)[i];
  }
}
