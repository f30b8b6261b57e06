package dev.quickstudy.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/** Times the steps of one contestant, turn by turn. */
final class Stopwatch {
  /**
   * How long is measured.
   *
   * @param warmMs milliseconds of steps before any counts; at least two are made
   * @param turnMs milliseconds of a turn; at least one step is made
   * @param rounds turns of each contestant
   * @param productSize rows of the matrices that the machine is measured by
   */
  record Pace(double warmMs, double turnMs, int rounds, int productSize) {}

  private final Timed timed;
  private final Pace pace;
  private final List<Double> steps = new ArrayList<>();
  private final List<Double> turns = new ArrayList<>();
  private double cpuMs;
  private final OptionalDouble loaded;
  private double coldMs = Double.NaN;

  /** Begins with everything loaded and no step made; that is the memory that growth counts from. */
  Stopwatch(Timed timed, Pace pace) {
    this.timed = timed;
    this.pace = pace;
    this.loaded = timed.resetPeak();
  }

  /** Steps that do not count. */
  void warmUp() {
    double ms = 0;
    for (int i = 0; i < 2 || ms < pace.warmMs; i++) {
      double one = timed.step().ms();
      coldMs = i == 0 ? one : coldMs;
      ms += one;
    }
    timed.resetPeak();
  }

  /** A turn of steps. */
  void turn() {
    List<Double> now = new ArrayList<>();
    double ms = 0;
    while (now.isEmpty() || ms < pace.turnMs) {
      Timed.Step step = timed.step();
      now.add(step.ms());
      ms += step.ms();
      cpuMs += step.cpuMs();
    }
    steps.addAll(now);
    turns.add(quantile(now, 0.5));
  }

  Measured measured() {
    OptionalDouble peak = timed.peak();
    OptionalDouble growth =
        peak.isPresent() && loaded.isPresent()
            ? OptionalDouble.of(Math.max(0, peak.getAsDouble() - loaded.getAsDouble()))
            : OptionalDouble.empty();
    return new Measured(
        coldMs,
        List.copyOf(steps),
        List.copyOf(turns),
        cpuMs / Math.max(1, steps.size()),
        growth,
        peak);
  }

  /**
   * What came out.
   *
   * @param coldMs milliseconds of the very first step
   * @param steps milliseconds of each step
   * @param turns the median of each turn
   * @param cpuMs milliseconds of processor a step
   * @param peakMiB the most memory held during turns, less what was held before the first step
   * @param processMiB the most memory that the whole process held during turns
   */
  record Measured(
      double coldMs,
      List<Double> steps,
      List<Double> turns,
      double cpuMs,
      OptionalDouble peakMiB,
      OptionalDouble processMiB) {
    double median() {
      return quantile(0.5);
    }

    double quantile(double share) {
      return Stopwatch.quantile(steps, share);
    }

    /** How many times as long another took: the median over rounds. */
    double ratioOf(Measured other) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < turns.size(); i++) {
        ratios.add(other.turns.get(i) / turns.get(i));
      }
      return Stopwatch.quantile(ratios, 0.5);
    }
  }

  /** Linear between the two nearest. */
  static double quantile(List<Double> values, double share) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    double place = share * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }
}
