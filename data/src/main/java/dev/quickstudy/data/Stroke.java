package dev.quickstudy.data;

import java.util.function.DoubleUnaryOperator;

/**
 * The path of a pen from where it is set down to where it is lifted: points close together.
 *
 * @param x to the right
 * @param y downwards
 */
record Stroke(double[] x, double[] y) {
  /** The distance between neighbouring points of a stroke as invented; a character is about 1 wide. */
  static final double STEP = 0.012;

  int points() {
    return x.length;
  }

  /** The number of the point at a fraction 0 … 1 of the way. */
  int at(double fraction) {
    return (int) Math.round(fraction * (points() - 1));
  }

  Stroke mapped(DoubleUnaryOperator forX, DoubleUnaryOperator forY) {
    double[] newX = new double[points()];
    double[] newY = new double[points()];
    for (int i = 0; i < points(); i++) {
      newX[i] = forX.applyAsDouble(x[i]);
      newY[i] = forY.applyAsDouble(y[i]);
    }
    return new Stroke(newX, newY);
  }

  Stroke shifted(double right, double down) {
    return mapped(a -> a + right, b -> b + down);
  }
}
