package dev.quickstudy.task;

import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A class pool whose classes are divided among the splits. Splits are disjoint by construction: a
 * rule gives each class one split or none, so no class can be in two.
 */
public final class SplitClasses {
  private static final char UNDECODED = '\uFFFD';

  private final ClassPool pool;
  private final int[] train;
  private final int[] validation;
  private final int[] test;

  /**
   * Divides the classes of a pool.
   *
   * @param assignment from a class's name to its split; empty leaves the class out
   * @throws UsageException if a class's name was read wrongly, as {@link #requireReadable} says
   */
  public SplitClasses(ClassPool pool, Function<String, Optional<Split>> assignment) {
    this.pool = pool;
    IntStream.range(0, pool.classes()).forEach(c -> requireReadable(pool.className(c)));
    List<Optional<Split>> splits =
        IntStream.range(0, pool.classes())
            .mapToObj(c -> assignment.apply(pool.className(c)))
            .toList();
    this.train = indices(splits, Split.TRAIN);
    this.validation = indices(splits, Split.VALIDATION);
    this.test = indices(splits, Split.TEST);
  }

  private SplitClasses(ClassPool pool, int[] train, int[] validation, int[] test) {
    this.pool = pool;
    this.train = train;
    this.validation = validation;
    this.test = test;
  }

  /** The same with the classes of validation among those of training, in the pool's order. */
  SplitClasses trainval() {
    int[] both =
        IntStream.concat(Arrays.stream(train), Arrays.stream(validation)).sorted().toArray();
    return new SplitClasses(pool, both, new int[0], test);
  }

  /**
   * Refuses the name of a class with U+FFFD, which stands for what could not be decoded: names that
   * differ there only would be one class.
   */
  public static void requireReadable(String className) {
    if (className.indexOf(UNDECODED) >= 0) {
      throw new UsageException(
          "the class '%s' has letters that could not be read; where it is the name of a folder, start Java in a locale of UTF-8 (LC_ALL=C.UTF-8)"
              .formatted(className));
    }
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
