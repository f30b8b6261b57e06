package dev.quickstudy.experiment;

import dev.quickstudy.data.pictures.FittedPictures;
import dev.quickstudy.judge.Calibration;
import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.MemoryPlan;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.TrainingRun;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A recipe with its data open and all parts checked against each other: it trains, calibrates and
 * judges, as the command does.
 *
 * <pre>{@code
 * Experiment experiment = Experiment.open(Recipes.resolve("glyphs-5way-1shot"), DataLocations.of(data));
 * try (Workers workers = Workers.ofMachine()) {
 *   TrainingSummary summary =
 *       experiment.train(
 *           Path.of("runs/glyphs"),
 *           TrainingOptions.resuming(),
 *           workers,
 *           new TrainingRun.Listener() {});
 * }
 * }</pre>
 */
public final class Experiment {
  private final Recipe recipe;
  private final TaskSource source;
  private final Algorithm<? extends Learner> algorithm;

  private Experiment(Recipe recipe, TaskSource source) {
    this.recipe = recipe;
    this.source = source;
    this.algorithm = recipe.algorithm();
    ExperimentChecks.evaluation(recipe, algorithm.learner());
  }

  /**
   * Puts the parts together, reads the data and checks that all can be trained and judged as the
   * recipe says.
   *
   * @throws UsageException if parts do not fit together
   * @throws RecipeException if the recipe reads data from a folder, and none is named
   */
  public static Experiment open(Recipe recipe, DataLocations locations) {
    Experiment experiment = of(recipe, recipe.source().open(locations));
    recipe.source().remarks(experiment.source, recipe).forEach(locations.listener()::say);
    return experiment;
  }

  /** The same on a source that is open already, which is what the recipe's own would be. */
  public static Experiment of(Recipe recipe, TaskSource source) {
    Experiment experiment = new Experiment(recipe, source);
    ExperimentChecks.training(recipe, source, experiment.learner());
    return experiment;
  }

  /**
   * Puts the parts together for judging a trained model, perhaps on other tasks than it was trained
   * on. Pictures of another source are brought to the shape that the network reads, which the
   * source's name then says.
   *
   * @param other where to take tasks from instead of the recipe's source
   */
  public static Experiment judging(
      Recipe recipe, Optional<SourceSpec> other, DataLocations locations) {
    TaskSource source = other.orElse(recipe.source()).open(locations);
    return new Experiment(recipe, other.isPresent() ? fitted(source, recipe.network()) : source);
  }

  private static TaskSource fitted(TaskSource source, Network network) {
    long[] wanted = network.inputShape();
    return Arrays.equals(source.inputShape(), wanted)
            || !FittedPictures.fits(source.inputShape(), wanted)
        ? source
        : new FittedPictures(source, (int) wanted[0], (int) wanted[1], (int) wanted[2]);
  }

  /** The words. */
  public Recipe recipe() {
    return recipe;
  }

  /** Where tasks come from. */
  public TaskSource source() {
    return source;
  }

  /** The learner. */
  public Learner learner() {
    return algorithm.learner();
  }

  /** φ and state before any training, in the current scope. */
  public Model untrained() {
    return learner()
        .init(RandomKey.of(recipe.training().seed()).fold("init"))
        .to(recipe.training().outerPrecision());
  }

  /** The regime that scores are told by first: the recipe's inductive one where it has one. */
  public Regime usualRegime() {
    return judge().usualRegime();
  }

  // Training.

  /**
   * Trains in a folder to the end, calibrates the best model and judges it beside those that need
   * no training. Resuming a run that was ended at any moment, by this method or by the command,
   * gives the bits that the undisturbed run would have given.
   *
   * @param folder of the run; made where it is not there
   * @param workers as many as may be used; fewer are where memory does not suffice for all
   * @param listener hears of progress
   * @throws dev.quickstudy.train.RunFolderException if the folder holds something else, or a run
   *     that is not to be resumed or has other settings
   * @throws NotEnoughMemoryException if no memory strategy fits
   * @throws dev.quickstudy.train.files.TrainingException if training diverges, or a checkpoint does
   *     not fit
   */
  public TrainingSummary train(
      Path folder, TrainingOptions options, Workers workers, TrainingRun.Listener listener) {
    try (TrainingSession session = begin(folder, options, workers)) {
      TrainingSummary summary = session.judge(session.train(listener));
      summary.requireFinite();
      return summary;
    }
  }

