package dev.quickstudy.nn.optim;

import dev.quickstudy.tensor.Checks;

/** A number that follows the step, or the share of the budget that is spent: a rate, for one. */
public sealed interface Schedule {
  /**
   * The value at a step of a loop.
   *
   * @param step from 0
   * @param spent share of the loop's budget that is spent, 0 … 1; NaN where the loop has none
   * @throws dev.quickstudy.tensor.UsageException if it follows the budget and there is none
   */
  double at(long step, double spent);

  /**
   * The value at a step of a loop without a budget.
   *
   * @throws dev.quickstudy.tensor.UsageException if it follows the budget
   */
  default double at(long step) {
    return at(step, Double.NaN);
  }

  /** Whether another budget makes it another schedule. */
  default boolean followsBudget() {
    return false;
  }

  /** Always the same. */
  record Constant(double value) implements Schedule {
    @Override
    public double at(long step, double spent) {
      return value;
    }
  }

  /**
   * Half a cosine from {@code start} to {@code end} over {@code steps}, and {@code end} from there
   * on (Loshchilov and Hutter 2017, eq. 5, without restarts).
   */
  record Cosine(double start, double end, Span steps) implements Schedule {
    /** Over so many steps. */
    public Cosine(double start, double end, long steps) {
      this(start, end, new Span.Steps(steps));
    }

    public Cosine {
      Checks.require(steps.lasts(), "a cosine schedule needs at least 1 step, but has " + steps);
    }

    @Override
    public double at(long step, double spent) {
      double done = Math.min(1, steps.behind(step, spent));
      return end + (start - end) * (1 + StrictMath.cos(Math.PI * done)) / 2;
    }

    @Override
    public boolean followsBudget() {
      return steps.followsBudget();
    }
  }

  /**
   * Multiplied by {@code factor} after every {@code every}: start · factor^⌊step / every⌋. With
   * {@code every} = 1/6 of the budget it changes five times before the budget's end.
   */
  record Steps(double start, double factor, Span every) implements Schedule {
    /** After every so many steps. */
    public Steps(double start, double factor, long every) {
      this(start, factor, new Span.Steps(every));
    }

    public Steps {
      Checks.require(
          every.lasts(), "a step schedule must change after at least 1 step, not " + every);
    }

    @Override
    public double at(long step, double spent) {
      return start * StrictMath.pow(factor, Math.floor(every.behind(step, spent)));
    }

    @Override
    public boolean followsBudget() {
      return every.followsBudget();
    }
  }

  /** Multiplied by {@code factor} at every step: start · factor^step, for instance 0.01 · 0.9^i. */
  record Exponential(double start, double factor) implements Schedule {
    @Override
    public double at(long step, double spent) {
      return start * StrictMath.pow(factor, (double) step);
    }
  }

  /**
   * From {@code start} in a straight line to {@code end} over {@code steps}, and {@code end} from
   * there on.
   */
  record Linear(double start, double end, Span steps) implements Schedule {
    /** Over so many steps. */
    public Linear(double start, double end, long steps) {
      this(start, end, new Span.Steps(steps));
    }

    public Linear {
      Checks.require(steps.lasts(), "a linear schedule needs at least 1 step, but has " + steps);
    }

    @Override
    public double at(long step, double spent) {
      return start + (end - start) * Math.min(1, steps.behind(step, spent));
    }

    @Override
    public boolean followsBudget() {
      return steps.followsBudget();
    }
  }
}
