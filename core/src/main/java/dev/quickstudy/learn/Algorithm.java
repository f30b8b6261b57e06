package dev.quickstudy.learn;

/**
 * A published algorithm: a learner and the meta-gradient that trains it.
 *
 * @param <L> the kind of learner
 */
public record Algorithm<L extends Learner>(L learner, MetaGradient<? super L> metaGradient) {}
