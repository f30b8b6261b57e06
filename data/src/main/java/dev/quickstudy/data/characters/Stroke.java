package dev.quickstudy.data.characters;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The path of a pen from where it is set down to where it is lifted: points close together. */
final class Stroke {
  /**
   * The distance between neighbouring points of a stroke as invented; a character is about 1 wide.
   */
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

  /** A stroke in the making. */
  static final class Path {
    private final List<double[]> points = new ArrayList<>();

    void to(double x, double y) {
      points.add(new double[] {x, y});
    }

    /** From one node to another; a bow of 0.5 is about a half circle. */
    void bow(double x0, double y0, double x1, double y1, double bow) {
      double dx = x1 - x0;
      double dy = y1 - y0;
      int steps = steps(StrictMath.sqrt(dx * dx + dy * dy) * (1 + bow * bow));
      for (int i = 0; i <= steps; i++) {
        double t = (double) i / steps;
        double out = 4 * t * (1 - t) * bow;
        to(x0 + t * dx - out * dy, y0 + t * dy + out * dx);
      }
    }

    /** Through all nodes without a corner (a Catmull-Rom spline). */
    void swing(double[] x, double[] y) {
      int last = x.length - 1;
      for (int i = 0; i < last; i++) {
        double dx = x[i + 1] - x[i];
        double dy = y[i + 1] - y[i];
        int steps = steps(1.2 * StrictMath.sqrt(dx * dx + dy * dy));
        int before = Math.max(0, i - 1);
        int after = Math.min(last, i + 2);
        for (int s = 0; s <= steps; s++) {
          double t = (double) s / steps;
          to(
              spline(x[before], x[i], x[i + 1], x[after], t),
              spline(y[before], y[i], y[i + 1], y[after], t));
        }
      }
    }

    private static double spline(double a, double b, double c, double d, double t) {
      double slopeB = (c - a) * 0.75;
      double slopeC = (d - b) * 0.75;
      double u = 1 - t;
      return b * u * u * (1 + 2 * t)
          + c * t * t * (3 - 2 * t)
          + slopeB * t * u * u
          - slopeC * t * t * u;
    }

    /** A circle that goes on from where the path ends. */
    void loop(double radius, int side) {
      double[] end = points.get(points.size() - 1);
      double[] before = points.get(Math.max(0, points.size() - 5));
      double heading = StrictMath.atan2(end[1] - before[1], end[0] - before[0]);
      double middleX = end[0] - side * radius * StrictMath.sin(heading);
      double middleY = end[1] + side * radius * StrictMath.cos(heading);
      int steps = steps(2 * Math.PI * radius);
      for (int i = 1; i <= steps; i++) {
        double angle = heading + side * (2 * Math.PI * i / steps - Math.PI / 2);
        to(middleX + radius * StrictMath.cos(angle), middleY + radius * StrictMath.sin(angle));
      }
    }

    private static int steps(double length) {
      return Math.max(1, (int) (length / Stroke.STEP));
    }

    Stroke stroke() {
      return new Stroke(
          points.stream().mapToDouble(p -> p[0]).toArray(),
          points.stream().mapToDouble(p -> p[1]).toArray());
    }
  }
}
