package dev.quickstudy.task;

import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * T tasks side by side. Answers are checked when one is made.
 *
 * @param support what each task is learned from, {@code [T, N, …]}; with its descriptor, where it
 *     has one
 * @param query what each task is judged on, {@code [T, Q, …]}; Q may be 0
 */
public record TaskBatch(Examples support, Examples query) {
  /**
   * Checks the answers.
   *
   * @throws UsageException if they do not suit the targets, or if support and query sets are not of
   *     as many tasks
   */
  public TaskBatch {
    if (support.tasks() != query.tasks()) {
      throw new UsageException(
          "support and query must have the same number of tasks, but have "
              + support.tasks()
              + " and "
              + query.tasks());
    }
    support.check();
    query.check();
  }

  /**
   * Tasks after each other, those of the first batch first. Where they have different numbers of
   * examples, the smaller sets are filled up to the size of the greatest with examples of zeros,
   * behind their own, whose weight is 0.
   */
  public static TaskBatch joined(List<TaskBatch> parts) {
    return new TaskBatch(
        joinedExamples(parts.stream().map(TaskBatch::support).toList()),
        joinedExamples(parts.stream().map(TaskBatch::query).toList()));
  }

  /**
   * Tasks number {@code first} … {@code first + count − 1}, drawn one at a time and {@linkplain
   * #joined joined}: how a source draws several tasks of different sizes.
   *
   * @param task the task of a number
   */
  public static TaskBatch each(long first, int count, LongFunction<TaskBatch> task) {
    return joined(LongStream.range(first, first + count).mapToObj(task).toList());
  }

  private static Examples joinedExamples(List<Examples> parts) {
    int most = parts.stream().mapToInt(Examples::count).max().orElseThrow();
    int rank = parts.stream().mapToInt(TaskBatch::weightRank).max().orElseThrow();
    boolean weighted =
        parts.stream().anyMatch(part -> part.count() < most || part.weights().isPresent());
    return new Examples(
        Tensor.cat(0, parts.stream().map(part -> filled(part.x(), most)).toList()),
        Tensor.cat(0, parts.stream().map(part -> filled(part.y(), most)).toList()),
        weighted
            ? Optional.of(
                Tensor.cat(
                    0, parts.stream().map(part -> filled(weights(part, rank), most)).toList()))
            : Optional.empty(),
        joinedDescriptors(parts),
        parts.get(0).targets());
  }

  /** Descriptors below each other, where all tasks have one. */
  private static Optional<Tensor> joinedDescriptors(List<Examples> parts) {
    List<Tensor> known = parts.stream().flatMap(part -> part.descriptor().stream()).toList();
    if (known.isEmpty()) {
      return Optional.empty();
    }
    if (known.size() < parts.size()) {
      throw new UsageException(
          known.size()
              + " of "
              + parts.size()
              + " tasks have a descriptor; tasks that are learned side by side need one each, or none");
    }
    return Optional.of(Tensor.cat(0, known));
  }

  private static int weightRank(Examples part) {
    return part.weights().map(Tensor::rank).orElse(2);
  }

  /** The weights, or as many ones. */
  private static Tensor weights(Examples part, int rank) {
    DType type = part.x().type().floating() ? part.x().type() : DType.FLOAT32;
    return part.weights()
        .orElseGet(() -> Tensor.full(1, type, Arrays.copyOf(part.y().shape(), rank)));
  }

  /** {@code [T, N, …]} with zeros behind, {@code [T, most, …]}. */
  private static Tensor filled(Tensor tensor, int most) {
    long[] shape = tensor.shape();
    shape[1] = most - shape[1];
    return shape[1] == 0
        ? tensor
        : Tensor.cat(1, List.of(tensor, Tensor.zeros(tensor.type(), shape)));
  }

  /** T, the number of tasks. */
  public int tasks() {
    return support.tasks();
  }

  /** The same tasks with floating-point numbers in another precision; integers stay. */
  public TaskBatch to(DType type) {
    Examples toSupport = support.to(type);
    Examples toQuery = query.to(type);
    // Tensors of that precision already are not copied, and answers need not be checked again.
    return toSupport.equals(support) && toQuery.equals(query)
        ? this
        : new TaskBatch(toSupport, toQuery);
  }
}
