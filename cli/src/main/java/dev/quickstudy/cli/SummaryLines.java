package dev.quickstudy.cli;

import dev.quickstudy.recipe.RunScores;
import dev.quickstudy.recipe.TrainingSummary;
import dev.quickstudy.recipe.Words;
import dev.quickstudy.task.Metric;
import dev.quickstudy.train.Score;
import dev.quickstudy.train.TrainingRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a training run has reached, for people and for programs. */
final class SummaryLines {
  private SummaryLines() {}

  /**
   * For people.
   *
   * @param page the command that makes a page of the run
   */
  static List<String> lines(TrainingSummary summary, String page) {
    TrainingSummary.Trained training = summary.training();
    List<String> lines = new ArrayList<>();
    lines.add(
        "trained "
            + Words.count(training.steps(), "step")
            + " in "
            + Words.duration(training.seconds())
            + ended(training.end())
            + "; "
            + Words.number("%.1f %%", 100 * training.samplingShare())
            + " of it drawing tasks");
    lines.add("the run is in " + summary.run());
    lines.add("a page about it: " + page);
    lines.add("");
    lines.addAll(Scores.lines(summary.scores().byLearner()));
    lines.addAll(asGood(summary));
    Optional<String> calibration =
        summary
            .calibration()
            .map(Words::sureness)
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

  /** That training was of no use, where it was not. */
  private static List<String> asGood(TrainingSummary summary) {
    Map<String, Score> others = summary.scores().asGood();
    if (others.isEmpty()) {
      return List.of();
    }
    Score own = RunScores.first(summary.scores().trained());
    List<String> lines = new ArrayList<>();
    lines.add("");
    others.forEach(
        (name, score) ->
            lines.add(
                "training has not helped: '%s' does without and %s (%s %s, trained %s %s)"
                    .formatted(
                        name,
                        own.metric().better(score.mean(), own.mean())
                                && Math.abs(score.mean() - own.mean())
                                    > Math.hypot(score.ci95(), own.ci95())
                            ? "is better"
                            : "is as good, by the intervals of both",
                        Words.value(score.metric(), score.mean()),
                        Words.interval(score.metric(), score.ci95()),
                        Words.value(own.metric(), own.mean()),
                        Words.interval(own.metric(), own.ci95()))));
    if (own.metric() == Metric.ACCURACY) {
      lines.add("'quickstudy classify' learns such classes with no training");
    }
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

  static Map<String, Object> json(TrainingSummary summary) {
    TrainingSummary.Trained training = summary.training();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run", summary.run().toString());
    object.put("steps", training.steps());
    object.put("seconds", training.seconds());
    object.put("samplingShare", training.samplingShare());
    object.put("evaluation", Scores.json(summary.scores().trained()));
    object.put("untrained", Scores.json(summary.scores().untrained()));
    summary.scores().rawInputs().ifPresent(result -> object.put("rawInputs", Scores.json(result)));
    object.put("asGood", List.copyOf(summary.scores().asGood().keySet()));
    return object;
  }
}
