package dev.quickstudy.train;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.optim.Span;
import dev.quickstudy.tensor.Checks;
import java.util.Optional;

/**
 * An exponential average of the model over the steps of training, which is validated, calibrated,
 * judged and saved instead of the last model (Polyak and Juditsky 1992; as an exponential average
 * Tarvainen and Valpola 2017). It begins as the model is after the first step past {@code from};
 * then average ← decay · average + (1 − decay) · model, after each step. States – running
 * statistics of normalisation – are averaged as φ is.
 *
 * @param decay 0 … &lt; 1; 0 for no average
 * @param from the step, or the share of the budget, after which it begins: the first steps have
 *     little to do with the last ones
 */
public record Average(double decay, Span from) {
  /** No average. */
  public static final Average NONE = new Average(0, new Span.Steps(0));

  public Average {
    Checks.require(
        decay >= 0 && decay < 1, "decay", "must be in 0 … <1 (0 for no average), but is " + decay);
    Checks.require(
        !(from instanceof Span.Steps steps && steps.number() < 0),
        "from",
        "must not be negative, but is " + from);
  }

  /** Whether there is one. */
  public boolean on() {
    return decay > 0;
  }

  /**
   * Refuses an average that would begin when training has ended.
   *
   * @param steps where training ends
   */
  public void checkWithin(long steps) {
    boolean within =
        from instanceof Span.Steps begun
            ? begun.number() < steps
            : from instanceof Span.Share share && share.part() < share.whole();
    Checks.require(
        !on() || within,
        "from",
        "is "
            + from
            + ", but training ends after "
            + steps
            + " steps; let the average begin before the last one");
  }

  /** Whether a step lies at or behind {@code from}. */
  private boolean reached(long step, double spent) {
    return !from.lasts() || from.behind(step, spent) >= 1;
  }

  /**
   * The average after one more step; in the current scope.
   *
   * @param before empty where it has not begun
   * @param moved the model after the step
   * @param step number of the step that was made, from 0
   * @param spent share of the budget before it
   */
  Optional<Averaged> after(Optional<Averaged> before, Model moved, long step, double spent) {
    if (!on()) {
      return Optional.empty();
    }
    if (before.isPresent()) {
      Model old = before.get().model();
      return Optional.of(
          new Averaged(
              new Model(mixed(old.phi(), moved.phi()), mixed(old.state(), moved.state())),
              before.get().since()));
    }
    return reached(step, spent)
        ? Optional.of(
            new Averaged(new Model(moved.phi().detach(), moved.state().detach()), step + 1))
        : Optional.empty();
  }

  private Params mixed(Params average, Params moved) {
    return average.zip(
        moved,
        (old, now) ->
            now.type().floating() ? old.times(decay).plus(now.times(1 - decay)) : now.detach());
  }

  /**
   * An average that has begun.
   *
   * @param since the first step whose model is in it, from 1
   */
  public record Averaged(Model model, long since) {}
}
