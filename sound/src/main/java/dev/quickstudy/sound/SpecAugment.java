package dev.quickstudy.sound;

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

/**
 * Spectrograms with masks in training (SpecAugment: Park et al. 2019, §2, without time warping):
 * bands of pitches and spans of time become 0, which is the mean. A mask is 0 to so many places
 * wide, every width equally likely, and stands at any place equally likely. Tasks of validation and
 * test are as the source has them. How a recording of task i is masked depends on the key, i and
 * its place in the task alone.
 *
 * @param source tasks of spectrograms {@code [1, mels, frames]}
 * @param pitchMasks how many bands, at least 0
 * @param pitchWidth the widest, 0 … mels
 * @param timeMasks how many spans, at least 0
 * @param timeWidth the longest, 0 … frames
 */
public record SpecAugment(
    TaskSource source, int pitchMasks, int pitchWidth, int timeMasks, int timeWidth)
    implements ForwardingTaskSource, DrawnTaskSource {
  /**
   * Checks that there is something to mask.
   *
   * @throws UsageException if the inputs are no spectrograms, or masks are wider
   */
  public SpecAugment {
    long[] shape = source.inputShape();
    if (shape.length != 3 || shape[0] != 1) {
      throw new UsageException(
          source.name() + " has no spectrograms [1, mels, frames] that could be masked");
    }
    requireIn("pitchWidth", pitchWidth, shape[1]);
    requireIn("timeWidth", timeWidth, shape[2]);
    requireIn("pitchMasks", pitchMasks, shape[1]);
    requireIn("timeMasks", timeMasks, shape[2]);
  }

  private static void requireIn(String what, int value, long most) {
    if (value < 0 || value > most) {
      throw new UsageException(
          "%s must be in 0 … %d for spectrograms of this size, but is %d"
              .formatted(what, most, value));
    }
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint(
            "masked %d × %d, %d × %d".formatted(pitchMasks, pitchWidth, timeMasks, timeWidth))
        .add(source.fingerprint())
        .hex();
  }

  @Override
  public DrawnBatch draw(Split split, TaskShape shape, RandomKey key, long first, int count) {
    DrawnBatch batch = source.draw(split, shape, key, first, count);
    return split == Split.TRAIN
        ? new DrawnBatch(
            masked(batch.support(), key, "mask support", first),
            masked(batch.query(), key, "mask query", first))
        : batch;
  }

  private DrawnExamples masked(DrawnExamples examples, RandomKey key, String set, long first) {
    float[] all = examples.x();
    int mels = (int) inputShape()[1];
    int frames = (int) inputShape()[2];
    for (int t = 0; t < examples.tasks(); t++) {
      RandomKey.Stream random = key.fold(first + t).fold(set).stream();
      for (int i = 0; i < examples.count(); i++) {
        int at = (t * examples.count() + i) * mels * frames;
        for (int m = 0; m < pitchMasks; m++) {
          int width = random.below(pitchWidth + 1);
          int low = random.below(mels - width + 1);
          blank(all, at, frames, low, low + width, 0, frames);
        }
        for (int m = 0; m < timeMasks; m++) {
          int width = random.below(timeWidth + 1);
          int begin = random.below(frames - width + 1);
          blank(all, at, frames, 0, mels, begin, begin + width);
        }
      }
    }
    return examples;
  }

  private static void blank(
      float[] all, int at, int frames, int low, int high, int begin, int end) {
    for (int mel = low; mel < high; mel++) {
      for (int frame = begin; frame < end; frame++) {
        all[at + mel * frames + frame] = 0;
      }
    }
  }
}
