package dev.quickstudy.experiment;

import dev.quickstudy.judge.Calibration;
import dev.quickstudy.train.Average;
import dev.quickstudy.train.Progress;
import dev.quickstudy.train.TrainingRun;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a training run has reached.
 *
 * @param run its folder
 * @param training how training went
 * @param averaged whether an average of the models is what was judged and saved; empty where the
 *     recipe has none
 * @param calibration how its probabilities were calibrated; empty for regression, and where {@link
 *     #uncalibrated} says why not
 * @param uncalibrated why probabilities could not be calibrated
 * @param scores of its best model beside those that need no training, on test tasks
 */
public record TrainingSummary(
    Path run,
    Trained training,
    Optional<Averaged> averaged,
    Optional<Calibration> calibration,
    Optional<String> uncalibrated,
    RunScores scores) {
  /**
   * Refuses a model whose scores say nothing; see {@link EvaluationResult#requireFinite}. What else
   * is here is valid then too.
   *
   * @throws dev.quickstudy.train.files.TrainingException naming the run, and what to do
   */
  public void requireFinite() {
    scores.trained().requireFinite("the model of step %d in %s".formatted(scores.step(), run));
  }

  /**
   * The average of the models that the recipe asks for.
   *
   * @param since the first step whose model is in the one that was judged; empty where the average
   *     had not begun then, so that the model of its last step was judged
   */
  public record Averaged(Average average, Optional<Long> since) {}

  /**
   * How training went, over all sessions of the run.
   *
   * @param steps made
   * @param seconds of training, by the run's clock
   * @param samplingShare share of the workers' time spent drawing tasks in this session, 0 … 1
   * @param setbacks what was not finite
   */
  public record Trained(
      long steps,
      double seconds,
      TrainingRun.End end,
      double samplingShare,
      Progress.Setbacks setbacks) {
    static Trained of(TrainingRun.Outcome outcome) {
      return new Trained(
          outcome.last().step(),
          outcome.progress().seconds(),
          outcome.end(),
          outcome.samplingShare(),
          outcome.progress().setbacks());
    }
  }
}
