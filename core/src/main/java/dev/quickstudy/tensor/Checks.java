package dev.quickstudy.tensor;

/** Checks of arguments, whose messages state the rule. */
public final class Checks {
  private Checks() {}

  /**
   * Refuses what does not hold.
   *
   * @param message what is wrong, what was expected and what to do
   * @throws UsageException unless it holds
   */
  public static void require(boolean holds, String message) {
    if (!holds) {
      throw new UsageException(message);
    }
  }

  /**
   * Refuses what is too small.
   *
   * @param what the argument, in the singular
   * @throws UsageException if {@code value} is less than {@code least}
   */
  public static void atLeast(String what, long least, long value) {
    if (value < least) {
      throw new UsageException(what + " must be at least " + least + ", but is " + value);
    }
  }
}
