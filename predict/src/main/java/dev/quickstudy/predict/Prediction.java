package dev.quickstudy.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a learned task takes an input for.
 *
 * @param best the most probable class, also where the answer is unknown
 * @param unknown whether that class is less probable than was asked for
 * @param probabilities of each class, in the task's order, calibrated where the learner was; their
 *     sum is 1
 * @param nearest the support examples that are nearest to the input, the nearest first; empty where
 *     none were asked for or the task was saved without its examples
 */
public record Prediction(
    String best, boolean unknown, Map<String, Double> probabilities, List<Neighbour> nearest) {
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

  /** Of an input that says nothing to the learner: unknown, each class as probable as another. */
  static Prediction none(List<String> classes) {
    Map<String, Double> even = new LinkedHashMap<>();
    classes.forEach(name -> even.put(name, 1.0 / classes.size()));
    return new Prediction(classes.get(0), true, even, List.of());
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
