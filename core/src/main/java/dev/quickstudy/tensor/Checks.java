package dev.quickstudy.tensor;

import java.util.Locale;

/**
 * Checks of arguments. What belongs to one argument is refused by its name, which for a record is
 * the name of a component and in a recipe the key; what belongs to several by a sentence. The upper
 * limits are far beyond any use; they catch slips of the finger.
 */
public final class Checks {
  /** What a count may be at most. */
  public static final int MOST = 1_000_000;

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
   * Refuses a value.
   *
   * @param key the name of the argument or setting
   * @param problem goes on from the key: {@code must name a folder}
   * @throws InvalidValueException unless it holds
   */
  public static void require(boolean holds, String key, String problem) {
    if (!holds) {
      throw new InvalidValueException(key, problem);
    }
  }

  /**
   * At least {@code least}, and no more than {@link #MOST}.
   *
   * @throws InvalidValueException if not
   */
  public static void count(String key, int least, int value) {
    atLeast(key, least, value);
    require(value <= MOST, key, "must be at most " + MOST + ", but is " + value);
  }

  /**
   * At least {@code least}.
   *
   * @throws InvalidValueException if not
   */
  public static void atLeast(String key, long least, long value) {
    require(value >= least, key, "must be at least " + least + ", but is " + value);
  }

  /**
   * More than 0, and finite.
   *
   * @throws InvalidValueException if not
   */
  public static void positive(String key, double value) {
    require(
        value > 0 && Double.isFinite(value), key, "must be positive and finite, but is " + value);
  }

  /**
   * At least 0, and finite.
   *
   * @throws InvalidValueException if not
   */
  public static void notNegative(String key, double value) {
    require(
        value >= 0 && Double.isFinite(value),
        key,
        "must be finite and not negative, but is " + value);
  }

  /**
   * From 0 to {@code most}.
   *
   * @throws InvalidValueException if not
   */
  public static void share(String key, double value, double most) {
    require(
        value >= 0 && value <= most,
        key,
        String.format(Locale.ROOT, "must be in 0 … %.0f, but is %s", most, value));
  }
}
