package dev.quickstudy.reproduce;

import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.experiment.Version;
import dev.quickstudy.judge.Score;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.files.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges a trained run by the figures of its row. */
public final class JobJudge {
  private JobJudge() {}

  /**
   * All figures of a job's run.
   *
   * @param trained what training came to
   * @throws TrainingException if most answers are not finite
   * @throws UsageException if the learner cannot be judged as a figure asks
   */
  public static JobResult of(
      Job job,
      OpenRun run,
      TrainingSummary.Trained trained,
      DataLocations locations,
      Workers workers) {
    List<JobResult.Measured> figures = new ArrayList<>();
    for (PublishedTable.Figure figure : job.row().figures()) {
      Experiment experiment =
          Experiment.judging(job.recipe(), figure.source().map(SourceSpec::named), locations);
      figures.add(measured(job, figure, experiment.evaluate(run, choice(figure), workers)));
    }
    return new JobResult(
        job.recipe().name(),
        job.recipeHash(),
        Version.current(),
        machine(),
        job.seed(),
        trained.steps(),
        trained.seconds() / 60,
        figures);
  }

  private static EvaluationChoice choice(PublishedTable.Figure figure) {
    return new EvaluationChoice(
        Split.TEST,
        figure.ways(),
        figure.shots(),
        figure.queries(),
        figure.episodes(),
        figure.innerSteps(),
        Optional.empty());
  }

  private static JobResult.Measured measured(
      Job job, PublishedTable.Figure figure, EvaluationResult result) {
    Optional<Score> score =
        switch (figure.kind()) {
          case INDUCTIVE, ERROR -> result.inductive();
          case TRANSDUCTIVE -> result.transductive();
          case SQUARED ->
              Optional.ofNullable(result.meanSquaredError().get(figure.innerSteps().orElse(0)));
        };
    Score known =
        score.orElseThrow(
            () ->
                new UsageException(
                    "the figure '%s' cannot be measured: the recipe is not judged so"
                        .formatted(figure.label())));
    if (known.diverged()) {
      throw TrainingException.diverged(job.name(), known);
    }
    double unit = figure.kind() == PublishedTable.Kind.SQUARED ? 1 : 100;
    double mean = unit * known.mean();
    return new JobResult.Measured(
        figure.label(),
        figure.kind() == PublishedTable.Kind.ERROR ? 100 - mean : mean,
        unit * known.ci95(),
        known.episodes(),
        known.regime().label(),
        known.episodeHash());
  }

  private static String machine() {
    return "%d processors, %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            System.getProperty("java.specification.version"));
  }
}
