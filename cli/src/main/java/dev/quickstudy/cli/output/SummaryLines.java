package dev.quickstudy.cli.output;

import dev.quickstudy.experiment.RunScores;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.train.TrainingRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a training run has reached, for people and for programs. */
public final class SummaryLines {
  private SummaryLines() {}

  /**
   * For people.
   *
   * @param page the command that makes a page of the run
   */
  public static List<String> lines(TrainingSummary summary, String page) {
    TrainingSummary.Trained training = summary.training();
    List<String> lines = new ArrayList<>();
    lines.add(
        "trained "
            + Wording.count(training.steps(), "step")
            + " in "
            + Wording.duration(training.seconds())
            + ended(training.end())
            + "; "
            + Wording.number("%.1f %%", 100 * training.samplingShare())
            + " of it drawing tasks");
    summary.averaged().map(SummaryLines::averaged).ifPresent(lines::add);
    lines.add("the run is in " + summary.run());
    lines.add("a page about it: " + page);
    lines.add("");
    lines.addAll(Scores.lines(summary.scores().byLearner()));
    lines.addAll(asGood(summary.scores()));
    Optional<String> calibration =
        summary
            .calibration()
            .map(Wording::sureness)
            .or(
                () ->
                    summary
                        .uncalibrated()
                        .map(reason -> "probabilities are not calibrated: " + reason));
    calibration.ifPresent(
        line -> {
          lines.add("");
          lines.add(line);
        });
    return lines;
  }

  private static String averaged(TrainingSummary.Averaged averaged) {
    return averaged
        .since()
        .map(
            step ->
                "judged and saved is the average of the models since step "
                    + step
                    + ", decay "
                    + averaged.average().decay())
        .orElse(
            "the average of the models had not begun (from "
                + averaged.average().from()
                + "), so one step's model is judged and saved");
  }

  /** That training was of no use, where it was not. */
  private static List<String> asGood(RunScores scores) {
    List<String> lines = new ArrayList<>();
    scores
        .verdict()
        .ifPresent(
            verdict -> {
              lines.add("");
              lines.add(verdict);
              if (!scores.trained().regression()) {
                lines.add("'quickstudy classify' learns such classes with no training");
              }
            });
    return lines;
  }

  private static String ended(TrainingRun.End end) {
    return switch (end) {
      case STEPS -> "";
      case TIME -> " (the time was up)";
      case PATIENCE -> " (validation had stopped getting better)";
      case STOPPED -> " (stopped)";
    };
  }

  public static Map<String, Object> json(TrainingSummary summary) {
    TrainingSummary.Trained training = summary.training();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run", summary.run().toString());
    object.put("steps", training.steps());
    object.put("seconds", training.seconds());
    object.put("samplingShare", training.samplingShare());
    summary
        .averaged()
        .flatMap(TrainingSummary.Averaged::since)
        .ifPresent(step -> object.put("averagedSince", step));
    object.put("evaluation", Scores.json(summary.scores().trained()));
    object.put("untrained", Scores.json(summary.scores().untrained()));
    summary.scores().rawInputs().ifPresent(result -> object.put("rawInputs", Scores.json(result)));
    if (!summary.scores().others().isEmpty()) {
      Map<String, Object> others = new LinkedHashMap<>();
      summary.scores().others().forEach((name, result) -> others.put(name, Scores.json(result)));
      object.put("baselines", others);
    }
    Map<String, Object> ahead = new LinkedHashMap<>();
    summary
        .scores()
        .ahead()
        .forEach(
            (name, by) -> ahead.put(name, Scores.ordered("mean", by.mean(), "ci95", by.ci95())));
    object.put("ahead", ahead);
    object.put("asGood", List.copyOf(summary.scores().asGood().keySet()));
    return object;
  }
}
