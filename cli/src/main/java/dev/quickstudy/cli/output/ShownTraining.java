package dev.quickstudy.cli.output;

import dev.quickstudy.experiment.TrainingSession;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.train.TrainingRun;
import java.io.PrintWriter;
import java.util.Optional;

/** Training with a progress display, which a request to end the process stops with a checkpoint. */
public final class ShownTraining {
  private ShownTraining() {}

  /**
   * Trains to the end.
   *
   * @param again the words that go on with the run
   * @return empty if the process was asked to end before
   */
  public static Optional<TrainingSummary.Trained> of(
      TrainingSession session, Recipe recipe, PrintWriter err, String again) {
    Recipe.Training training = recipe.training();
    try (ProgressTracker progress =
            new ProgressTracker(Displays.on(err), training.steps(), training.limit());
        StopOnSignal stop = new StopOnSignal(session::stop, err, again)) {
      TrainingSummary.Trained trained = session.train(progress);
      stop.written();
      return trained.end() == TrainingRun.End.STOPPED ? Optional.empty() : Optional.of(trained);
    }
  }
}
