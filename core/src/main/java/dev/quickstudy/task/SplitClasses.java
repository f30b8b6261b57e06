package dev.quickstudy.task;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A class pool whose classes are divided among the splits. Splits are disjoint by construction: a
 * rule gives each class one split or none, so no class can be in two.
 */
public final class SplitClasses {
  private final ClassPool pool;
  private final int[] train;
  private final int[] validation;
  private final int[] test;

  /**
   * Divides the classes of a pool.
   *
   * @param assignment from a class's name to its split; empty leaves the class out
   */
  public SplitClasses(ClassPool pool, Function<String, Optional<Split>> assignment) {
    this.pool = pool;
    List<Optional<Split>> splits =
        IntStream.range(0, pool.classes())
            .mapToObj(c -> assignment.apply(pool.className(c)))
            .toList();
    this.train = indices(splits, Split.TRAIN);
    this.validation = indices(splits, Split.VALIDATION);
    this.test = indices(splits, Split.TEST);
  }

  private static int[] indices(List<Optional<Split>> splits, Split wanted) {
    return IntStream.range(0, splits.size())
        .filter(c -> splits.get(c).equals(Optional.of(wanted)))
        .toArray();
  }

  private int[] indices(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /** The pool that is divided. */
  public ClassPool pool() {
    return pool;
  }

  /** How many classes a split has. */
  public int count(Split split) {
    return indices(split).length;
  }

  /** The pool's index of the split's class number {@code i}. */
  public int classIndex(Split split, int i) {
    return indices(split)[i];
  }
}
