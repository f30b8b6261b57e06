package dev.quickstudy.cli.output;

import dev.quickstudy.judge.Interval;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.tables.Comparison;
import dev.quickstudy.task.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Comparisons with classical learners, for people and for programs. */
public final class Baselines {
  private Baselines() {}

  public static List<String> lines(Comparison comparison) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "the same tasks, by table ("
            + Wording.count(comparison.tables(), "table")
            + ", means and 95 % intervals over tables):");
    lines.add("");
    TextTable table = new TextTable("learner", metric(comparison), "ahead of it", "mean rank");
    for (int i = 0; i < comparison.rows().size(); i++) {
      Comparison.Row row = comparison.rows().get(i);
      table.row(
          row.learner(),
          shown(comparison, row.score()),
          i == 0 ? "–" : shown(comparison, row.ahead()),
          Wording.number("%.2f", row.rank().mean()) + Wording.number(" ± %.2f", row.rank().ci95()));
    }
    lines.addAll(table.lines());
    Wording.asGood(
            comparison.metric(), comparison.asGood(), Wording.count(comparison.tables(), "table"))
        .ifPresent(
            sentence -> {
              lines.add("");
              lines.add(sentence);
            });
    return lines;
  }

  private static String metric(Comparison comparison) {
    return comparison.metric() == Metric.ACCURACY ? "accuracy" : "error / mean's";
  }

  private static String shown(Comparison comparison, Interval mean) {
    return comparison.metric() == Metric.ACCURACY
        ? Wording.number("%.2f %%", 100 * mean.mean())
            + Wording.number(" ± %.2f", 100 * mean.ci95())
        : Wording.number("%.4f", mean.mean()) + Wording.number(" ± %.4f", mean.ci95());
  }

  /** Accuracies as fractions 0 … 1. */
  public static Map<String, Object> json(Comparison comparison) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Comparison.Row row : comparison.rows()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("learner", row.learner());
      put(fields, comparison.metric() == Metric.ACCURACY ? "accuracy" : "error", row.score());
      put(fields, "ahead", row.ahead());
      put(fields, "rank", row.rank());
      rows.add(fields);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("tables", comparison.tables());
    object.put("learners", rows);
    object.put("asGood", List.copyOf(comparison.asGood().keySet()));
    return object;
  }

  private static void put(Map<String, Object> fields, String name, Interval mean) {
    fields.put(name, mean.mean());
    fields.put(name + "Ci95", mean.ci95());
  }
}
