package dev.quickstudy.cli;

import dev.quickstudy.recipe.EvaluationChoice;
import dev.quickstudy.recipe.Experiment;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.RunScores;
import dev.quickstudy.recipe.Words;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.Calibration;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.TrainingRun;
import dev.quickstudy.train.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a training run has reached.
 *
 * @param run its folder
 * @param calibration how its probabilities were calibrated, or why not; empty for regression
 * @param scores its scores on test tasks
 */
record Judgement(Path run, String calibration, RunScores scores) {
  /** How training went. */
  record Trained(long steps, double seconds, TrainingRun.End end, double samplingShare) {
    static Trained of(TrainingRun.Outcome outcome) {
      return new Trained(
          outcome.last().step(),
          outcome.progress().seconds(),
          outcome.end(),
          outcome.samplingShare());
    }
  }

  /**
   * Calibrates the run's model where that was not done yet, and judges it by the recipe's own
   * evaluation. Within an open scope.
   */
  static Judgement of(Experiment experiment, Path run, Workers workers) {
    String calibration = calibrated(experiment, run, workers);
    EvaluationChoice choice = EvaluationChoice.of(Split.TEST);
    try (OpenRun opened = OpenRun.open(run)) {
      return new Judgement(run, calibration, RunScores.of(experiment, opened, choice, workers));
    }
  }

  private static String calibrated(Experiment experiment, Path run, Workers workers) {
    try (OpenRun opened = OpenRun.open(run)) {
      Optional<Calibration> known =
          opened
              .calibration()
              .or(() -> experiment.calibration(opened.model(), opened.step(), workers));
      known.ifPresent(calibration -> RunFolder.keep(run, calibration));
      return known.map(Words::sureness).orElse("");
    } catch (UsageException e) {
      return "probabilities are not calibrated: " + e.getMessage();
    }
  }

  /**
   * For people.
   *
   * @param page the command that makes a page of the run
   */
  List<String> lines(Trained training, String page) {
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
    lines.add("the run is in " + run);
    lines.add("a page about it: " + page);
    lines.add("");
    lines.addAll(Scores.lines(scores.byLearner()));
    if (!calibration.isEmpty()) {
      lines.add("");
      lines.add(calibration);
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

  Map<String, Object> json(Trained training) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run", run.toString());
    object.put("steps", training.steps());
    object.put("seconds", training.seconds());
    object.put("samplingShare", training.samplingShare());
    object.put("evaluation", Scores.json(scores.trained()));
    object.put("untrained", Scores.json(scores.untrained()));
    scores.rawInputs().ifPresent(report -> object.put("rawInputs", Scores.json(report)));
    return object;
  }
}
