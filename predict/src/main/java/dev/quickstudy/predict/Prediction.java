package dev.quickstudy.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a learned task takes an input for.
 *
 * @param best the most probable class, also where the answer is unknown
 * @param unknown whether that class is less probable than was asked for, the input is less familiar
 *     than was asked for, or nothing can be known
 * @param probabilities of each class, in the task's order, calibrated where the learner was; their
 *     sum is 1
 * @param nearest the support examples that are nearest to the input, the nearest first; empty where
 *     none were asked for or the task was saved without its examples
 * @param reason why it is unknown: too small a probability, an input unlike the examples, or an
 *     input of which nothing can be known, for instance because it is silent; then all classes are
 *     equally probable. Empty where it was classified
 * @param familiarity the share of the task's held-out examples that look no more familiar than the
 *     input, above 0 … 1 ({@link PredictionOptions#unknownRate}); empty where no rate was asked for
 */
public record Prediction(
    String best,
    boolean unknown,
    Map<String, Double> probabilities,
    List<Neighbour> nearest,
    Optional<String> reason,
    OptionalDouble familiarity) {
  /**
   * A support example near an input.
   *
   * @param label its class
   * @param example its number among the examples of its class, from 0, in the order in which they
   *     were given
   * @param distance Euclidean, between the features that the network makes of both
   */
  public record Neighbour(String label, int example, double distance) {}

  public Prediction {
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    nearest = List.copyOf(nearest);
  }

  /** The answer to an input that tells nothing. */
  static Prediction unknowable(List<String> classes, String reason) {
    Map<String, Double> equal = new LinkedHashMap<>();
    classes.forEach(name -> equal.put(name, 1.0 / classes.size()));
    return new Prediction(
        classes.get(0), true, equal, List.of(), Optional.of(reason), OptionalDouble.empty());
  }

  /** A class, or an unknown that was asked for. */
  static Prediction of(
      String best,
      Map<String, Double> probabilities,
      List<Neighbour> nearest,
      OptionalDouble familiarity,
      PredictionOptions options) {
    double probability = probabilities.getOrDefault(best, 0.0);
    Optional<String> reason = Optional.empty();
    if (probability < options.unknownBelow()) {
      reason =
          Optional.of(
              words("its probability %.3f is below %s", probability, options.unknownBelow()));
    } else if (familiarity.isPresent() && familiarity.getAsDouble() <= options.unknownRate()) {
      reason =
          Optional.of(
              words(
                  "out of scope: its familiarity %.3g is at most %s",
                  familiarity.getAsDouble(), options.unknownRate()));
    }
    return new Prediction(best, reason.isPresent(), probabilities, nearest, reason, familiarity);
  }

  private static String words(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** The class; empty where it is unknown. */
  public Optional<String> label() {
    return unknown ? Optional.empty() : Optional.of(best);
  }

  /** How probable the most probable class is. */
  public double probability() {
    return probabilities.getOrDefault(best, 0.0);
  }
}
