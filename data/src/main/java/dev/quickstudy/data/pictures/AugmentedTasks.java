package dev.quickstudy.data.pictures;

import dev.quickstudy.files.Hash;
import dev.quickstudy.task.DrawnBatch;
import dev.quickstudy.task.DrawnExamples;
import dev.quickstudy.task.DrawnTaskSource;
import dev.quickstudy.task.ForwardingTaskSource;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;

/**
 * Pictures that vary in training. Tasks of validation and test are as the source has them. How a
 * picture of task i varies depends on the key, i and its place in the task alone.
 *
 * @param source tasks of pictures {@code [channels, height, width]}
 */
public record AugmentedTasks(TaskSource source, Augmentation variation)
    implements ForwardingTaskSource, DrawnTaskSource {
  private static final double LEAST_ERASED = 0.02;
  private static final double MOST_ERASED = 0.33;
  private static final double FLATTEST = 0.3;

  /**
   * Checks that there is something to vary.
   *
   * @throws UsageException if the inputs are no pictures, would be shifted out of sight, or have no
   *     colours to vary
   */
  public AugmentedTasks {
    long[] shape = source.inputShape();
    if (shape.length != 3) {
      throw new UsageException(
          source.name() + " has no pictures [channels, height, width] that could be varied");
    }
    long most = Math.min(shape[1], shape[2]) - 1;
    if (variation.shift() > most) {
      throw new UsageException(
          "shift must be in 0 … %d for pictures of this size, but is %d"
              .formatted(most, variation.shift()));
    }
    if (variation.saturation() > 0 && shape[0] == 1) {
      throw new UsageException(
          source.name() + " has grey pictures, which have no saturation; set it to 0");
    }
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint("varied, " + variation).add(source.fingerprint()).hex();
  }

  @Override
  public DrawnBatch draw(Split split, TaskShape shape, RandomKey key, long first, int count) {
    DrawnBatch batch = source.draw(split, shape, key, first, count);
    return split == Split.TRAIN
        ? new DrawnBatch(
            varied(batch.support(), key, "vary support", first),
            varied(batch.query(), key, "vary query", first))
        : batch;
  }

  private DrawnExamples varied(DrawnExamples examples, RandomKey key, String set, long first) {
    float[] all = examples.x();
    int[] shape = Arrays.stream(inputShape()).mapToInt(Math::toIntExact).toArray();
    int pixels = shape[1] * shape[2];
    int size = shape[0] * pixels;
    float[] varied = new float[all.length];
    Jitter jitter = new Jitter(variation, shape[0], source.fitted());
    for (int t = 0; t < examples.tasks(); t++) {
      RandomKey task = key.fold(first + t).fold(set);
      RandomKey.Stream random = task.stream();
      RandomKey.Stream colours = task.fold("colours").stream();
      for (int i = 0; i < examples.count(); i++) {
        int at = (t * examples.count() + i) * size;
        move(all, varied, at, shape, random);
        if (variation.colours()) {
          jitter.apply(varied, at, pixels, colours);
        }
        if (variation.erase() > 0) {
          erase(varied, at, shape, colours);
        }
      }
    }
    return examples.withInputs(varied, examples.inputShape());
  }

  /** Takes each pixel from where shift, mirror, flip and turn have it come from. */
  private void move(float[] from, float[] to, int at, int[] shape, RandomKey.Stream random) {
    int down = random.below(2 * variation.shift() + 1) - variation.shift();
    int right = random.below(2 * variation.shift() + 1) - variation.shift();
    boolean mirrored = random.below(2) == 1 && variation.mirror();
    boolean flipped = variation.flip() && random.below(2) == 1;
    double angle =
        variation.degrees() == 0
            ? 0
            : Math.toRadians(random.uniform(-variation.degrees(), variation.degrees()));
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    int height = shape[1];
    int width = shape[2];
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    for (int row = 0; row < height; row++) {
      int v = (flipped ? height - 1 - row : row) - down;
      for (int column = 0; column < width; column++) {
        int u = (mirrored ? width - 1 - column : column) - right;
        int place = at + row * width + column;
        if (angle == 0) {
          if (u >= 0 && u < width && v >= 0 && v < height) {
            for (int c = 0; c < shape[0]; c++) {
              to[place + c * height * width] = from[at + (c * height + v) * width + u];
            }
          }
          continue;
        }
        double x = middleX + cos * (u - middleX) - sin * (v - middleY);
        double y = middleY + sin * (u - middleX) + cos * (v - middleY);
        for (int c = 0; c < shape[0]; c++) {
          to[place + c * height * width] =
              between(from, at + c * height * width, height, width, x, y);
        }
      }
    }
  }

  /** The value between four pixels, each counted by its nearness; outside is 0. */
  private static float between(float[] from, int at, int height, int width, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double value = 0;
    for (int v = Math.max(0, top); v <= Math.min(height - 1, top + 1); v++) {
      for (int u = Math.max(0, left); u <= Math.min(width - 1, left + 1); u++) {
        value += (1 - Math.abs(x - u)) * (1 - Math.abs(y - v)) * from[at + v * width + u];
      }
    }
    return (float) value;
  }

  private void erase(float[] picture, int at, int[] shape, RandomKey.Stream random) {
    boolean erased = random.uniform() < variation.erase();
    double area = random.uniform(LEAST_ERASED, MOST_ERASED) * shape[1] * shape[2];
    double flatness = Math.exp(random.uniform(Math.log(FLATTEST), -Math.log(FLATTEST)));
    int height = Math.max(1, Math.min(shape[1], (int) Math.round(Math.sqrt(area * flatness))));
    int width = Math.max(1, Math.min(shape[2], (int) Math.round(Math.sqrt(area / flatness))));
    int top = random.below(shape[1] - height + 1);
    int left = random.below(shape[2] - width + 1);
    for (int c = 0; erased && c < shape[0]; c++) {
      for (int row = top; row < top + height; row++) {
        int from = at + (c * shape[1] + row) * shape[2] + left;
        Arrays.fill(picture, from, from + width, 0);
      }
    }
  }
}
