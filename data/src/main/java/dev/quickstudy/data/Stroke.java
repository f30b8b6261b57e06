package dev.quickstudy.data;

import java.util.function.DoubleUnaryOperator;

/** The path of a pen from where it is set down to where it is lifted: points close together. */
final class Stroke {
  /** The distance between neighbouring points of a stroke as invented; a character is about 1 wide. */
  static final double STEP = 0.018;

  /** To the right. */
  final double[] x;

  /** Downwards. */
  final double[] y;

  Stroke(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  int points() {
    return x.length;
  }

  /** The number of the point at a fraction 0 … 1 of the way. */
  int at(double fraction) {
    return (int) Math.round(fraction * (points() - 1));
  }

  double length() {
    double length = 0;
    for (int i = 1; i < points(); i++) {
      double dx = x[i] - x[i - 1];
      double dy = y[i] - y[i - 1];
      length += Math.sqrt(dx * dx + dy * dy);
    }
    return length;
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
}
