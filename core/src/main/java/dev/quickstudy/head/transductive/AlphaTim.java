package dev.quickstudy.head.transductive;

import dev.quickstudy.head.Descending;
import dev.quickstudy.head.Features;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.Map;

/**
 * α-TIM (Veilleux et al. 2021, eq. 8): {@link Tim} whose entropies of queries are Tsallis' ones,
 * H_α(p) = (1 − Σ p^α) / (α − 1), which bind the frequencies of classes less than Shannon's. The
 * class weights, class means at first, descend on the cross-entropy of the support set, less H_α of
 * the mean prediction of the queries, plus the mean H_α of single ones. Any number of ways and
 * shots.
 *
 * @param features how embeddings are prepared; published: {@link Features#L2N}
 * @param temperature τ, more than 0; published: 15
 * @param alpha α, more than 1; published, by validation: 2 for 1 shot, 7 for 5 and more
 * @param rate of Adam, more than 0; published: 10⁻⁴
 * @param steps at least 1; published: 1000
 */
public record AlphaTim(Features features, double temperature, double alpha, double rate, int steps)
    implements ClassWeights {
  private static final String WEIGHTS = "weights";

  /** Keeps the derivative of p^α finite where p is 0. */
  private static final double TINY = 1e-12;

  public AlphaTim {
    Checks.positive("temperature", temperature);
    Checks.require(
        alpha > 1 && Double.isFinite(alpha), "alpha", "must be more than 1, but is " + alpha);
    Checks.positive("rate", rate);
    Checks.count("steps", 1, steps);
  }

  /**
   * With the settings of the published code.
   *
   * @param shots that tasks have
   */
  public static AlphaTim published(int shots) {
    return new AlphaTim(Features.L2N, 15, shots >= 5 ? 7 : 2, 1e-4, 1000);
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor support = TransductiveSupport.x(fitted).detach();
    Tensor query = features.of(fitted, queries).detach();
    Tensor labels = TransductiveSupport.labels(fitted);
    Tensor means =
        TransductiveSupport.sums(fitted).dividedBy(TransductiveSupport.counts(fitted)).detach();
    Params weights =
        Descending.on(
            Params.perTask(Map.of(WEIGHTS, means)),
            Transforms.adam(rate),
            steps,
            (at, step) -> loss(at.get(WEIGHTS), support, labels, query));
    return logits(query, weights.get(WEIGHTS));
  }

  /** Summed over tasks. */
  private Tensor loss(Tensor weights, Tensor support, Tensor labels, Tensor query) {
    Tensor crossEntropy =
        logits(support, weights).logSoftmax(-1).times(labels).sum(false, 2).mean(false, 1).negate();
    Tensor p = logits(query, weights).softmax(-1);
    Tensor ofMean = entropy(p.mean(false, 1));
    Tensor single = entropy(p).mean(false, 1);
    return crossEntropy.minus(ofMean).plus(single).sum();
  }

  /** Tsallis' entropy along the last dimension. */
  private Tensor entropy(Tensor p) {
    return p.plus(TINY)
        .power(alpha)
        .sum(false, p.rank() - 1L)
        .times(-1 / (alpha - 1))
        .plus(1 / (alpha - 1));
  }

  private Tensor logits(Tensor z, Tensor weights) {
    return ClassWeights.logits(z, weights, temperature);
  }
}
