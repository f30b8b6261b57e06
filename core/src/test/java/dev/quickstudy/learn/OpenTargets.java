package dev.quickstudy.learn;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Metric;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** What tasks may ask for beside classes and values, written as a user would. */
final class OpenTargets {
  private OpenTargets() {}

  /** A metric, more of which is better. */
  private record Rated(String label, Rating rating) implements Metric {
    /** How a task's predictions are rated. */
    interface Rating {
      double[] of(Tensor predictions, Examples queries);
    }

    @Override
    public boolean share() {
      return true;
    }

    @Override
    public boolean better(double a, double b) {
      return a > b;
    }

    @Override
    public double[] of(Tensor predictions, Examples queries) {
      return rating.of(predictions, queries);
    }
  }

  private static void require(boolean holds, String wanted, Tensor y) {
    if (!holds) {
      throw new UsageException(wanted + ", but y is " + Shape.of(y));
    }
  }

  /**
   * Any number of labels an example: {@code y [T, N, labels]} of 0 and 1, by binary cross-entropy
   * and F1.
   */
  record MultiLabel(int labels) implements Targets {
    @Override
    public int outputs() {
      return labels;
    }

    @Override
    public Tensor loss(Tensor logits, Examples examples) {
      return examples.mean(logits.softplus().minus(logits.times(examples.y())));
    }

    @Override
    public Metric metric() {
      return new Rated("f1", MultiLabel::f1);
    }

    private static double[] f1(Tensor logits, Examples queries) {
      Tensor said = logits.isAtLeast(0);
      Tensor y = queries.y().to(logits.type());
      Tensor both = said.times(y).sum(false, 1, 2);
      return both.times(2).dividedBy(said.plus(y).sum(false, 1, 2).atLeast(1)).toDoubles();
    }

    @Override
    public void check(Tensor y) {
      require(y.type().floating() && y.rank() == 3 && y.size(2) == labels, "want labels", y);
      for (double label : y.toDoubles()) {
        if (label != 0 && label != 1) {
          throw new UsageException("y has label " + label + ", but labels are 0 or 1");
        }
      }
    }

    @Override
    public Tensor answers(Tensor y, DType type) {
      return y.to(type);
    }
  }

  /**
   * A token at each position: int64 {@code y [T, N, L]}, by cross-entropy and share of positions.
   */
  record Tokens(int length, int vocabulary) implements Targets {
    @Override
    public int outputs() {
      return length * vocabulary;
    }

    private Tensor perPosition(Tensor predictions) {
      return predictions.reshape(predictions.size(0), predictions.size(1), length, vocabulary);
    }

    @Override
    public Tensor loss(Tensor predictions, Examples examples) {
      Tensor y = examples.y().unsqueeze(-1);
      Tensor each = perPosition(predictions).logSoftmax(-1).gather(-1, y).negate();
      return examples.mean(each.select(3, 0));
    }

    @Override
    public Metric metric() {
      return new Rated("positions", this::right);
    }

    private double[] right(Tensor predictions, Examples queries) {
      long[] said = perPosition(predictions).argmax(-1).toLongs();
      long[] y = queries.y().toLongs();
      double[] right = new double[y.length];
      Arrays.setAll(right, i -> said[i] == y[i] ? 1 : 0);
      return queries.mean(Tensor.of(right, queries.y().shape())).toDoubles();
    }

    @Override
    public void check(Tensor y) {
      require(y.type() == DType.INT64 && y.rank() == 3 && y.size(2) == length, "want tokens", y);
      for (long token : y.toLongs()) {
        if (token < 0 || token >= vocabulary) {
          throw new UsageException(
              "y has token " + token + ", but tokens are 0–" + (vocabulary - 1));
        }
      }
    }

    @Override
    public Tensor answers(Tensor y, DType type) {
      return y.oneHot(vocabulary, type).reshape(y.size(0), y.size(1), outputs());
    }
  }

  /**
   * Actions taken, int64 {@code y [T, N]}, with their advantages as weights: the loss is that of
   * the policy gradient, −mean(advantage · log p(action)), whose size counts. The metric is the
   * mean advantage that the policy would expect.
   */
  record Actions(int count) implements Targets {
    @Override
    public int outputs() {
      return count;
    }

    @Override
    public Tensor loss(Tensor logits, Examples examples) {
      Tensor taken = logits.logSoftmax(-1).gather(-1, examples.y().unsqueeze(-1)).select(2, 0);
      return taken.times(examples.weights().orElseThrow()).mean(false, 1).negate();
    }

    @Override
    public Metric metric() {
      return new Rated(
          "advantage",
          (logits, queries) ->
              logits
                  .softmax(-1)
                  .gather(-1, queries.y().unsqueeze(-1))
                  .select(2, 0)
                  .times(queries.weights().orElseThrow().to(logits.type()))
                  .mean(false, 1)
                  .toDoubles());
    }

    @Override
    public void check(Tensor y) {
      require(y.type() == DType.INT64 && y.rank() == 2, "want actions", y);
    }

    @Override
    public Tensor answers(Tensor y, DType type) {
      return y.oneHot(count, type);
    }
  }

  /**
   * Items to be put in order: {@code y [T, N, items]} says how relevant each is, by the
   * cross-entropy of lists (Cao et al. 2007, §4) and the share of examples whose best item comes
   * first.
   */
  record Ranking(int items) implements Targets {
    @Override
    public int outputs() {
      return items;
    }

    @Override
    public Tensor loss(Tensor scores, Examples examples) {
      Tensor wanted = examples.y().softmax(-1);
      return examples.mean(wanted.times(scores.logSoftmax(-1)).sum(false, -1).negate());
    }

    @Override
    public Metric metric() {
      return new Rated("first", Ranking::first);
    }

    private static double[] first(Tensor scores, Examples queries) {
      long[] said = scores.argmax(-1).toLongs();
      long[] best = queries.y().argmax(-1).toLongs();
      double[] right = new double[said.length];
      Arrays.setAll(right, i -> said[i] == best[i] ? 1 : 0);
      return queries.mean(Tensor.of(right, queries.tasks(), queries.count())).toDoubles();
    }

    @Override
    public void check(Tensor y) {
      require(y.type().floating() && y.rank() == 3 && y.size(2) == items, "want scores", y);
      if (DoubleStream.of(y.toDoubles()).anyMatch(score -> score < 0)) {
        throw new UsageException("y has a score below 0");
      }
    }

    @Override
    public Tensor answers(Tensor y, DType type) {
      return y.to(type);
    }
  }
}
