package dev.quickstudy.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TestFiles;
import dev.quickstudy.task.ClassPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MnistTest {
  private static final int PIXELS = 28 * 28;

  @TempDir Path folder;

  /** Numbers of the header, big-endian, and values behind them. */
  private static byte[] idx(int magic, int[] sizes, byte[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + values.length).putInt(magic);
    Arrays.stream(sizes).forEach(bytes::putInt);
    return bytes.put(values).array();
  }

  private static byte[] pictures(int count) {
    byte[] values = new byte[count * PIXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i / PIXELS * 7 + i % 251);
    }
    return idx(0x803, new int[] {count, 28, 28}, values);
  }

  private static byte[] labels(int... labels) {
    byte[] values = new byte[labels.length];
    IntStream.range(0, labels.length).forEach(i -> values[i] = (byte) labels[i]);
    return idx(0x801, new int[] {labels.length}, values);
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private void put(String part, byte[] pictures, byte[] labels, String end) throws IOException {
    TestFiles.write(folder.resolve("mnist/" + part + "-images-idx3-ubyte" + end), pictures);
    TestFiles.write(folder.resolve("mnist/" + part + "-labels-idx1-ubyte" + end), labels);
  }

  private void refused(String... words) {
    assertThatThrownBy(() -> new Mnist(folder).digits())
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(words)
        .message()
        .hasLineCount(1);
  }

  @Test
  void theTenThousandDigitsAreReadAsTheyAreCounted() {
    ClassPool digits = new Mnist(TestFiles.dataFolderWith("mnist")).digits();

    assertThat(IntStream.range(0, 10).mapToObj(digits::className))
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(IntStream.range(0, 10).map(digits::size).toArray())
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertThat(digits.exampleShape()).containsExactly(1, 28, 28);
    // The first picture of all is a seven: ink in a bar on top, none in the corners.
    float[] seven = new float[PIXELS];
    digits.copy(7, 0, seven, 0);
    assertThat(seven[7 * 28 + 7]).isEqualTo(185 / 255f);
    assertThat(seven[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothPartsAreOnePoolInTheirOrderPlainOrCompressed(boolean compressed) throws IOException {
    byte[] some = pictures(3);
    byte[] more = pictures(2);
    if (compressed) {
      put("train", gzip(some), gzip(labels(5, 0, 5)), ".gz");
      put("t10k", gzip(more), gzip(labels(9, 0)), ".gz");
    } else {
      put("train", some, labels(5, 0, 5), "");
      put("t10k", more, labels(9, 0), "");
    }

    ClassPool digits = new Mnist(folder).digits();

    assertThat(IntStream.range(0, digits.classes()).mapToObj(digits::className))
        .containsExactly("0", "5", "9");
    assertThat(IntStream.range(0, 3).map(digits::size).toArray()).containsExactly(2, 2, 1);
    float[] found = new float[2 * PIXELS];
    digits.copy(0, 1, found, PIXELS); // the second of t10k
    assertThat(found[PIXELS + 3]).isEqualTo((more[16 + PIXELS + 3] & 0xff) / 255f);
    digits.copy(1, 1, found, 0); // the third of train
    assertThat(found[5]).isEqualTo((some[16 + 2 * PIXELS + 5] & 0xff) / 255f);
  }

  @Test
  void otherPicturesAreAnotherFingerprint() throws IOException {
    put("t10k", pictures(2), labels(1, 2), "");
    String before = new Mnist(folder).digits().fingerprint();
    byte[] other = pictures(2);
    other[other.length - 1]++;
    put("t10k", other, labels(1, 2), "");

    assertThat(new Mnist(folder).digits().fingerprint()).hasSize(64).isNotEqualTo(before);
  }

  @Test
  void aMissingFolderOrFileIsNamedWithTheCommandThatFetchesIt() throws IOException {
    refused("t10k-images-idx3-ubyte.gz", folder.resolve("mnist").toString(), "data get mnist");
    put("t10k", pictures(1), labels(1), "");
    Files.delete(folder.resolve("mnist/t10k-labels-idx1-ubyte"));
    refused("t10k-images-idx3-ubyte is there, but not t10k-labels-idx1-ubyte.gz");
    Path missing = folder.resolve("nowhere");
    assertThatThrownBy(() -> new Mnist(missing).digits())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no data folder " + missing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0x01000803 | 2 | two bytes of 0",
        "0x00000d03 | 2 | values of IDX type 0x0d, but only unsigned bytes",
        "0x00000801 | 2 | has 1 dimensions, but 3 are expected",
        "0x00000803 | 3 | 3×28×28, which does not fit its 1584 bytes",
        "0x00000803 | 1 | 1×28×28, which does not fit its 1584 bytes",
        "0x00000803 | 0 | sizes are at least 1",
        "0x00000803 | -1 | sizes are at least 1",
        "0x00000803 | 2147483647 | 2147483647×28×28, which does not fit its 1584 bytes",
      })
  void aHeaderThatDoesNotFitIsRefused(String magic, int count, String expected) throws IOException {
    byte[] wrong = pictures(2);
    ByteBuffer.wrap(wrong).putInt(Integer.decode(magic)).putInt(count);
    put("t10k", wrong, labels(1, 2), "");

    refused("t10k-images-idx3-ubyte", expected);
  }

  @Test
  void aCompressedHeaderThatPromisesMoreThanGzipCanHoldIsRefusedUnread() throws IOException {
    byte[] wrong = pictures(2);
    ByteBuffer.wrap(wrong).putInt(4, 100_000_000);
    put("t10k", gzip(wrong), gzip(labels(1, 2)), ".gz");

    refused("100000000×28×28, which does not fit its");
  }

  @Test
  void compressedFilesThatAreCutOffOrLongerThanTheySayAreRefused() throws IOException {
    byte[] whole = gzip(pictures(2));
    put("t10k", Arrays.copyOf(whole, whole.length - 40), gzip(labels(1, 2)), ".gz");
    refused("t10k-images-idx3-ubyte.gz ends too early");
    put("t10k", gzip(Arrays.copyOf(pictures(2), 1000)), gzip(labels(1, 2)), ".gz");
    refused("t10k-images-idx3-ubyte.gz ends too early");
    put("t10k", gzip(Arrays.copyOf(pictures(2), 1585)), gzip(labels(1, 2)), ".gz");
    refused("goes on after the 2×28×28 values");
    put("t10k", gzip(pictures(2)), gzip(new byte[3]), ".gz");
    refused("t10k-labels-idx1-ubyte.gz ends too early");
  }

  @Test
  void aBombIsRefusedByItsHeader() throws IOException {
    byte[] zeros = idx(0x803, new int[] {400_000, 28, 28}, new byte[400_000 * PIXELS]);
    put("t10k", gzip(zeros), gzip(labels(new int[400_000])), ".gz");

    refused("t10k-images-idx3-ubyte.gz holds 313600000 bytes unpacked");
  }

  @Test
  void labelsAndPicturesThatDoNotBelongTogetherAreRefused() throws IOException {
    put("t10k", pictures(2), labels(1, 2, 3), "");
    refused("has 2 pictures, but", "has 3 labels");
    put("t10k", pictures(2), labels(1, 10), "");
    refused("has a label 10, but MNIST's are 0 … 9");
    put("t10k", idx(0x803, new int[] {1, 2, 2}, new byte[4]), labels(1), "");
    refused("has pictures of 2×2, but MNIST's have 28×28");
    put("train", pictures(1), labels(1), "");
    refused("has pictures of 2×2, but those of the file before have 28×28");
  }

  /** Any damage is either harmless to the layout or refused in one line. */
  @Test
  void mutatedFilesAreReadOrRefusedInOneLine() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      boolean compressed = i % 2 == 0;
      byte[] pictures = compressed ? gzip(pictures(2)) : pictures(2);
      byte[] labels = compressed ? gzip(labels(1, 2)) : labels(1, 2);
      put("t10k", mutated(pictures, random), i % 3 == 0 ? mutated(labels, random) : labels, "");
      try {
        assertThat(new Mnist(folder).digits().classes()).isBetween(1, 10);
      } catch (DataException e) {
        assertThat(e.getMessage()).hasLineCount(1).contains("mnist");
        refused++;
      }
    }
    assertThat(refused).isBetween(1000, 2000);
  }

  private static byte[] mutated(byte[] bytes, SplittableRandom random) {
    byte[] mutated =
        random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && mutated.length > 0; i--) {
      mutated[random.nextInt(Math.min(mutated.length, 40))] = (byte) random.nextInt(256);
    }
    return mutated;
  }
}
