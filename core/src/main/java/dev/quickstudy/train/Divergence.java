package dev.quickstudy.train;

import dev.quickstudy.tensor.Checks;

/**
 * What a run does about steps that give a number that is not finite: it leaves them out, and after
 * too many in a row it goes back to its last checkpoint and on with a lower rate. When that has
 * happened too often, it ends.
 *
 * @param skip steps in a row that are left out, at least 0; each moves on to the next tasks, and
 *     the model stays
 * @param back how often the run goes back, at least 0
 * @param slower what updates are multiplied by from each time on, more than 0 and at most 1
 */
public record Divergence(int skip, int back, double slower) {
  /** What recipes have that do not say it. */
  public static final Divergence USUAL = new Divergence(20, 3, 0.5);

  /** The run ends at the first such step. */
  public static final Divergence ENDS = new Divergence(0, 0, 1);

  public Divergence {
    Checks.count("skip", 0, skip);
    Checks.count("back", 0, back);
    Checks.positive("slower", slower);
    Checks.require(slower <= 1, "slower", "must be at most 1, but is " + slower);
  }

  /** Whether a run has ended by it, and does not go on when it is resumed. */
  boolean ended(Progress.Setbacks setbacks) {
    return setbacks.inRow() > skip && setbacks.back() >= back;
  }

  /** What updates are multiplied by after some setbacks. */
  double rate(Progress.Setbacks setbacks) {
    return StrictMath.pow(slower, setbacks.back());
  }
}
