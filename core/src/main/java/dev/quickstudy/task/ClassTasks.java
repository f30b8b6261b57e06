package dev.quickstudy.task;

import dev.quickstudy.task.TaskMembers.Member;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Classification tasks from classes: a task takes {@code ways} different classes of a split at
 * random, labels them 0 … ways − 1 in that order, and takes different examples of each for the
 * support and the query set (Vinyals et al. 2016, §4.1). Support and query sets are in a random
 * order of the task's key, so that no learner can take an example's place for its label.
 *
 * <p>A task of 0 shots is a mini-batch of ordinary training over all classes of the split: an empty
 * support set, and different examples taken at random among those of all classes, labelled by their
 * class's number in the split.
 */
public final class ClassTasks implements DrawnTaskSource {
  private static final int CLASSES = 0;
  private static final int SHOTS = 1;
  private static final int EXAMPLES = 2;
  private static final int ORDER = 3;

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

  /** {@code [ways, D]} where classes have a descriptor of D numbers. */
  @Override
  public List<Integer> descriptor(TaskShape shape) {
    int width = pool.classes() == 0 ? 0 : pool.descriptor(0).length;
    return width == 0 ? List.of() : List.of(shape.ways(), width);
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
  public Optional<TaskSource> trainval() {
    return Optional.of(
        new ClassTasks(name + ", trained on train + validation", classes.trainval()));
  }

  /** The same classes, with those of validation among those of training. */
  ClassTasks ofTrainval() {
    return new ClassTasks(name, classes.trainval());
  }

  @Override
  public void check(Split split, TaskShape shape) {
    int count = classes.count(split);
    if (shape.ways() < 2) {
      throw new UsageException(
          "a classification task needs at least 2 ways, but is asked for "
              + shape.ways()
              + "; a task of one class has nothing to tell apart, ask for 2 or more");
    }
    if (shape.isMiniBatch()) {
      checkMiniBatch(split, shape);
      return;
    }
    if (count == 0) {
      throw new UsageException(name + " has no classes in the " + split.label() + " split");
    }
    if (shape.ways() > count) {
      throw new UsageException(
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
        throw new UsageException(
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
      throw new UsageException(
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
      throw new UsageException(
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

  /** Chooses what is in a task. */
  private TaskMembers members(Split split, TaskShape shape, RandomKey task) {
    List<Integer> chosen =
        IntStream.of(task.fold(CLASSES).choose(shape.ways(), classes.count(split)))
            .mapToObj(i -> classes.classIndex(split, i))
            .toList();
    int[] shots = shots(shape, task);
    List<Member> support = new ArrayList<>();
    List<Member> query = new ArrayList<>();
    for (int way = 0; way < chosen.size(); way++) {
      int c = chosen.get(way);
      int[] examples =
          task.fold(EXAMPLES).fold(way).choose(shots[way] + shape.queries(), pool.size(c));
      for (int i = 0; i < examples.length; i++) {
        (i < shots[way] ? support : query).add(new Member(c, examples[i], way));
      }
    }
    RandomKey order = task.fold(ORDER);
    return new TaskMembers(
        chosen, shuffled(support, order.fold("support")), shuffled(query, order.fold("query")));
  }

  private static List<Member> shuffled(List<Member> members, RandomKey key) {
    return IntStream.of(key.choose(members.size(), members.size())).mapToObj(members::get).toList();
  }

  /**
   * Chooses what is in a mini-batch.
   *
   * @param first as {@link #firstExamples} of the split
   */
  private TaskMembers miniBatch(Split split, TaskShape shape, RandomKey task, int[] first) {
    List<Integer> all =
        IntStream.range(0, shape.ways()).mapToObj(i -> classes.classIndex(split, i)).toList();
    List<Member> query = new ArrayList<>();
    for (int example : task.fold(EXAMPLES).choose(shape.queries(), first[shape.ways()])) {
      int place = Arrays.binarySearch(first, example);
      int label = place >= 0 ? place : -place - 2;
      while (first[label + 1] == example) { // a class without examples begins where the next does
        label++;
      }
      query.add(new Member(all.get(label), example - first[label], label));
    }
    return new TaskMembers(all, List.of(), query);
  }

  /** Tasks of a stream, as what is in each. */
  List<TaskMembers> members(
      Split split, TaskShape shape, RandomKey key, long firstTask, int count) {
    if (shape.isMiniBatch()) {
      checkMiniBatch(split, shape);
      int[] first = firstExamples(split);
      return LongStream.range(firstTask, firstTask + count)
          .mapToObj(number -> miniBatch(split, shape, key.fold(number), first))
          .toList();
    }
    return LongStream.range(firstTask, firstTask + count)
        .mapToObj(number -> members(split, shape, key.fold(number)))
        .toList();
  }

  @Override
  public DrawnBatch draw(Split split, TaskShape shape, RandomKey key, long first, int count) {
    if (count < 1) {
      throw new UsageException(count + " tasks asked for; draw at least 1");
    }
    return TaskMembers.draw(members(split, shape, key, first, count), pool, targets(shape));
  }

  @Override
  public Optional<TaskContents> contents(Split split, TaskShape shape, RandomKey key, long number) {
    check(split, shape);
    TaskMembers task = members(split, shape, key, number, 1).get(0);
    boolean captioned =
        Stream.concat(task.support().stream(), task.query().stream())
            .anyMatch(member -> caption(member).isPresent());
    return Optional.of(
        new TaskContents(
            Optional.empty(),
            task.classes().stream().map(pool::className).toList(),
            captioned ? List.of("example") : List.of(),
            cells(task.support(), captioned),
            cells(task.query(), captioned)));
  }

  private Optional<String> caption(Member member) {
    return pool.caption(member.classIndex(), member.exampleIndex());
  }

  private List<List<String>> cells(List<Member> members, boolean captioned) {
    return members.stream()
        .map(member -> captioned ? List.of(caption(member).orElse("")) : List.<String>of())
        .toList();
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
}
