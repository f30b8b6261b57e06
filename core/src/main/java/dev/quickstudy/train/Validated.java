package dev.quickstudy.train;

/**
 * A validation that a run has logged.
 *
 * @param step after how many steps
 * @param seconds of training until then, over all sessions of the run
 * @param value the mean score
 * @param ci95 half of its 95 % interval
 */
public record Validated(long step, double seconds, double value, double ci95) {}
