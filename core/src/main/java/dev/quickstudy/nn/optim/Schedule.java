package dev.quickstudy.nn.optim;

import dev.quickstudy.tensor.Checks;

/** A number that follows the step: a rate, for instance. */
public sealed interface Schedule {
  /**
   * The value at a step.
   *
   * @param step from 0
   */
  double at(long step);

  /** Always the same. */
  record Constant(double value) implements Schedule {
    @Override
    public double at(long step) {
      return value;
    }
  }

  /**
   * Half a cosine from {@code start} at step 0 to {@code end} at step {@code steps}, and {@code
   * end} from there on (Loshchilov and Hutter 2017, eq. 5, without restarts).
   */
  record Cosine(double start, double end, long steps) implements Schedule {
    public Cosine {
      Checks.require(steps >= 1, "a cosine schedule needs at least 1 step, but has " + steps);
    }

    @Override
    public double at(long step) {
      double done = Math.min(1, (double) step / steps);
      return end + (start - end) * (1 + StrictMath.cos(Math.PI * done)) / 2;
    }
  }

  /**
   * Multiplied by {@code factor} after every {@code every} steps: start · factor^⌊step / every⌋.
   */
  record Steps(double start, double factor, long every) implements Schedule {
    public Steps {
      Checks.require(every >= 1, "a step schedule must change after at least 1 step, not " + every);
    }

    @Override
    public double at(long step) {
      return start * StrictMath.pow(factor, (double) Math.floorDiv(step, every));
    }
  }

  /** Multiplied by {@code factor} at every step: start · factor^step, for instance 0.01 · 0.9^i. */
  record Exponential(double start, double factor) implements Schedule {
    @Override
    public double at(long step) {
      return start * StrictMath.pow(factor, (double) step);
    }
  }

  /**
   * From {@code start} at step 0 in a straight line to {@code end} at step {@code steps}, and
   * {@code end} from there on.
   */
  record Linear(double start, double end, long steps) implements Schedule {
    public Linear {
      Checks.require(steps >= 1, "a linear schedule needs at least 1 step, but has " + steps);
    }

    @Override
    public double at(long step) {
      return start + (end - start) * Math.min(1, (double) step / steps);
    }
  }
}
