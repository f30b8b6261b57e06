package dev.quickstudy.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.experiment.TrainingSession;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.TrainingRun;
import dev.quickstudy.train.files.TrainingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobJudgeTest {
  @TempDir private Path folder;

  /** A small run of sine waves with an inner rate, judged after one and after ten inner steps. */
  private static Job job(String rate) {
    return Job.of(
            List.of(
                new PublishedTable(
                    "waves",
                    "Waves",
                    "all",
                    "5 points",
                    List.of(
                        new PublishedTable.Row(
                            "MAML",
                            "sinusoid-maml-quick",
                            Optional.empty(),
                            List.of(
                                "learner.rate=" + rate,
                                "training.steps=3",
                                "training.validation.every=0"),
                            1,
                            List.of(figure(1), figure(10)))))),
            1,
            OptionalDouble.empty())
        .get(0);
  }

  private static PublishedTable.Figure figure(int innerSteps) {
    return new PublishedTable.Figure(
        "after " + innerSteps,
        PublishedTable.Kind.SQUARED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(10),
        Optional.of(innerSteps),
        Optional.empty(),
        Optional.empty());
  }

  private JobResult judged(Job job) {
    DataLocations locations = DataLocations.of(Optional.empty());
    Path home = job.run(folder);
    try (Workers workers = new Workers(2);
        TrainingSession session =
            Experiment.open(job.recipe(), locations)
                .begin(home, TrainingOptions.resuming().unplanned(), workers)) {
      TrainingSummary.Trained trained = session.train(new TrainingRun.Listener() {});
      try (OpenRun run = OpenRun.open(home)) {
        return JobJudge.of(job, run, trained, locations, workers);
      }
    }
  }

  @Test
  void figuresAreMeasuredAsTheRowAsks() {
    JobResult result = judged(job("0.01"));
    assertThat(result.steps()).isEqualTo(3);
    assertThat(result.figures())
        .extracting(JobResult.Measured::label)
        .containsExactly("after 1", "after 10");
    assertThat(result.figures()).allMatch(one -> one.value() > 0 && one.episodes() == 10);
  }

  @Test
  void aRunThatDivergedHasNoFigures() {
    assertThatThrownBy(() -> judged(job("10")))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith(
            "waves/sinusoid-maml-quick-seed1 has diverged: its answers to 10 of 10 tasks are not finite");
  }
}
