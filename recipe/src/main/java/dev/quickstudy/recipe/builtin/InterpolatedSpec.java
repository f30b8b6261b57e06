package dev.quickstudy.recipe.builtin;

import dev.quickstudy.data.tasks.InterpolatedTasks;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.Optional;

/**
 * Training tasks of another source, a share of them mixed with a second one class by class ({@link
 * InterpolatedTasks}).
 *
 * @param share of training tasks that are mixed, 0 … 1
 * @param alpha of the Beta distribution that proportions are drawn from
 * @param cut whether a rectangle is exchanged rather than all pixels blended
 */
public record InterpolatedSpec(SourceSpec of, double share, double alpha, boolean cut)
    implements SourceSpec {
  private static final double MOST_ALPHA = 4;

  public InterpolatedSpec {
    Checks.share("share", share, 1);
    Checks.positive("alpha", alpha);
    Checks.require(alpha <= MOST_ALPHA, "alpha", "must be at most 4, but is " + alpha);
  }

  @Override
  public TaskSource open(DataLocations places) {
    return new InterpolatedTasks(of.open(places), share, alpha, cut);
  }

  @Override
  public SourceSpec unwrapped() {
    return of.unwrapped();
  }

  @Override
  public Optional<String> dataSet() {
    return of.dataSet();
  }
}
