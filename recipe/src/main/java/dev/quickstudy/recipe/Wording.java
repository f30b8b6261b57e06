package dev.quickstudy.recipe;

import dev.quickstudy.judge.Calibration;
import dev.quickstudy.judge.Interval;
import dev.quickstudy.task.Metric;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Numbers for people. */
public final class Wording {
  private Wording() {}

  /** {@code 8 s}, {@code 3 min 05 s}, {@code 1 h 02 min}. */
  public static String duration(double seconds) {
    long whole = Math.round(Math.max(0, seconds));
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }

  /** Steps a second, or a minute where they are few. */
  public static String rate(double perSecond) {
    return perSecond >= 1
        ? number("%.1f steps/s", perSecond)
        : number("%.1f steps/min", 60 * perSecond);
  }

  /** {@code 97.31 %} or {@code 0.4512}; {@code not finite} where it is not. */
  public static String value(Metric metric, double value) {
    if (!Double.isFinite(value)) {
      return "not finite";
    }
    return metric.share() ? number("%.2f %%", 100 * value) : number("%.4f", value);
  }

  /** {@code 3.1 %}; a dash where there is none. */
  public static String percent(OptionalDouble share) {
    return share.isPresent() ? number("%.1f %%", 100 * share.getAsDouble()) : "–";
  }

  /** Half of an interval, in the unit of {@link #value}; a dash where it is not finite. */
  public static String interval(Metric metric, double ci95) {
    if (!Double.isFinite(ci95)) {
      return "–";
    }
    return metric.share() ? number("± %.2f", 100 * ci95) : number("± %.4f", ci95);
  }

  /** {@code 3.53 ± 1.02 points} (per cent points) or {@code 0.0123 ± 0.0040}. */
  public static String difference(Metric metric, Interval difference) {
    return metric.share()
        ? number("%.2f", 100 * difference.mean())
            + number(" ± %.2f points", 100 * difference.ci95())
        : number("%.4f", difference.mean()) + number(" ± %.4f", difference.ci95());
  }

  /**
   * That learners which need no training are as good as a trained one, or better.
   *
   * @param metric what both are judged by
   * @param ahead by how much the trained one is better than each, where that is not clearly above 0
   * @param over what the differences are means over: {@code 600 tasks}
   * @return one sentence; empty where there are no such learners
   */
  public static Optional<String> asGood(Metric metric, Map<String, Interval> ahead, String over) {
    return ahead.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "what needs no training does as well here or better: "
                + ahead.entrySet().stream()
                    .map(entry -> asGood(metric, entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining("; "))
                + " (mean differences over the same "
                + over
                + ", with 95 % intervals)");
  }

  private static String asGood(Metric metric, String name, Interval ahead) {
    if (ahead.negate().isAbove(0)) {
      return name + " is better by " + difference(metric, ahead.negate());
    }
    return ahead.mean() > 0
        ? name + " is as good, " + difference(metric, ahead) + " behind"
        : name + " is as good, " + difference(metric, ahead.negate()) + " ahead";
  }

  /** {@code 1 shot}, {@code 5 shots}; for words whose plural takes an s. */
  public static String count(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }

  public static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** {@code 12.3 GB}. */
  public static String bytes(long bytes) {
    return bytes >= 1_000_000_000 ? number("%.1f GB", bytes / 1e9) : number("%.1f MB", bytes / 1e6);
  }

  /** How far probabilities can be believed. */
  public static String sureness(Calibration known) {
    return "probabilities are calibrated by the temperature %s, learned on %s of %d classes; calibration error on others %s, without it %s%s"
        .formatted(
            number("%.3f", known.temperature()),
            count(known.tasks(), "validation task"),
            known.ways(),
            number("%.1f %%", 100 * known.after()),
            number("%.1f %%", 100 * known.before()),
            known.growth().flatMap(growth -> largest(known, growth)).orElse(""));
  }

  /** The largest tasks that it was judged on, where they are larger than usual. */
  private static Optional<String> largest(Calibration known, Calibration.Growth growth) {
    return growth.sizes().stream()
        .filter(size -> size.ways() > known.ways())
        .reduce((one, other) -> other.ways() > one.ways() ? other : one)
        .map(
            size ->
                "; by %s of %d classes, %s there, without it %s"
                    .formatted(
                        number("%.3f", known.temperature(size.ways(), size.shots())),
                        size.ways(),
                        number("%.1f %%", 100 * size.after()),
                        number("%.1f %%", 100 * size.before())));
  }
}
