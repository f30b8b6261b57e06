package dev.quickstudy.learn;

/**
 * A published algorithm: a learner and the meta-gradient that trains it.
 *
 * @param <L> the kind of learner
 */
public record Algorithm<L extends Learner>(L learner, MetaGradient<? super L> metaGradient) {
  /**
   * Puts the two together.
   *
   * @throws IllegalArgumentException if the meta-gradient does not suit the learner
   */
  public Algorithm {
    metaGradient.check(learner);
  }
}
