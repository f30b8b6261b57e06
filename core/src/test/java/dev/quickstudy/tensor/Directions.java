package dev.quickstudy.tensor;

/**
 * Directions along which finite differences are taken. A gradient that is wrong in one number or in
 * many has wrong slopes along random directions.
 */
public final class Directions {
  /**
   * How many are enough: that a wrong gradient has the right slope along all is as good as never.
   */
  private static final int FEW = 3;

  private static final boolean EVERY_NUMBER = Boolean.getBoolean("quickstudy.everySlope");

  private Directions() {}

  /**
   * The directions of a tensor of so many numbers: normally distributed ones, or each number by
   * itself where that is no more or where every slope is asked for.
   */
  public static double[][] of(int numbers) {
    boolean each = EVERY_NUMBER || numbers <= FEW;
    double[][] directions = new double[each ? numbers : FEW][numbers];
    for (int d = 0; d < directions.length; d++) {
      if (each) {
        directions[d][d] = 1;
      } else {
        directions[d] = RandomKey.of(77).fold(d).normals(numbers);
      }
    }
    return directions;
  }
}
