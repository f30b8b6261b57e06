package dev.quickstudy.tensor;

import java.util.Locale;

/**
 * Checks of settings: what a record refuses, it names by the name of its component. The upper
 * limits are far beyond any use; they catch slips of the finger.
 */
public final class Settings {
  /** What a count may be at most. */
  public static final int MOST = 1_000_000;

  private Settings() {}

  /**
   * Refuses a value.
   *
   * @param key the name of the setting
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
