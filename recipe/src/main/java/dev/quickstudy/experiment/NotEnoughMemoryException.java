package dev.quickstudy.experiment;

import dev.quickstudy.recipe.Wording;
import dev.quickstudy.train.MemoryPlan;
import dev.quickstudy.train.files.TrainingException;

/** Training needs more memory than there is, with every memory strategy. */
public final class NotEnoughMemoryException extends TrainingException {
  private static final long serialVersionUID = 1L;

  private final long needed;
  private final long available;

  NotEnoughMemoryException(MemoryPlan.Choice smallest, long available) {
    super(
        "training would need "
            + Wording.bytes(smallest.bytes())
            + " of memory ("
            + smallest
            + "), but "
            + Wording.bytes(available)
            + " are there for it; allow more, or make tasks or the network smaller");
    this.needed = smallest.bytes();
    this.available = available;
  }

  /** The least that training needs, in bytes. */
  public long needed() {
    return needed;
  }

  /** What there is for it, in bytes. */
  public long available() {
    return available;
  }
}
