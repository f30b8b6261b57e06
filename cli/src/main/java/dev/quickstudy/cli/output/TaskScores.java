package dev.quickstudy.cli.output;

import dev.quickstudy.predict.FileTask;
import dev.quickstudy.predict.TaskScore;
import dev.quickstudy.recipe.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How good a task of the user's own is, for people and for programs. */
public final class TaskScores {
  private static final int SHOWN = 5;

  private TaskScores() {}

  public static List<String> lines(FileTask task, TaskScore score) {
    List<String> lines = new ArrayList<>();
    lines.add(
        AnswerTable.learned(task)
            + AnswerTable.regime(task)
            + ", judged on "
            + Wording.count(score.inScope() + score.outOfScope(), task.one()));
    lines.add("");
    lines.add(
        "accuracy "
            + percent(score.accuracy())
            + " of "
            + Wording.count(score.inScope(), task.one())
            + " in scope, 95 % interval "
            + percent(score.interval().low())
            + " to "
            + percent(score.interval().high()));
    lines.add(
        "calibration error "
            + percent(score.calibrationError())
            + ": how far probabilities are from the share of right answers");
    if (score.falseAlarms() > 0 || score.outOfScope() > 0) {
      lines.add(
          "called unknown by mistake: %d of %d in scope (%s)"
              .formatted(
                  score.falseAlarms(),
                  score.inScope(),
                  percent(share(score.falseAlarms(), score.inScope()))));
    }
    if (score.outOfScope() > 0) {
      lines.add(
          "out of scope: %d, of which %d were called unknown (%s)"
              .formatted(
                  score.outOfScope(),
                  score.recalled(),
                  percent(share(score.recalled(), score.outOfScope()))));
      score
          .auroc()
          .ifPresent(
              value -> lines.add(Wording.number("AUROC, in against out of scope: %.3f", value)));
    }
    if (!score.confused().isEmpty()) {
      lines.add("");
      TextTable table = new TextTable("was", "taken for", "times");
      score.confused().stream()
          .limit(SHOWN)
          .forEach(pair -> table.row(pair.truth(), pair.taken(), String.valueOf(pair.count())));
      lines.addAll(table.lines());
      if (score.confused().size() > SHOWN) {
        lines.add("and %d other pairs".formatted(score.confused().size() - SHOWN));
      }
    }
    return lines;
  }

  private static double share(int part, int all) {
    return all == 0 ? 0 : (double) part / all;
  }

  private static String percent(double share) {
    return Wording.number("%.2f %%", 100 * share);
  }

  public static Map<String, Object> object(FileTask task, TaskScore score) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("classes", task.classes());
    object.put("inScope", score.inScope());
    object.put("right", score.right());
    object.put("accuracy", score.accuracy());
    object.put("low", score.interval().low());
    object.put("high", score.interval().high());
    object.put("calibrationError", score.calibrationError());
    object.put("falseAlarms", share(score.falseAlarms(), score.inScope()));
    object.put("outOfScope", score.outOfScope());
    if (score.outOfScope() > 0) {
      object.put("recall", share(score.recalled(), score.outOfScope()));
    }
    score.auroc().ifPresent(value -> object.put("auroc", value));
    object.put(
        "confused",
        score.confused().stream()
            .map(
                pair -> Map.of("truth", pair.truth(), "taken", pair.taken(), "count", pair.count()))
            .toList());
    return object;
  }
}
