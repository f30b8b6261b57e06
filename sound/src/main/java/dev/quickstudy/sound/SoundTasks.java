package dev.quickstudy.sound;

import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tasks of recordings, each from one group of classes, for instance one speaker's words. Every
 * group of a split is equally likely.
 */
final class SoundTasks implements TaskSource {
  private static final String GROUP = "group";

  private final String name;
  private final SoundPool pool;
  private final Map<Split, List<String>> names;
  private final Map<Split, List<ClassTasks>> groups = new HashMap<>();

  /**
   * Tasks of the groups of each split.
   *
   * @param pool classes whose names begin with their group's
   */
  SoundTasks(String name, SoundPool pool, Map<Split, List<String>> groups) {
    this.name = name;
    this.pool = pool;
    this.names = Map.copyOf(groups);
    groups.forEach(
        (split, names) ->
            this.groups.put(split, names.stream().map(group -> tasks(split, group)).toList()));
  }

  /** The name of a group, with which those of its classes begin. */
  static String group(Split split, Optional<String> within) {
    String label = split.label() + "/";
    return within.map(own -> label + own + "/").orElse(label);
  }

  private ClassTasks tasks(Split split, String group) {
    return new ClassTasks(
        name,
        new SplitClasses(
            pool, own -> own.startsWith(group) ? Optional.of(split) : Optional.empty()));
  }

  private List<ClassTasks> groups(Split split) {
    List<ClassTasks> own = groups.getOrDefault(split, List.of());
    if (own.isEmpty()) {
      throw new UsageException(name + " has no recordings in the " + split.label() + " split");
    }
    return own;
  }

  @Override
  public Optional<TaskSource> trainval() {
    List<String> both = new ArrayList<>(names.getOrDefault(Split.TRAIN, List.of()));
    both.addAll(names.getOrDefault(Split.VALIDATION, List.of()));
    return Optional.of(
        new SoundTasks(
            name + ", trained on train + validation",
            pool,
            Map.of(Split.TRAIN, both, Split.TEST, names.getOrDefault(Split.TEST, List.of()))));
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
  public void check(Split split, TaskShape shape) {
    List<ClassTasks> own = groups(split);
    if (shape.isMiniBatch() && own.size() > 1) {
      throw new UsageException(
          "mini-batches are of all classes together, but each task of "
              + name
              + " is of one group; ask for tasks of all groups together, or for at least 1 shot");
    }
    own.forEach(group -> group.check(split, shape));
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    List<ClassTasks> own = groups(split);
    if (count < 1) {
      throw new UsageException(count + " tasks asked for; draw at least 1");
    }
    if (shape.uneven() && count > 1) {
      return TaskBatch.each(first, count, number -> sample(split, shape, key, number, 1));
    }
    if (own.size() == 1) {
      return own.get(0).sample(split, shape, key, first, count);
    }
    List<TaskBatch> tasks = new ArrayList<>();
    for (long task = first; task < first + count; task++) {
      tasks.add(group(own, key, task).sample(split, shape, key, task, 1));
    }
    return TaskBatch.joined(tasks);
  }

  /** The group that a task is of. */
  private static ClassTasks group(List<ClassTasks> own, RandomKey key, long task) {
    return own.size() == 1
        ? own.get(0)
        : own.get(key.fold(GROUP).fold(task).stream().below(own.size()));
  }

  @Override
  public Optional<TaskContents> contents(Split split, TaskShape shape, RandomKey key, long number) {
    return group(groups(split), key, number).contents(split, shape, key, number);
  }
}