  /**
   * The same in steps, for callers that show what is about to happen, or that may want to stop.
   *
   * @throws RuntimeException as {@link #train}
   */
  public TrainingSession begin(Path folder, TrainingOptions options, Workers workers) {
    return TrainingSession.open(this, folder, options, workers);
  }

  /**
   * What training is going to need of memory, with up to so many threads; empty where the system
   * does not tell.
   *
   * @param withOthers whether to measure algorithms too that would need less
   */
  public Optional<MemoryPlan> memory(int threads, boolean withOthers) {
    return MemoryPlan.of(settings(), threads, withOthers);
  }

  /** What is trained on what. */
  MetaTrainer.Settings<? extends Learner> settings() {
    return settings(algorithm);
  }

  private <L extends Learner> MetaTrainer.Settings<L> settings(Algorithm<L> chosen) {
    Recipe.Training training = recipe.training();
    return new MetaTrainer.Settings<>(
            chosen,
            source,
            training.shape(),
            training.tasks(),
            training.regime(),
            training.optimizer(),
            training.outerPrecision())
        .with(training.average());
  }

  // Judging.

  private ModelJudge judge() {
    return new ModelJudge(recipe, source, learner());
  }

  /**
   * Calibrates the model of a run where that was not done yet, and keeps what was learned in the
   * run's folder.
   *
   * @return empty for regression
   * @throws UsageException if there are no validation tasks to learn from
   */
  public Optional<Calibration> calibrate(Path folder, Workers workers) {
    try (OpenRun run = OpenRun.open(folder)) {
      Optional<Calibration> known =
          run.calibration().or(() -> judge().calibration(run.model(), run.step(), workers));
      known.ifPresent(calibration -> RunFolder.keep(folder, calibration));
      return known;
    }
  }

  /** Scores of the run in a folder beside those that need no training, on the same tasks. */
  public RunScores judge(Path folder, EvaluationChoice choice, Workers workers) {
    try (OpenRun run = OpenRun.open(folder)) {
      return judge(run, choice, workers);
    }
  }

  /** The same of a run that is open. */
  public RunScores judge(OpenRun run, EvaluationChoice choice, Workers workers) {
    try (Scope scope = Scope.open()) {
      return new RunScores(
          run.step(),
          evaluate(run, choice, workers),
          evaluate(untrained(), choice, workers),
          rawInputs(choice, workers),
          judge().others(choice, workers));
    }
  }

  /** Scores of a run's model, calibrated where that was learned. */
  public EvaluationResult evaluate(OpenRun run, EvaluationChoice choice, Workers workers) {
    return judge().of(run.model(), run.calibration(), choice, workers);
  }

  /** Scores of any model, as it is. */
  public EvaluationResult evaluate(Model model, EvaluationChoice choice, Workers workers) {
    return judge().of(model, Optional.empty(), choice, workers);
  }

  /**
   * Scores of the nearest class mean on raw inputs (with one shot, of the nearest neighbour), on
   * the same episodes. Empty for regression.
   */
  public Optional<EvaluationResult> rawInputs(EvaluationChoice choice, Workers workers) {
    return judge().rawInputs(choice, workers);
  }

  /** The episodes that models are judged on. */
  public Evaluation evaluation(EvaluationChoice choice) {
    return judge().evaluation(choice);
  }

  /** Whether the learner takes inner steps, so that their number can be chosen. */
  public boolean takesInnerSteps() {
    return ModelJudge.takesInnerSteps(learner());
  }

  /**
   * How long it takes to learn one task of the recipe's evaluation, on one thread: under its
   * inductive regime, or where it has none, with the task's answers.
   *
   * @param tasks how many are timed, after as many that are not; at least 1
   * @return seconds, the median
   */
  public double secondsToAdapt(Model model, int tasks, Workers workers) {
    return judge().secondsToAdapt(model, tasks, workers);
  }

  /** The learner with what a user asks for, such as other inner steps. */
  public Learner learner(EvaluationChoice choice) {
    return judge().learner(choice);
  }
}
