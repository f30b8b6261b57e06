package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps of preparing tables, one after another. Each is fitted on what the steps before made of the
 * table.
 *
 * @param steps in their order; may be none
 */
public record Preparation(List<Step> steps) {
  public Preparation {
    steps = List.copyOf(steps);
  }

  /**
   * What tables of any kind are prepared by: words unified, gaps filled with medians and modes,
   * words in columns of their own, numbers standardised and held within ± 5.
   */
  public static Preparation usual() {
    return new Preparation(
        List.of(
            new UnifyWords(),
            new FillMissing(FillMissing.By.MEDIAN, 1, false),
            new Encode(Encode.As.ONE_HOT, 8),
            new Scale(Scale.By.STANDARD, 5)));
  }

  /** Fits all steps on a table. */
  public Prepared fit(Table table) {
    List<Step.Fitted> fitted = new ArrayList<>();
    Table now = table;
    for (Step step : steps) {
      Step.Fitted one = step.fit(now);
      fitted.add(one);
      now = one.apply(now);
    }
    return new Prepared(fitted);
  }
}
