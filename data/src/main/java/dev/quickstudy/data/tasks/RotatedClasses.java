package dev.quickstudy.data.tasks;

import dev.quickstudy.files.Hash;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.tensor.UsageException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Square pictures of which each training class, turned by a quarter, a half and three quarters, is
 * three classes more (Santoro et al. 2016 for characters). Classes of validation and test are as
 * they were. Not for classes that look the same when they are turned.
 */
public final class RotatedClasses implements ClassPool {
  private static final int TURNS = 4;
  private static final int QUARTER = 90;

  private final ClassPool pool;
  private final long[] shape;

  /** The pool's classes that are turned. */
  private final int[] turned;

  private RotatedClasses(ClassPool pool, int[] turned) {
    this.pool = pool;
    this.shape = pool.exampleShape();
    this.turned = turned;
  }

  /**
   * Tasks of the same classes and turned ones.
   *
   * @throws UsageException if the examples are no square pictures
   */
  public static ClassTasks of(ClassTasks tasks) {
    ClassPool pool = tasks.classes().pool();
    long[] shape = pool.exampleShape();
    if (shape.length != 3 || shape[1] != shape[2]) {
      throw new UsageException(
          tasks.name() + " has no square pictures [channels, side, side] that could be turned");
    }
    Map<String, Split> splits = new HashMap<>();
    for (Split split : Split.values()) {
      for (int i = 0; i < tasks.classes().count(split); i++) {
        splits.put(pool.className(tasks.classes().classIndex(split, i)), split);
      }
    }
    int[] turned = new int[tasks.classes().count(Split.TRAIN)];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = tasks.classes().classIndex(Split.TRAIN, i);
      if (pool.className(turned[i]).matches(".*/rot\\d{3}")) {
        throw new UsageException(
            tasks.name() + " has turned classes already, such as " + pool.className(turned[i]));
      }
      for (int turn = 1; turn < TURNS; turn++) {
        splits.put(name(pool, turned[i], turn), Split.TRAIN);
      }
    }
    return new ClassTasks(
        tasks.name() + ", turned",
        new SplitClasses(
            new RotatedClasses(pool, turned), name -> Optional.ofNullable(splits.get(name))));
  }

  private static String name(ClassPool pool, int classIndex, int turn) {
    return pool.className(classIndex) + "/rot%03d".formatted(turn * QUARTER);
  }

  @Override
  public int classes() {
    return pool.classes() + (TURNS - 1) * turned.length;
  }

  /** The class of the pool that a class is made of. */
  private int original(int classIndex) {
    return classIndex < pool.classes()
        ? classIndex
        : turned[(classIndex - pool.classes()) / (TURNS - 1)];
  }

  /** Quarter turns counter-clockwise, 0 … 3. */
  private int turn(int classIndex) {
    return classIndex < pool.classes() ? 0 : 1 + (classIndex - pool.classes()) % (TURNS - 1);
  }

  @Override
  public String className(int classIndex) {
    int turn = turn(classIndex);
    return turn == 0 ? pool.className(classIndex) : name(pool, original(classIndex), turn);
  }

  @Override
  public int size(int classIndex) {
    return pool.size(original(classIndex));
  }

  @Override
  public long[] exampleShape() {
    return shape.clone();
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    int turn = turn(classIndex);
    if (turn == 0) {
      pool.copy(classIndex, exampleIndex, into, offset);
      return;
    }
    int side = (int) shape[1];
    int pixels = side * side;
    float[] upright = new float[(int) shape[0] * pixels];
    pool.copy(original(classIndex), exampleIndex, upright, 0);
    for (int i = 0; i < upright.length; i++) {
      int x = i % side;
      int y = i % pixels / side;
      int from =
          switch (turn) {
            case 1 -> x * side + side - 1 - y;
            case 2 -> pixels - 1 - i % pixels;
            default -> (side - 1 - x) * side + y;
          };
      into[offset + i] = upright[i / pixels * pixels + from];
    }
  }

  @Override
  public String fitted() {
    return pool.fitted();
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint("training classes turned").add(pool.fingerprint()).hex();
  }
}
