package dev.quickstudy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A range of values along one side of a chart.
 *
 * @param least where it begins, a multiple of the step
 * @param most where it ends, a multiple of the step
 * @param step between two marks: 1, 2 or 5 times a power of ten
 */
record Axis(double least, double most, double step) {
  /** The range of some values, with about so many marks. */
  static Axis of(double from, double to, int marks) {
    if (!Double.isFinite(from) || !Double.isFinite(to)) {
      return of(0, 1, marks); // what diverged lies nowhere
    }
    double span = to - from;
    if (span <= 0) {
      double around = Math.max(Math.abs(from), 1e-6) / 2;
      return of(from - around, to + around, marks);
    }
    double rough = span / marks;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
    return new Axis(
        Math.floor(from / step + 1e-9) * step, Math.ceil(to / step - 1e-9) * step, step);
  }

  /** The same, but not beyond values that cannot be. */
  Axis within(double lowest, double highest) {
    return new Axis(Math.max(least, lowest), Math.min(most, highest), step);
  }

  /** Where marks stand. */
  List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    for (long i = Math.round(Math.ceil(least / step - 1e-9)); i * step <= most + step * 1e-9; i++) {
      marks.add(i * step);
    }
    return marks;
  }

  /** A value in as many digits as tell marks apart. */
  String words(double value) {
    int digits = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    String number = String.format(Locale.ROOT, "%." + digits + "f", value);
    return number.matches("-0(\\.0*)?") ? number.substring(1) : number.replace('-', '−');
  }

  /** Where a value lies: 0 at the beginning, 1 at the end. */
  double share(double value) {
    return (value - least) / (most - least);
  }
}
