package dev.quickstudy.data.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.pictures.Augmentation;
import dev.quickstudy.data.pictures.AugmentedTasks;
import dev.quickstudy.data.pictures.FittedPictures;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.GroupedTasks;
import dev.quickstudy.task.MarginalTasks;
import dev.quickstudy.task.QueryMarginal;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sources that change inputs give the bits that they gave when they changed tensors: the checksums
 * are of that time.
 */
class ChangedInputsTest {
  private static final RandomKey KEY = RandomKey.of(11);
  private static final TaskShape EVEN = new TaskShape(3, 2, 3);
  private static final TaskShape UNEVEN = new TaskShape(3, 1, 4, 2);

  /** Random pictures; classes 0–5 train, 6–9 validate, 10–15 test. */
  private record Noise(int channels, boolean described) implements ClassPool {
    @Override
    public int classes() {
      return 16;
    }

    @Override
    public String className(int classIndex) {
      return String.valueOf((char) ('a' + classIndex));
    }

    @Override
    public int size(int classIndex) {
      return 12 + classIndex % 3;
    }

    @Override
    public long[] exampleShape() {
      return new long[] {channels, 6, 5};
    }

    @Override
    public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
      RandomKey.Stream random = RandomKey.of(classIndex).fold(exampleIndex).stream();
      for (int i = 0; i < channels * 6 * 5; i++) {
        into[offset + i] = (float) random.uniform();
      }
    }

    @Override
    public float[] descriptor(int classIndex) {
      return described ? new float[] {classIndex, 0.5f} : new float[0];
    }

    @Override
    public String fingerprint() {
      return "00";
    }
  }

  private static Optional<Split> split(String name) {
    return Optional.of(
        name.compareTo("g") < 0
            ? Split.TRAIN
            : name.compareTo("k") < 0 ? Split.VALIDATION : Split.TEST);
  }

  private static ClassTasks classes(int channels, boolean described) {
    Noise pool = new Noise(channels, described);
    return new ClassTasks("noise", new SplitClasses(pool, ChangedInputsTest::split));
  }

  /** Classes with an even letter and those with an odd one. */
  private static GroupedTasks groups() {
    Noise pool = new Noise(1, true);
    List<ClassTasks> both =
        List.of(0, 1).stream()
            .map(
                odd ->
                    new ClassTasks(
                        "noise",
                        new SplitClasses(
                            pool,
                            name -> split(name).filter(own -> (name.charAt(0) - 'a') % 2 == odd))))
            .toList();
    return new GroupedTasks(
        "grouped noise", pool, Map.of(Split.TRAIN, both, Split.TEST, both), false);
  }

  private static TaskSource source(String name) {
    Augmentation moved = Augmentation.moved(2, true);
    Augmentation all = new Augmentation(1, true, true, 30, 0.3, 0.2, 0.4, 0.5);
    return switch (name) {
      case "classes" -> classes(1, true);
      case "groups" -> groups();
      case "marginal" -> new MarginalTasks(classes(1, true), QueryMarginal.REALISTIC);
      case "moved" -> new AugmentedTasks(classes(1, true), moved);
      case "augmented" -> new AugmentedTasks(classes(3, false), all);
      case "blended" -> new InterpolatedTasks(classes(3, true), 0.7, 0.5, false);
      case "cut" -> new InterpolatedTasks(classes(1, false), 0.7, 1, true);
      case "fitted" -> new FittedPictures(classes(1, true), 3, 4, 7);
      case "averaged" -> new FittedPictures(classes(3, false), 1, 6, 5);
      case "augmented groups" -> new AugmentedTasks(groups(), moved);
      case "fitted groups" -> new FittedPictures(groups(), 1, 3, 3);
      case "augmented blend" -> new AugmentedTasks(source("blended"), all);
      case "cut of fitted" -> new InterpolatedTasks(source("fitted"), 1, 1, true);
      case "fitted of augmented cut" ->
          new FittedPictures(new AugmentedTasks(source("cut"), moved), 3, 5, 5);
      case "marginal of augmented" ->
          new MarginalTasks(source("augmented groups"), QueryMarginal.REALISTIC);
      case "augmented marginal" -> new AugmentedTasks(source("marginal"), moved);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Of everything in a few batches of each split and shape that the source has. */
  private static String checksum(TaskSource source) {
    CRC32 crc = new CRC32();
    for (Split split : Split.values()) {
      for (TaskShape shape :
          List.of(EVEN, UNEVEN, TaskShape.miniBatch(split == Split.VALIDATION ? 4 : 6, 7))) {
        try {
          source.check(split, shape);
        } catch (UsageException e) {
          crc.update(1);
          continue;
        }
        try (Scope scope = Scope.open()) {
          add(source.sample(split, shape, KEY, 3, 4), crc);
          add(source.sample(split, shape, KEY, 9, 1), crc);
        }
      }
    }
    return Long.toHexString(crc.getValue());
  }

  private static void add(TaskBatch batch, CRC32 crc) {
    for (Examples examples : List.of(batch.support(), batch.query())) {
      add(examples.x(), crc);
      for (long label : examples.y().toLongs()) {
        crc.update((int) label);
      }
      crc.update(examples.weights().isPresent() ? 1 : 0);
      examples.weights().ifPresent(weights -> add(weights, crc));
      crc.update(examples.descriptor().isPresent() ? 1 : 0);
      examples.descriptor().ifPresent(descriptor -> add(descriptor, crc));
    }
  }

  private static void add(Tensor tensor, CRC32 crc) {
    for (long size : tensor.shape()) {
      crc.update((int) size);
    }
    for (float value : tensor.toFloats()) {
      int bits = Float.floatToRawIntBits(value);
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        crc.update(bits >>> shift);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "classes, b78ac8",
    "groups, 487c1609",
    "marginal, 49baa695",
    "moved, 1863e21f",
    "augmented, ea855765",
    "blended, 5149f437",
    "cut, c6c22828",
    "fitted, 75f543d5",
    "averaged, 84c2a9b6",
    "augmented groups, 2bc24b0c",
    "fitted groups, 4a9033ad",
    "augmented blend, f09448dd",
    "cut of fitted, 3f4fd65",
    "fitted of augmented cut, d6621f",
    "marginal of augmented, a1a7cbcb",
    "augmented marginal, 6bfd4069"
  })
  void sampleGivesTheBitsThatItAlwaysGave(String name, String checksum) {
    assertThat(checksum(source(name))).isEqualTo(checksum);
  }
}
