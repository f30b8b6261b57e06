package dev.quickstudy.data.tasks;

import dev.quickstudy.files.Hash;
import dev.quickstudy.task.DrawnBatch;
import dev.quickstudy.task.DrawnExamples;
import dev.quickstudy.task.DrawnTaskSource;
import dev.quickstudy.task.ForwardingTaskSource;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Training tasks between training tasks (Yao, Zhang and Finn 2022, §4.2, for classes that tasks do
 * not share, at the level of inputs): with some probability a task is mixed with a second one,
 * class by class. Each way of the mixed task is a class of its own, made of a class of each: all
 * its examples, of support and query set, mix one example of the first with one of the second in
 * the same proportion λ, drawn from Beta(α, α) for each way. So labels stay what they are, which
 * mixing examples of different ways (mixup, CutMix) would not allow. The second task is drawn as
 * the first is: where classes are few, a class may meet itself, and a picture that one learns from
 * another that the other is asked for.
 *
 * <p>Blended, an example is λ of the first and 1 − λ of the second, pixel by pixel (mixup, Zhang et
 * al. 2018). Cut, a rectangle of 1 − λ of the second's area, at one place for all examples of a
 * way, stands in the first (CutMix, Yun et al. 2019).
 *
 * @param source tasks of pictures {@code [channels, height, width]}
 * @param share of training tasks that are mixed, 0 … 1
 * @param alpha of the Beta distribution, more than 0 and at most 4
 * @param cut whether pictures are cut rather than blended
 */
public record InterpolatedTasks(TaskSource source, double share, double alpha, boolean cut)
    implements ForwardingTaskSource, DrawnTaskSource {
  private static final double MOST_ALPHA = 4;

  /**
   * Checks the settings.
   *
   * @throws UsageException if they are out of range, or the inputs are no pictures
   */
  public InterpolatedTasks {
    if (source.inputShape().length != 3) {
      throw new UsageException(
          source.name() + " has no pictures [channels, height, width] that could be mixed");
    }
    if (!(share >= 0 && share <= 1)) {
      throw new UsageException("share must be in 0 … 1, but is " + share);
    }
    if (!(alpha > 0 && alpha <= MOST_ALPHA)) {
      throw new UsageException("alpha must be more than 0 and at most 4, but is " + alpha);
    }
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint("interpolated, %s, %s, %s".formatted(share, alpha, cut))
        .add(source.fingerprint())
        .hex();
  }

  /**
   * As the source, and that training tasks have ways to mix.
   *
   * @throws UsageException if training tasks are mini-batches of fixed classes, or have uneven
   *     shots
   */
  @Override
  public void check(Split split, TaskShape shape) {
    source.check(split, shape);
    if (split == Split.TRAIN && (shape.isMiniBatch() || shape.uneven())) {
      throw new UsageException(
          "tasks are mixed way by way, so training tasks must have as many shots in every way, and"
              + " at least 1");
    }
  }

  @Override
  public DrawnBatch draw(Split split, TaskShape shape, RandomKey key, long first, int count) {
    DrawnBatch batch = source.draw(split, shape, key, first, count);
    if (split != Split.TRAIN || share == 0) {
      return batch;
    }
    check(split, shape);
    DrawnBatch other = source.draw(split, shape, key.fold("mixed with"), first, count);
    return new DrawnBatch(
        mixed(batch.support(), other.support(), shape.ways(), key, first),
        mixed(batch.query(), other.query(), shape.ways(), key, first));
  }

  /** None: a mixture of classes is none of those that are described. */
  @Override
  public List<Integer> descriptor(TaskShape shape) {
    return List.of();
  }

  /** Empty where classes may be mixed: those have no names. */
  @Override
  public Optional<TaskContents> contents(Split split, TaskShape shape, RandomKey key, long number) {
    return split != Split.TRAIN || share == 0
        ? source.contents(split, shape, key, number)
        : Optional.empty();
  }

  /** The first example of a way is mixed with the other task's first of that way, and so on. */
  private DrawnExamples mixed(
      DrawnExamples one, DrawnExamples two, int ways, RandomKey key, long first) {
    float[] values = one.x();
    float[] others = two.x();
    long[] labels = one.y().toLongs();
    long[] otherLabels = two.y().toLongs();
    int[] shape = Arrays.stream(inputShape()).mapToInt(Math::toIntExact).toArray();
    int size = one.inputSize();
    for (int t = 0; t < one.tasks(); t++) {
      RandomKey.Stream random = key.fold(first + t).fold("interpolation").stream();
      boolean chosen = random.uniform() < share;
      for (int w = 0; w < ways && chosen; w++) {
        double proportion = beta(random);
        double x = random.uniform();
        double y = random.uniform();
        int[] own = places(labels, t * one.count(), one.count(), w);
        int[] other = places(otherLabels, t * one.count(), one.count(), w);
        for (int i = 0; i < own.length; i++) {
          int at = own[i] * size;
          int from = other[i] * size;
          if (cut) {
            cut(values, at, others, from, shape, proportion, x, y);
          } else {
            blend(values, at, others, from, size, (float) proportion);
          }
        }
      }
    }
    return one.undescribed();
  }

  /** Where examples with a label are, of {@code count} from {@code first} on. */
  private static int[] places(long[] labels, int first, int count, int label) {
    return IntStream.range(first, first + count).filter(i -> labels[i] == label).toArray();
  }

  private static void blend(
      float[] values, int at, float[] others, int from, int size, float proportion) {
    for (int i = 0; i < size; i++) {
      values[at + i] = proportion * values[at + i] + (1 - proportion) * others[from + i];
    }
  }

  private static void cut(
      float[] values,
      int at,
      float[] others,
      int from,
      int[] shape,
      double proportion,
      double x,
      double y) {
    int height = (int) Math.round(shape[1] * Math.sqrt(1 - proportion));
    int width = (int) Math.round(shape[2] * Math.sqrt(1 - proportion));
    int top = (int) Math.round(y * (shape[1] - height));
    int left = (int) Math.round(x * (shape[2] - width));
    for (int plane = 0; plane < shape[0]; plane++) {
      for (int row = top; row < top + height; row++) {
        int pixel = (plane * shape[1] + row) * shape[2] + left;
        System.arraycopy(others, from + pixel, values, at + pixel, width);
      }
    }
  }

  /** Beta(α, α) by Jöhnk's method (1964). */
  private double beta(RandomKey.Stream random) {
    while (true) {
      double one = Math.pow(random.uniform(), 1 / alpha);
      double two = Math.pow(random.uniform(), 1 / alpha);
      if (one + two > 0 && one + two <= 1) {
        return one / (one + two);
      }
    }
  }
}
