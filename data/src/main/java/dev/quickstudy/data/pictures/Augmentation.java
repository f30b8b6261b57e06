package dev.quickstudy.data.pictures;

import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.UsageException;

/**
 * What may be done to a picture without making it one of another class. Each value is a most; how
 * much of it a picture gets is drawn anew for each.
 *
 * @param shift pixels up, down, left or right, every shift equally likely. As if the picture were
 *     padded on all sides and a part of its own size cut out: what comes in from outside is 0
 * @param mirror whether every second picture, by chance, has its left and right exchanged; not for
 *     classes that this would change, such as letters
 * @param flip the same for top and bottom
 * @param degrees turned to the left or right about the middle, 0 … 180; in between, pixels are
 *     interpolated, and what comes in from outside is 0
 * @param brightness all values times a factor in 1 ± brightness, 0 … 1
 * @param contrast distances from the picture's mean brightness times a factor in 1 ± contrast, 0 …
 *     1
 * @param saturation distances of colours from their brightness times a factor in 1 ± saturation, 0
 *     … 1
 * @param erase the probability that a rectangle of 2 … 33 % of the picture becomes 0 (random
 *     erasing, Zhong et al. 2020)
 */
public record Augmentation(
    int shift,
    boolean mirror,
    boolean flip,
    double degrees,
    double brightness,
    double contrast,
    double saturation,
    double erase) {
  private static final double HALF_TURN = 180;

  /**
   * Checks the values.
   *
   * @throws UsageException naming the one that is out of range
   */
  public Augmentation {
    Checks.atLeast("shift", 0, shift);
    require("degrees", degrees, HALF_TURN);
    require("brightness", brightness, 1);
    require("contrast", contrast, 1);
    require("saturation", saturation, 1);
    require("erase", erase, 1);
  }

  private static void require(String name, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new UsageException("%s must be in 0 … %.0f, but is %s".formatted(name, most, value));
    }
  }

  /** Shifts and mirrored sides alone. */
  public static Augmentation moved(int shift, boolean mirror) {
    return new Augmentation(shift, mirror, false, 0, 0, 0, 0, 0);
  }

  /** Whether colours change. */
  boolean colours() {
    return brightness > 0 || contrast > 0 || saturation > 0;
  }
}
