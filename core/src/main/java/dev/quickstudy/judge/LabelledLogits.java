package dev.quickstudy.judge;

import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** LabelledLogits to queries as a learner gives them: a logit for each way and each label. */
final class LabelledLogits {
  private static final double COLDEST = 1e-3;
  private static final double HOTTEST = 1e3;
  private static final int HALVINGS = 60;

  /** A spread of more than this says next to nothing. */
  private static final double INFORMED = 1;

  private final double[] logits;
  private final int[] labels;
  private final int ways;

  /**
   * LabelledLogits.
   *
   * @param logits those of the first answer, then those of the second …
   * @param labels 0 … ways − 1
   */
  LabelledLogits(double[] logits, int[] labels, int ways) {
    this.logits = logits;
    this.labels = labels;
    this.ways = ways;
  }

  /**
   * The answers of a chunk of tasks.
   *
   * @param predictions {@code [T, Q, W]}
   */
  static LabelledLogits of(Tensor predictions, long[] labels) {
    return new LabelledLogits(
        predictions.toDoubles(),
        Arrays.stream(labels).mapToInt(Math::toIntExact).toArray(),
        (int) predictions.size(2));
  }

  /** LabelledLogits of tasks of as many ways, one after another. */
  static LabelledLogits joined(List<LabelledLogits> parts) {
    return new LabelledLogits(
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.logits)).toArray(),
        parts.stream().flatMapToInt(part -> Arrays.stream(part.labels)).toArray(),
        parts.get(0).ways);
  }

  /** Those whose logits are finite, in the same order. */
  LabelledLogits finite() {
    int[] kept =
        IntStream.range(0, labels.length)
            .filter(i -> Arrays.stream(logits(i)).allMatch(Double::isFinite))
            .toArray();
    return kept.length == labels.length
        ? this
        : new LabelledLogits(
            Arrays.stream(kept).boxed().flatMapToDouble(i -> Arrays.stream(logits(i))).toArray(),
            Arrays.stream(kept).map(i -> labels[i]).toArray(),
            ways);
  }

  /** How many answers there are. */
  int count() {
    return labels.length;
  }

  /**
   * The temperature at which the likelihood of the first labels is greatest. The likelihood is
   * concave in the inverse temperature; where its derivative is zero is found by halving.
   */
  double temperature(int count) {
    return temperature(count, 1, temperature -> 0);
  }

  /**
   * The temperature that is likeliest after all answers, where before them its logarithm was
   * thought to be normal. What was thought before keeps few answers from saying too much; where
   * that is next to nothing, labels count as in {@link #temperature(int)}.
   *
   * @param expected the temperature thought likeliest before
   * @param spread the standard deviation of its logarithm
   */
  double temperature(double expected, double spread) {
    return temperature(
        labels.length,
        spread > INFORMED ? 1 : 0,
        logarithm -> (logarithm - Math.log(expected)) / (spread * spread));
  }

  /**
   * Where the slope of the likelihood, in the temperature's logarithm, is that of what was thought
   * before.
   */
  private double temperature(int count, int doubt, DoubleUnaryOperator before) {
    double low = Math.log(COLDEST);
    double high = Math.log(HOTTEST);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      double temperature = Math.exp(middle);
      if (excess(count, temperature, doubt) / temperature > before.applyAsDouble(middle)) {
        low = middle; // too sure
      } else {
        high = middle;
      }
    }
    return Math.exp((low + high) / 2);
  }

  /**
   * The logit that is expected, less the one of the label, summed. With doubt, of n answers a label
   * counts as (n + 1)/(n + 2) of itself and as the rest of the other classes: a learner that has
   * made no mistake yet is not sure of everything for that (Platt 1999, §2.2).
   */
  private double excess(int count, double temperature, int doubt) {
    double other = doubt / (count + 2.0) / (ways - 1);
    double own = 1 - doubt / (count + 2.0) - other;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double[] probabilities = probabilities(i, temperature);
      for (int way = 0; way < ways; way++) {
        sum += (probabilities[way] - other) * logits[i * ways + way];
      }
      sum -= own * logits[i * ways + labels[i]];
    }
    return sum;
  }

  /** The calibration error of all answers but the first. */
  double error(int first, double temperature) {
    CalibrationError error = new CalibrationError();
    for (int i = first; i < labels.length; i++) {
      double[] probabilities = probabilities(i, temperature);
      int taken = taken(probabilities);
      error.add(probabilities[taken], taken == labels[i]);
    }
    return error.value();
  }

  int ways() {
    return ways;
  }

  /** The logits of an answer. */
  double[] logits(int answer) {
    return Arrays.copyOfRange(logits, answer * ways, (answer + 1) * ways);
  }

  /** How many answers are right. */
  int right() {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += isRight(i) ? 1 : 0;
    }
    return right;
  }

  /** Whether an answer is right. */
  boolean isRight(int answer) {
    return taken(logits(answer)) == labels[answer];
  }

  /** The place of the first greatest. */
  private static int taken(double[] each) {
    int taken = 0;
    for (int way = 1; way < each.length; way++) {
      taken = each[way] > each[taken] ? way : taken;
    }
    return taken;
  }

  /** The mean negative logarithm of the probability of the right class. */
  double logLoss(double temperature) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum -= Math.log(Math.max(Double.MIN_NORMAL, probabilities(i, temperature)[labels[i]]));
    }
    return sum / labels.length;
  }

  private double[] probabilities(int answer, double temperature) {
    double[] probabilities = logits(answer);
    double greatest = Arrays.stream(probabilities).max().orElseThrow();
    Arrays.setAll(probabilities, way -> Math.exp((probabilities[way] - greatest) / temperature));
    double sum = Arrays.stream(probabilities).sum();
    Arrays.setAll(probabilities, way -> probabilities[way] / sum);
    return probabilities;
  }
}
