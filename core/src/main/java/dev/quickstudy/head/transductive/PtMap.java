package dev.quickstudy.head.transductive;

import dev.quickstudy.head.Distances;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.PretrainedHead;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Map;

/**
 * PT-MAP, transductive: embeddings are made more like Gaussian by a power (Hu, Gripon and Pateux
 * 2021, eq. 1), scaled to length 1, and support and query set each centred by its own mean and
 * scaled to length 1 again, as in the published code; then optimal transport shares the queries out
 * among the classes, and class centres move towards the mean of what they got (§3.3, algorithm 1).
 * It supposes that every class has as many queries as any other. Any number of ways and shots.
 *
 * <p>The paper's embeddings end in a ReLU and have no negative numbers, as those of the
 * convolutional encoders here; where there are some, their magnitude gets the power and they keep
 * their sign.
 *
 * @param power β, more than 0; published: 0.5
 * @param sharpness λ, more than 0 and at most 100: how strictly transport follows distances;
 *     published: 10
 * @param step α, more than 0 and at most 1: how far centres move; published: 0.4 for one shot, 0.2
 *     for five
 * @param iterations moves of the centres, at least 0; published: 20
 */
public record PtMap(double power, double sharpness, double step, int iterations)
    implements PretrainedHead {
  private static final double EPSILON = 1e-6;

  public PtMap {
    Checks.positive("power", power);
    Checks.positive("sharpness", sharpness);
    Checks.require(sharpness <= 100, "sharpness", "must be at most 100, but is " + sharpness);
    Checks.require(step > 0 && step <= 1, "step", "must be in >0 … 1, but is " + step);
    Checks.count("iterations", 0, iterations);
  }

  /**
   * With the published settings.
   *
   * @param shots that it is going to be judged with: one, or more
   */
  public static PtMap published(int shots) {
    return new PtMap(0.5, 10, shots == 1 ? 0.4 : 0.2, 20);
  }

  @Override
  public boolean transductive() {
    return true;
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "class centres");
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    return TransductiveSupport.kept(embedded.withInputs(prepared(embedded.x())));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return TransductiveSupport.fitted(encoder, targets);
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    if (queries.size(1) < 2) {
      throw new UsageException(
          "PT-MAP centres the queries of a task by their mean, so it needs at least 2 of them, but"
              + " there is 1");
    }
    Tensor query = prepared(queries);
    Tensor sums = TransductiveSupport.sums(fitted);
    Tensor counts = TransductiveSupport.counts(fitted);
    Tensor centres = sums.dividedBy(counts);
    for (int i = 0; i < iterations; i++) {
      try (Scope scope = Scope.open()) {
        Tensor shares = plan(query, centres).exp().transpose(1, 2);
        Tensor means = sums.plus(shares.matmul(query)).dividedBy(counts.plus(shares.sum(true, 2)));
        centres = scope.keep(centres.plus(means.minus(centres).times(step)));
      }
    }
    return plan(query, centres);
  }

  private Tensor plan(Tensor query, Tensor centres) {
    return Sinkhorn.logPlan(Distances.negativeSquared(query, centres).times(sharpness));
  }

  /** {@code [T, N, D]}: one set, support or query. */
  private Tensor prepared(Tensor embedded) {
    Tensor sign = embedded.isAtLeast(0).times(2).plus(-1);
    Tensor powered = Distances.normalised(embedded.abs().plus(EPSILON).power(power).times(sign));
    return Distances.normalised(powered.minus(powered.mean(true, 1)));
  }
}
