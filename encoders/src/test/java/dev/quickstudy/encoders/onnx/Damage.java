package dev.quickstudy.encoders.onnx;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;

/** Files with changed, missing and doubled bytes. */
public final class Damage {
  private Damage() {}

  /** A copy of a file's bytes with up to three faults, the same for a number. */
  public static byte[] of(byte[] sound, long number) {
    RandomKey.Stream random = RandomKey.of(number).fold("damage").stream();
    byte[] copy = sound.clone();
    for (int i = 0; i <= random.below(3); i++) {
      int at = random.below(copy.length);
      switch (random.below(4)) {
        case 0 -> copy[at] ^= (byte) (1 << random.below(8));
        case 1 -> copy[at] = (byte) random.below(256);
        case 2 -> copy = Arrays.copyOf(copy, 1 + random.below(copy.length));
        default -> {
          byte[] longer = Arrays.copyOf(copy, copy.length + at);
          System.arraycopy(copy, 0, longer, copy.length, at);
          copy = longer;
        }
      }
    }
    return copy;
  }
}
