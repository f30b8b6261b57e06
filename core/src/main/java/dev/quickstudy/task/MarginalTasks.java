package dev.quickstudy.task;

import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Tasks of classes that are not equally frequent among the queries. A task has as many queries in
 * all as its shape says, and its class's share of them follows the marginal. The support set is as
 * the source has it.
 *
 * @param source tasks of classes
 */
public record MarginalTasks(TaskSource source, QueryMarginal marginal)
    implements ForwardingTaskSource {
  @Override
  public String name() {
    return source.name() + ", query marginal " + marginal;
  }

  @Override
  public String fingerprint() {
    return source.fingerprint();
  }

  /** The same tasks with as many queries of each class as one of them may have. */
  private TaskShape whole(TaskShape shape) {
    return new TaskShape(
        shape.ways(),
        shape.minShots(),
        shape.maxShots(),
        marginal.most(shape.ways(), shape.queries()));
  }

  @Override
  public void check(Split split, TaskShape shape) {
    source.check(split, shape);
    if (source.targets(shape).classes().isEmpty()) {
      throw new UsageException(
          "a query marginal is about classes, but the tasks of " + source.name() + " have none");
    }
    try {
      source.check(split, whole(shape));
    } catch (UsageException e) {
      throw new UsageException(
          "a query marginal of %s may give one class %d queries: %s"
              .formatted(marginal, whole(shape).queries(), e.getMessage()));
    }
  }

  /** The number of queries a class, at most those asked for, for which there are such tasks. */
  public Optional<Integer> queries(Split split, TaskShape shape) {
    return IntStream.iterate(shape.queries(), number -> number >= 1, number -> number - 1)
        .filter(number -> possible(split, shape, number))
        .boxed()
        .findFirst();
  }

  private boolean possible(Split split, TaskShape shape, int queries) {
    try {
      check(split, new TaskShape(shape.ways(), shape.minShots(), shape.maxShots(), queries));
      return true;
    } catch (UsageException e) {
      return false;
    }
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    check(split, shape);
    return TaskBatch.each(
        first,
        count,
        number -> {
          TaskBatch whole = source.sample(split, whole(shape), key, number, 1);
          Examples query = whole.query();
          long[] picked = picked(query.y().toLongs(), shape, key, number);
          Tensor index = Tensor.of(picked, picked.length);
          return new TaskBatch(
              whole.support(),
              new Examples(
                  query.x().indexSelect(1, index),
                  query.y().indexSelect(1, index),
                  query.weights().map(weights -> weights.indexSelect(1, index)),
                  query.targets()));
        });
  }

  /** Which of a task's queries are taken, in their order: the first ones of each class. */
  private long[] picked(long[] labels, TaskShape shape, RandomKey key, long number) {
    int[] left = marginal.counts(shape.ways(), shape.queries(), key.fold(number));
    return IntStream.range(0, labels.length)
        .filter(i -> left[(int) labels[i]]-- > 0)
        .asLongStream()
        .toArray();
  }

  @Override
  public Optional<TaskContents> contents(Split split, TaskShape shape, RandomKey key, long number) {
    Optional<TaskContents> whole = source.contents(split, whole(shape), key, number);
    if (whole.isEmpty() || whole.get().query().isEmpty()) {
      return whole;
    }
    TaskContents known = whole.get();
    long[] labels;
    try (Scope scope = Scope.open()) {
      labels = source.sample(split, whole(shape), key, number, 1).query().y().toLongs();
    }
    List<List<String>> query = new ArrayList<>();
    for (long i : picked(labels, shape, key, number)) {
      query.add(known.query().get((int) i));
    }
    return Optional.of(
        new TaskContents(known.title(), known.classes(), known.columns(), known.support(), query));
  }
}
