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
 * Tasks whose pictures are brought to the shape that a learner was trained on: resampled by area,
 * not keeping their sides' ratio; a grey picture is all three colours, and a coloured one becomes
 * the mean of its three. Values stay on their source's scale. The classes and examples of each task
 * are the source's.
 *
 * @param source tasks of pictures {@code [channels, height, width]} of 1 or 3 channels
 * @param channels 1 or 3
 * @param height in pixels
 * @param width in pixels
 */
public record FittedPictures(TaskSource source, int channels, int height, int width)
    implements ForwardingTaskSource, DrawnTaskSource {
  /**
   * Checks that both are pictures.
   *
   * @throws UsageException if not
   */
  public FittedPictures {
    if (!fits(source.inputShape(), new long[] {channels, height, width})) {
      throw new UsageException(
          "%s has examples of shape %s, which are no pictures that fit into %d×%d×%d"
              .formatted(
                  source.name(), Arrays.toString(source.inputShape()), channels, height, width));
    }
  }

  /** Whether examples of one shape are pictures that can be brought to the other. */
  public static boolean fits(long[] from, long[] to) {
    return isPicture(from) && isPicture(to);
  }

  private static boolean isPicture(long[] shape) {
    return shape.length == 3
        && (shape[0] == 1 || shape[0] == 3)
        && shape[1] > 0
        && shape[2] > 0
        && shape[1] * shape[2] <= PictureFile.MOST_PIXELS;
  }

  /** The source's name, and what is done to its pictures. */
  @Override
  public String name() {
    return source.name() + " (" + done() + ")";
  }

  private String done() {
    long[] from = source.inputShape();
    String size =
        from[1] == height && from[2] == width
            ? ""
            : "resized from %d×%d to %d×%d".formatted(from[1], from[2], height, width);
    String colour =
        from[0] == channels ? "" : channels == 3 ? "grey as all three colours" : "colours averaged";
    return size + (size.isEmpty() || colour.isEmpty() ? "" : ", ") + colour;
  }

  @Override
  public long[] inputShape() {
    return new long[] {channels, height, width};
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint("pictures fitted to %d×%d×%d".formatted(channels, height, width))
        .add(source.fingerprint())
        .hex();
  }

  @Override
  public DrawnBatch draw(Split split, TaskShape shape, RandomKey key, long first, int count) {
    DrawnBatch batch = source.draw(split, shape, key, first, count);
    return new DrawnBatch(fitted(batch.support()), fitted(batch.query()));
  }

  private DrawnExamples fitted(DrawnExamples examples) {
    int[] from = Arrays.stream(source.inputShape()).mapToInt(Math::toIntExact).toArray();
    int pixels = from[1] * from[2];
    int fittedPixels = height * width;
    float[] all = examples.x();
    int count = all.length / (from[0] * pixels);
    float[] fitted = new float[count * channels * fittedPixels];
    for (int i = 0; i < count; i++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = (i * channels + channel) * fittedPixels;
        if (channel > 0 && from[0] == 1) {
          System.arraycopy(fitted, at - fittedPixels, fitted, at, fittedPixels);
          continue;
        }
        float[] grey =
            channels < from[0]
                ? averaged(all, i * from[0] * pixels, from[0], pixels)
                : Arrays.copyOfRange(
                    all, (i * from[0] + channel) * pixels, (i * from[0] + channel + 1) * pixels);
        GreyPicture small = new GreyPicture(from[2], from[1], grey).resized(width, height);
        System.arraycopy(small.values(), 0, fitted, at, fittedPixels);
      }
    }
    return examples.withInputs(fitted, inputShape());
  }

  private static float[] averaged(float[] all, int offset, int channels, int pixels) {
    float[] mean = new float[pixels];
    for (int i = 0; i < channels * pixels; i++) {
      mean[i % pixels] += all[offset + i] / channels;
    }
    return mean;
  }
}
