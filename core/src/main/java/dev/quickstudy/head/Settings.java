package dev.quickstudy.head;

import dev.quickstudy.tensor.UsageException;

/** Checks of heads' settings, in one voice. */
final class Settings {
  private Settings() {}

  static void positive(String what, double value) {
    require(value > 0 && Double.isFinite(value), what + " must be positive, but is " + value);
  }

  static void notNegative(String what, double value) {
    require(value >= 0 && Double.isFinite(value), what + " must not be negative, but is " + value);
  }

  static void atMost(String what, double most, double value) {
    require(value <= most, what + " must be at most " + most + ", but is " + value);
  }

  static void share(String what, double value) {
    require(value > 0 && value <= 1, what + " must be more than 0 and at most 1, but is " + value);
  }

  static void atLeast(String what, int least, int value) {
    require(value >= least, what + " must be at least " + least + ", but is " + value);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new UsageException(message);
    }
  }
}
