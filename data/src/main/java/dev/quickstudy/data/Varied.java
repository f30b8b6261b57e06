package dev.quickstudy.data;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;

/**
 * Pictures that vary in training: each is shifted and perhaps mirrored at random, as if it were
 * padded on all sides and a part of its own size cut out. Tasks of validation and test are as the
 * source has them. How a picture of task i varies depends on the key, i and its place in the task
 * alone.
 *
 * @param source tasks of pictures {@code [channels, height, width]}
 * @param shift at most so many pixels up, down, left or right, every shift equally likely; 0 shifts
 *     none. What comes in from outside is 0
 * @param mirror whether every second picture, by chance, has its left and right exchanged; not for
 *     classes that this would change, such as letters
 */
public record Varied(TaskSource source, int shift, boolean mirror) implements TaskSource {
  /**
   * Checks that there is something to vary.
   *
   * @throws IllegalArgumentException if the inputs are no pictures or would be shifted out of sight
   */
  public Varied {
    long[] shape = source.inputShape();
    if (shape.length != 3) {
      throw new IllegalArgumentException(
          source.name() + " has no pictures [channels, height, width] that could be varied");
    }
    long most = Math.min(shape[1], shape[2]) - 1;
    if (shift < 0 || shift > most) {
      throw new IllegalArgumentException(
          "shift must be in 0 … %d for pictures of this size, but is %d".formatted(most, shift));
    }
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Targets targets(TaskShape shape) {
    return source.targets(shape);
  }

  @Override
  public long[] inputShape() {
    return source.inputShape();
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("shifted by " + shift + (mirror ? ", mirrored" : ""))
        .add(source.fingerprint())
        .hex();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    source.check(split, shape);
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    TaskBatch batch = source.sample(split, shape, key, first, count);
    return split == Split.TRAIN
        ? new TaskBatch(
            varied(batch.support(), key, "vary support", first),
            varied(batch.query(), key, "vary query", first))
        : batch;
  }

  private Examples varied(Examples examples, RandomKey key, String set, long first) {
    float[] all = examples.x().toFloats();
    int[] shape = Arrays.stream(inputShape()).mapToInt(Math::toIntExact).toArray();
    int size = shape[0] * shape[1] * shape[2];
    float[] varied = new float[all.length];
    for (int t = 0; t < examples.tasks(); t++) {
      RandomKey.Stream random = key.fold(first + t).fold(set).stream();
      for (int i = 0; i < examples.count(); i++) {
        int down = random.below(2 * shift + 1) - shift;
        int right = random.below(2 * shift + 1) - shift;
        boolean mirrored = random.below(2) == 1 && mirror;
        int at = (t * examples.count() + i) * size;
        for (int row = 0; row < shape[0] * shape[1]; row++) {
          int y = row % shape[1] - down;
          for (int column = 0; column < shape[2] && y >= 0 && y < shape[1]; column++) {
            int x = (mirrored ? shape[2] - 1 - column : column) - right;
            if (x >= 0 && x < shape[2]) {
              varied[at + row * shape[2] + column] = all[at + (row - down) * shape[2] + x];
            }
          }
        }
      }
    }
    return examples.withInputs(Tensor.of(varied, examples.x().shape()));
  }
}
