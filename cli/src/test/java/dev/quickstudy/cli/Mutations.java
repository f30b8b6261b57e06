package dev.quickstudy.cli;

import dev.quickstudy.tensor.RandomKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Files as they come out of a broken transfer, a wrong program or a malicious hand. */
final class Mutations {
  private static final List<String> WORDS =
      List.of(
          "\"",
          ",",
          "\t",
          "\n",
          "\r",
          "\0",
          "{",
          "}",
          "[[[[[[[[",
          "]",
          ":",
          "null",
          "1e999",
          "-1",
          "99999999999999999999",
          "../../x",
          "\ufeff",
          "ü",
          "'",
          "%s",
          "NaN");

  private Mutations() {}

  /**
   * One of endlessly many damaged copies of a file; the same number gives the same one.
   *
   * @param number from 0
   */
  static byte[] of(byte[] file, long number) {
    RandomKey.Stream random = RandomKey.of(number).fold("mutation").stream();
    byte[] mutant = file;
    int changes = 1 + random.below(3);
    for (int i = 0; i < changes && mutant.length > 0; i++) {
      mutant = changed(mutant, random);
    }
    return mutant;
  }

  private static byte[] changed(byte[] file, RandomKey.Stream random) {
    // Most formats keep what matters in their first bytes.
    int most = random.below(2) == 0 ? Math.min(file.length, 64) : file.length;
    int at = random.below(most);
    return switch (random.below(9)) {
      case 0 -> with(file, at, (byte) (file[at] ^ 1 << random.below(8)));
      case 1 -> with(file, at, (byte) random.below(256));
      case 2 -> with(file, at, (byte) 0xff);
      case 3 -> Arrays.copyOf(file, at);
      case 4 ->
          joined(
              Arrays.copyOf(file, at),
              Arrays.copyOfRange(file, end(file, at, random), file.length));
      case 5 ->
          joined(
              Arrays.copyOf(file, end(file, at, random)),
              Arrays.copyOfRange(file, at, file.length));
      case 6 -> number(file, at, random);
      case 7 ->
          inserted(
              file, at, WORDS.get(random.below(WORDS.size())).getBytes(StandardCharsets.UTF_8));
      default -> inserted(file, at, noise(random));
    };
  }

  private static int end(byte[] file, int at, RandomKey.Stream random) {
    return at + random.below(file.length - at + 1);
  }

  private static byte[] with(byte[] file, int at, byte value) {
    byte[] copy = file.clone();
    copy[at] = value;
    return copy;
  }

  /** A length, a count or a size that lies. */
  private static byte[] number(byte[] file, int at, RandomKey.Stream random) {
    int[] lies = {
      0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 40_000, 1 << 24, random.below(1 << 16)
    };
    byte[] copy = file.clone();
    if (at + Integer.BYTES <= copy.length) {
      ByteBuffer.wrap(copy)
          .order(random.below(2) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
          .putInt(at, lies[random.below(lies.length)]);
    }
    return copy;
  }

  private static byte[] noise(RandomKey.Stream random) {
    byte[] noise = new byte[random.below(10) == 0 ? 100_000 : 1 + random.below(40)];
    boolean same = random.below(2) == 0;
    byte filler = (byte) random.below(256);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = same ? filler : (byte) random.below(256);
    }
    return noise;
  }

  private static byte[] inserted(byte[] file, int at, byte[] more) {
    return joined(joined(Arrays.copyOf(file, at), more), Arrays.copyOfRange(file, at, file.length));
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
