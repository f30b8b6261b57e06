package dev.quickstudy.head.transductive;

import dev.quickstudy.head.Features;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;

/**
 * Transductive information maximisation by alternating directions, TIM-ADM (Boudiaf et al. 2020,
 * proposition 1). Classes have weights w_k; an embedding z has probabilities softmax(−τ/2 · ‖z −
 * w_k‖²). The weights, class means at first, minimise cross-entropy on the support set, less the
 * mutual information of queries and their labels: each query is to be sure, and classes are to be
 * used alike. Any number of ways and shots.
 *
 * @param features how embeddings are prepared; published: {@link Features#L2N}
 * @param temperature τ, more than 0; published: 15
 * @param supervision λ, more than 0: weight of the cross-entropy; published: 0.1
 * @param certainty α, at least 0: weight of the entropy of single predictions, that of the entropy
 *     of their mean being 1; published: 0.1
 * @param iterations at least 0; published: 150
 */
public record Tim(
    Features features, double temperature, double supervision, double certainty, int iterations)
    implements ClassWeights {
  public Tim {
    Checks.positive("temperature", temperature);
    Checks.positive("supervision", supervision);
    Checks.notNegative("certainty", certainty);
    Checks.count("iterations", 0, iterations);
  }

  /** With the settings of the published code. */
  public static Tim published() {
    return new Tim(Features.L2N, 15, 0.1, 0.1, 150);
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor support = TransductiveSupport.x(fitted);
    Tensor query = features.of(fitted, queries);
    Tensor sums = TransductiveSupport.sums(fitted);
    Tensor counts = TransductiveSupport.counts(fitted);
    double ofSupport = supervision / (1 + certainty);
    double ofQuery = (double) support.size(1) / query.size(1);
    Tensor weights = sums.dividedBy(counts);
    for (int i = 0; i < iterations; i++) {
      try (Scope scope = Scope.open()) {
        Tensor aims = aims(logits(query, weights));
        Tensor pulled =
            sums.plus(push(support, weights))
                .times(ofSupport)
                .plus(aims.matmul(query).plus(push(query, weights)).times(ofQuery));
        Tensor mass = counts.times(ofSupport).plus(aims.sum(true, 2).times(ofQuery));
        weights = scope.keep(pulled.dividedBy(mass));
      }
    }
    return logits(query, weights);
  }

  private Tensor logits(Tensor z, Tensor weights) {
    return ClassWeights.logits(z, weights, temperature);
  }

  /**
   * The labels that weights are fitted to next, {@code [T, ways, Q]}: p^(1+α) / √Σ p^(1+α), the sum
   * over queries, and then divided by their sum over classes (eq. of q in proposition 1).
   */
  private Tensor aims(Tensor logits) {
    Tensor sharper = logits.logSoftmax(-1).times(1 + certainty);
    return sharper.minus(sharper.logSumExp(true, 1).times(0.5)).softmax(-1).transpose(1, 2);
  }

  /** Σ p_k(z) · (w_k − z) over a set, {@code [T, ways, D]}. */
  private Tensor push(Tensor z, Tensor weights) {
    Tensor p = logits(z, weights).softmax(-1).transpose(1, 2);
    return weights.times(p.sum(true, 2)).minus(p.matmul(z));
  }
}
