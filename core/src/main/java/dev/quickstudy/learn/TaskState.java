package dev.quickstudy.learn;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Targets;

/**
 * What a learner knows of T tasks once it has learned them: all that predictions need beside the
 * {@link Model}. Written to disk and read again, it predicts the same bits without the support set.
 *
 * @param tensors what learning made for each task, {@code [T, …]} each: adapted weights, a fitted
 *     head; the support set only where predictions need it
 * @param state what normalisation reads, and the network's state after learning
 * @param regime what predictions may depend on
 * @param innerStep the number of the last inner step; 0 for learners without any
 * @param targets what the tasks ask for
 */
public record TaskState(
    Params tensors, Params state, Regime regime, int innerStep, Targets targets) {}
