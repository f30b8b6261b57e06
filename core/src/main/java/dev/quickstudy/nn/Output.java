package dev.quickstudy.nn;

import dev.quickstudy.tensor.Tensor;

/**
 * What a pass gives.
 *
 * @param value {@code [T, N, outputs]}
 * @param state the state after this pass, with a task axis: for {@link Normalisation#RUNNING} the
 *     averages as this pass moved them; where {@link Statistics#RECORD} was asked for, the
 *     statistics of the examples at hand; otherwise empty
 */
public record Output(Tensor value, Params state) {}
