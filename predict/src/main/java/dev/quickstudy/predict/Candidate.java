package dev.quickstudy.predict;

import dev.quickstudy.train.HeldOut;
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
   * @param temperature that one
   * @param calibrationError at that temperature, 0 … 1
   */
  public record Judged(
      int examples, int right, double logLoss, double temperature, double calibrationError) {
    static Judged of(HeldOut heldOut) {
      double temperature = heldOut.temperature();
      return new Judged(
          heldOut.count(),
          heldOut.right(),
          heldOut.logLoss(temperature),
          temperature,
          heldOut.calibrationError(temperature));
    }

    /** The share of right answers, 0 … 1. */
    public double accuracy() {
      return (double) right / examples;
    }
  }
}
