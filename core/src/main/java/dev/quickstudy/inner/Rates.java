package dev.quickstudy.inner;

import dev.quickstudy.tensor.UsageException;

/** What learned rates begin with. */
final class Rates {
  private Rates() {}

  static void requireFinite(double rate) {
    if (!Double.isFinite(rate)) {
      throw new UsageException("the rate that learning begins with must be finite, but is " + rate);
    }
  }
}
