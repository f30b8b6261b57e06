package dev.quickstudy.nn;

import dev.quickstudy.tensor.UsageException;

/** Argument checks that state the rule. */
final class Checks {
  private Checks() {}

  static void atLeast(String what, int least, int value) {
    if (value < least) {
      throw new UsageException(what + " must be at least " + least + ", but is " + value);
    }
  }

  static void require(boolean holds, String message) {
    if (!holds) {
      throw new UsageException(message);
    }
  }
}
