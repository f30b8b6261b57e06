package dev.quickstudy.predict;

import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.predict.Prediction.Neighbour;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which support examples are nearest to a query, by the features that the network makes of both, or
 * by their numbers where it makes none. The features of the examples are made once, when they are
 * first asked for.
 */
final class Neighbours {
  /** Examples whose features are made together, which bounds the memory that it takes. */
  private static final int TOGETHER = 256;

  private final LearnedTasks learned;
  private final Optional<SupportSet> support;
  private final DType precision;
  private Optional<List<Known>> known = Optional.empty();

  /** An example: its class, its number in the class, and its features. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Known(String label, int example, double[] features) {
    Neighbour from(double[] query) {
      double sum = 0;
      for (int i = 0; i < features.length; i++) {
        sum += (features[i] - query[i]) * (features[i] - query[i]);
      }
      return new Neighbour(label, example, Math.sqrt(sum));
    }
  }

  Neighbours(LearnedTasks learned, Optional<SupportSet> support, DType precision) {
    this.learned = learned;
    this.support = support;
    this.precision = precision;
  }

  /**
   * The nearest examples, the nearest first.
   *
   * @param query {@code [1, 1, …]}
   * @param count how many at most
   */
  List<Neighbour> of(Tensor query, int count) {
    if (count == 0 || support.isEmpty()) {
      return List.of();
    }
    double[] features = features(query);
    return known(support.get()).stream()
        .map(example -> example.from(features))
        .sorted(Comparator.comparingDouble(Neighbour::distance))
        .limit(count)
        .toList();
  }

  private double[] features(Tensor inputs) {
    return learned.features(inputs).orElse(inputs).toDoubles();
  }

  private synchronized List<Known> known(SupportSet examples) {
    if (known.isEmpty()) {
      List<Known> all = new ArrayList<>();
      for (String label : examples.classes()) {
        add(all, label, examples.of(label), examples.exampleShape());
      }
      known = Optional.of(List.copyOf(all));
    }
    return known.get();
  }

  private void add(List<Known> all, String label, List<float[]> examples, long[] shape) {
    for (int from = 0; from < examples.size(); from += TOGETHER) {
      List<float[]> some = examples.subList(from, Math.min(examples.size(), from + TOGETHER));
      try (Scope scope = Scope.open()) {
        double[] features = features(SupportSet.tensor(shape, some).unsqueeze(0).to(precision));
        int width = features.length / some.size();
        for (int i = 0; i < some.size(); i++) {
          all.add(
              new Known(label, from + i, Arrays.copyOfRange(features, i * width, (i + 1) * width)));
        }
      }
    }
  }
}
