package dev.quickstudy.nn;

import dev.quickstudy.tensor.RandomKey;

/**
 * "Now": all that a pure function may ask beyond its arguments.
 *
 * @param key randomness of this batch of tasks; task number i of the batch uses {@link #taskKey
 *     taskKey(i)}
 * @param firstTask the number, in the whole batch, of the first task at hand: a batch may be run in
 *     chunks
 * @param phase what the pass is for
 * @param regime what predictions may depend on
 * @param statistics where batch normalisation takes its statistics from in this pass
 * @param step outer step, from 0
 * @param innerStep inner step, from 0
 * @param secondOrder whether gradients that are taken in this pass will be differentiated again; it
 *     changes how fast results come, not what they are
 */
public record Context(
    RandomKey key,
    long firstTask,
    Phase phase,
    Regime regime,
    Statistics statistics,
    long step,
    int innerStep,
    boolean secondOrder) {

  /** The start of a pass over tasks in meta-training. */
  public static Context training(RandomKey key, Regime regime, long step) {
    return new Context(key, 0, Phase.TRAIN, regime, Statistics.BATCH, step, 0, false);
  }

  /** The start of a pass over tasks in judging or serving. */
  public static Context testing(RandomKey key, Regime regime) {
    return new Context(key, 0, Phase.TEST, regime, Statistics.BATCH, 0, 0, false);
  }

  /**
   * The key of task number {@code index} of the tasks at hand, the same however the batch is cut.
   */
  public RandomKey taskKey(int index) {
    return key.fold(firstTask + index);
  }

  /**
   * The same for a pass over queries, with randomness of its own: what is dropped from a query has
   * nothing to do with what is dropped from the support example of the same number.
   */
  public Context forQueries() {
    RandomKey own = key.fold("queries");
    return new Context(own, firstTask, phase, regime, statistics, step, innerStep, secondOrder);
  }

  public Context withFirstTask(long number) {
    return new Context(key, number, phase, regime, statistics, step, innerStep, secondOrder);
  }

  public Context withStatistics(Statistics wanted) {
    return new Context(key, firstTask, phase, regime, wanted, step, innerStep, secondOrder);
  }

  public Context withInnerStep(int number) {
    return new Context(key, firstTask, phase, regime, statistics, step, number, secondOrder);
  }

  public Context withSecondOrder(boolean wanted) {
    return new Context(key, firstTask, phase, regime, statistics, step, innerStep, wanted);
  }
}
