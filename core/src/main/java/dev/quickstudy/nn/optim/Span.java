package dev.quickstudy.nn.optim;

import dev.quickstudy.tensor.Checks;

/** A stretch of a loop: so many of its steps, or a share of its budget of steps or of time. */
public sealed interface Span {
  /**
   * How many such stretches are behind; 0 … 1 within the first one.
   *
   * @param step steps made
   * @param spent share of the loop's budget that is spent, 0 … 1; NaN where the loop has none
   * @throws dev.quickstudy.tensor.UsageException if it is a share and the loop has no budget
   */
  double behind(long step, double spent);

  /** Whether it is a share of the budget, so that another budget makes it another stretch. */
  boolean followsBudget();

  /** Whether it lasts for at least a step, or for some of the budget. */
  boolean lasts();

  /** So many steps. */
  record Steps(long number) implements Span {
    @Override
    public double behind(long step, double spent) {
      return (double) step / number;
    }

    @Override
    public boolean followsBudget() {
      return false;
    }

    @Override
    public boolean lasts() {
      return number >= 1;
    }

    @Override
    public String toString() {
      return Long.toString(number);
    }
  }

  /**
   * A fraction of the budget; {@code 1/1} is all of it.
   *
   * @param part 0 … whole
   * @param whole at least 1
   */
  record Share(long part, long whole) implements Span {
    public Share {
      Checks.require(
          whole >= 1 && part >= 0 && part <= whole,
          "a share of a budget must be in 0/1 … 1/1, but is " + part + "/" + whole);
    }

    @Override
    public double behind(long step, double spent) {
      Checks.require(
          !Double.isNaN(spent),
          "what is counted in shares of the budget ("
              + this
              + ") needs a loop with a budget; count it in steps");
      return spent * whole / part;
    }

    @Override
    public boolean followsBudget() {
      return true;
    }

    @Override
    public boolean lasts() {
      return part >= 1;
    }

    @Override
    public String toString() {
      return part + "/" + whole;
    }
  }
}
