package dev.quickstudy.predict;

import dev.quickstudy.judge.HeldOut;
import java.util.Optional;

/**
 * A learner that could learn a task, and how well it answers for the task's own examples when it
 * has not learned from them.
 *
 * @param name as it can be asked for
 * @param about what it is, for people
 * @param heldOut how it answered; empty where no example could be held out, or it cannot learn the
 *     task
 * @param refused why it cannot learn the task; empty where it can
 */
public record Candidate(
    String name, String about, Optional<Judged> heldOut, Optional<String> refused) {
  /**
   * Answers for examples that were held out.
   *
   * @param examples how many were
   * @param right how many of them were answered rightly
   * @param logLoss the mean negative logarithm of the right class's probability, at the temperature
   *     that makes it least
   */
  public record Judged(int examples, int right, double logLoss) {
    static Judged of(HeldOut heldOut) {
      return new Judged(heldOut.count(), heldOut.right(), heldOut.logLoss(heldOut.temperature()));
    }

    /** The share of right answers, 0 … 1. */
    public double accuracy() {
      return (double) right / examples;
    }
  }
}
