package dev.quickstudy.learn;

import java.util.Optional;

/**
 * A published algorithm: a learner and the meta-gradient that trains it.
 *
 * @param <L> the kind of learner
 */
public record Algorithm<L extends Learner>(L learner, MetaGradient<? super L> metaGradient) {
  /**
   * Puts the two together.
   *
   * @throws dev.quickstudy.tensor.UsageException if the meta-gradient does not suit the learner
   */
  public Algorithm {
    metaGradient.check(learner);
  }

  /**
   * The same algorithm with checkpointed inner steps, which need the memory of one step; empty
   * where there is nothing to save.
   */
  @SuppressWarnings("unchecked") // a Checkpointed meta-gradient suits the learners of its original
  public Optional<Algorithm<L>> checkpointed() {
    return descent()
        .filter(own -> own.learner().steps() > 1)
        .filter(own -> Checkpointed.suits(own.metaGradient()))
        .map(
            own ->
                new Algorithm<>(learner, (MetaGradient<L>) new Checkpointed(own.metaGradient())));
  }

  /** This algorithm, if its learner is {@link Descent}. */
  @SuppressWarnings("unchecked") // its meta-gradient suits its learner
  public Optional<Algorithm<Descent>> descent() {
    return learner instanceof Descent descent
        ? Optional.of(new Algorithm<>(descent, (MetaGradient<? super Descent>) metaGradient))
        : Optional.empty();
  }
}
