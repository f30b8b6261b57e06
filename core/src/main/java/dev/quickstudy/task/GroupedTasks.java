package dev.quickstudy.task;

import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tasks that are each of one group of classes, for instance the characters of one alphabet or the
 * words of one speaker. Every group of a split is equally likely.
 */
public final class GroupedTasks implements DrawnTaskSource {
  private static final String GROUP = "group";

  private final String name;
  private final ClassPool pool;
  private final Map<Split, List<ClassTasks>> groups;
  private final boolean largeOnly;

  /**
   * Tasks of the groups of each split.
   *
   * @param pool the classes of all groups
   * @param groups of each split, of classes of the pool; a split without groups has no tasks
   * @param largeOnly whether groups of fewer classes than a task has ways are left out; otherwise
   *     {@link #check} refuses such tasks
   * @throws UsageException if a group is of another pool
   */
  public GroupedTasks(
      String name, ClassPool pool, Map<Split, List<ClassTasks>> groups, boolean largeOnly) {
    this.name = name;
    this.pool = pool;
    this.groups = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      List<ClassTasks> own = List.copyOf(groups.getOrDefault(split, List.of()));
      Checks.require(
          own.stream().allMatch(group -> group.classes().pool().equals(pool)),
          "groups must be of the classes of one pool, but one of " + name + " has another pool");
      this.groups.put(split, own);
    }
    this.largeOnly = largeOnly;
  }

  private List<ClassTasks> of(Split split) {
    return groups.getOrDefault(split, List.of());
  }

  /** How many groups a split has. */
  public int groups(Split split) {
    return of(split).size();
  }

  /** How many of them have at least so many classes. */
  public int groups(Split split, int ways) {
    return (int) of(split).stream().filter(group -> has(group, split, ways)).count();
  }

  private static boolean has(ClassTasks group, Split split, int ways) {
    return group.classes().count(split) >= ways;
  }

  /** The groups that tasks of a shape are drawn from. */
  private List<ClassTasks> groups(Split split, TaskShape shape) {
    List<ClassTasks> all = of(split);
    if (all.isEmpty()) {
      throw new UsageException(name + " has nothing in the " + split.label() + " split");
    }
    if (!largeOnly) {
      return all;
    }
    List<ClassTasks> large = all.stream().filter(group -> has(group, split, shape.ways())).toList();
    if (large.isEmpty()) {
      int most = all.stream().mapToInt(group -> group.classes().count(split)).max().orElseThrow();
      throw new UsageException(
          "%d ways are more than the classes of any group of the %s split of %s; ask for at most %d"
              .formatted(shape.ways(), split.label(), name, most));
    }
    return large;
  }

  @Override
  public Optional<TaskSource> trainval() {
    List<ClassTasks> both = new ArrayList<>(of(Split.TRAIN));
    of(Split.VALIDATION).stream().map(ClassTasks::ofTrainval).forEach(both::add);
    return Optional.of(
        new GroupedTasks(
            name + ", trained on train + validation",
            pool,
            Map.of(Split.TRAIN, both, Split.TEST, of(Split.TEST)),
            largeOnly));
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
    List<ClassTasks> own = groups(split, shape);
    if (shape.isMiniBatch() && own.size() > 1) {
      throw new UsageException(
          "mini-batches are of all classes together, but each task of "
              + name
              + " is of one group; ask for tasks of all groups together, or for at least 1 shot");
    }
    own.forEach(group -> group.check(split, shape));
  }

  @Override
  public DrawnBatch draw(Split split, TaskShape shape, RandomKey key, long first, int count) {
    List<ClassTasks> own = groups(split, shape);
    if (count < 1) {
      throw new UsageException(count + " tasks asked for; draw at least 1");
    }
    List<TaskMembers> tasks = new ArrayList<>();
    for (long task = first; task < first + count; task++) {
      tasks.addAll(group(own, key, task).members(split, shape, key, task, 1));
    }
    return TaskMembers.draw(tasks, pool, targets(shape));
  }

  /** The group that a task is of. */
  private static ClassTasks group(List<ClassTasks> own, RandomKey key, long task) {
    return own.size() == 1
        ? own.get(0)
        : own.get(key.fold(GROUP).fold(task).stream().below(own.size()));
  }

  @Override
  public Optional<TaskContents> contents(Split split, TaskShape shape, RandomKey key, long number) {
    return group(groups(split, shape), key, number).contents(split, shape, key, number);
  }
}
