package dev.quickstudy.report;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A classification task that a learner has answered, in plain numbers.
 *
 * @param number which task of the evaluation
 * @param title what all of it is taken from
 * @param classes their names, by label
 * @param columns what is told of each example in words; none where its numbers are all
 * @param support what was learned from
 * @param query what was asked
 */
record EpisodeResult(
    long number,
    Optional<String> title,
    List<String> classes,
    List<String> columns,
    List<Example> support,
    List<AnsweredQuery> query) {

  /** An example. */
  static final class Example {
    /** Its class. */
    final int label;

    /** What is told of it, one a column. */
    final List<String> cells;

    /** Of its numbers. */
    final List<Long> shape;

    final float[] numbers;

    Example(int label, List<String> cells, List<Long> shape, float[] numbers) {
      this.label = label;
      this.cells = cells;
      this.shape = shape;
      this.numbers = numbers;
    }
  }

  /** A query and its answer. */
  static final class AnsweredQuery {
    final Example example;

    /** Of each class. */
    final double[] probabilities;

    AnsweredQuery(Example example, double[] probabilities) {
      this.example = example;
      this.probabilities = probabilities;
    }

    /** The class with the greatest probability. */
    int taken() {
      int taken = 0;
      for (int way = 1; way < probabilities.length; way++) {
        taken = probabilities[way] > probabilities[taken] ? way : taken;
      }
      return taken;
    }

    boolean right() {
      return taken() == example.label;
    }
  }

  /**
   * A task out of its tensors.
   *
   * @param batch one task
   * @param logits {@code [1, Q, ways]}
   */
  static EpisodeResult of(
      long number, TaskBatch batch, Tensor logits, Optional<TaskContents> contents) {
    int ways = (int) logits.size(2);
    List<String> classes =
        contents
            .map(TaskContents::classes)
            .orElseGet(
                () -> IntStream.rangeClosed(1, ways).mapToObj(way -> "class " + way).toList());
    List<Example> support =
        examples(batch.support(), contents.map(TaskContents::support).orElse(List.of()));
    List<Example> query =
        examples(batch.query(), contents.map(TaskContents::query).orElse(List.of()));
    double[] probabilities = logits.softmax(-1).toDoubles();
    return new EpisodeResult(
        number,
        contents.flatMap(TaskContents::title),
        classes,
        contents.map(TaskContents::columns).orElse(List.of()),
        support,
        IntStream.range(0, query.size())
            .mapToObj(
                i ->
                    new AnsweredQuery(
                        query.get(i), Arrays.copyOfRange(probabilities, i * ways, (i + 1) * ways)))
            .toList());
  }

  private static List<Example> examples(Examples examples, List<List<String>> cells) {
    long[] shape = examples.x().shape();
    List<Long> one = Arrays.stream(shape, 2, shape.length).boxed().toList();
    long[] labels = examples.y().toLongs();
    float[] all = examples.x().toFloats();
    int size = all.length / Math.max(1, labels.length);
    return IntStream.range(0, labels.length)
        .mapToObj(
            i ->
                new Example(
                    (int) labels[i],
                    i < cells.size() ? cells.get(i) : List.of(),
                    one,
                    Arrays.copyOfRange(all, i * size, (i + 1) * size)))
        .toList();
  }

  /** The same without what its examples look like, which is large. */
  EpisodeResult answersOnly() {
    List<AnsweredQuery> answers =
        query.stream()
            .map(
                asked ->
                    new AnsweredQuery(
                        new Example(asked.example.label, List.of(), List.of(), new float[0]),
                        asked.probabilities))
            .toList();
    return new EpisodeResult(number, title, classes, List.of(), List.of(), answers);
  }

  /** The name of a class among those of all tasks. */
  String fullName(int label) {
    return title.map(of -> of + ": " + classes.get(label)).orElse(classes.get(label));
  }

  long right() {
    return query.stream().filter(AnsweredQuery::right).count();
  }

  Stream<Example> support(int label) {
    return support.stream().filter(example -> example.label == label);
  }

  /** The queries of a class. */
  List<AnsweredQuery> query(int label) {
    return query.stream().filter(asked -> asked.example.label == label).toList();
  }

  /**
   * Some queries, wrong answers first. Where there are right ones too, a quarter is left for them.
   */
  static List<AnsweredQuery> some(List<AnsweredQuery> queries, int most) {
    List<AnsweredQuery> wrong = queries.stream().filter(asked -> !asked.right()).toList();
    List<AnsweredQuery> right = queries.stream().filter(AnsweredQuery::right).toList();
    int kept = Math.min(right.size(), most / 4);
    return Stream.concat(
            wrong.stream().limit(most - kept),
            right.stream().limit(most - Math.min(wrong.size(), most - kept)))
        .toList();
  }
}
