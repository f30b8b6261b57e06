package dev.quickstudy.experiment;

import dev.quickstudy.judge.Calibration;
import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.Average;
import dev.quickstudy.train.Checkpoint;
import dev.quickstudy.train.MemoryPlan;
import dev.quickstudy.train.MemoryStrategy;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.TrainingRun;
import dev.quickstudy.train.files.Provenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * One session of an experiment's run: its folder is held until this is closed. It trains from the
 * folder's last checkpoint, or from the start.
 */
public final class TrainingSession implements AutoCloseable {
  private final Experiment experiment;
  private final TrainingOptions options;
  private final RunFolder folder;
  private final Begun begun;
  private final Optional<MemoryPlan.Choice> memory;
  private final Workers workers;
  private final Optional<Workers> fewer;
  private volatile boolean stopRequested;
  private volatile OptionalLong stopAt = OptionalLong.empty();
  private volatile Optional<TrainingRun<?>> running = Optional.empty();

  /**
   * What the folder's checkpoint says.
   *
   * @param resumed whether the folder held a run
   * @param memory the strategy that it was begun with, where that is known
   * @param step of the checkpoint; 0 where there is none
   */
  private record Begun(boolean resumed, Optional<MemoryStrategy> memory, long step) {
    static final Begun NOW = new Begun(false, Optional.empty(), 0);

    static Begun in(Path folder, Recipe config) {
      Path file = RunFolder.checkpoint(folder);
      if (!Files.exists(file)) {
        return new Begun(true, Optional.empty(), 0);
      }
      try (Scope scope = Scope.open()) {
        Checkpoint checkpoint = Checkpoint.read(file);
        RunSettings.requireTrained(folder, config, checkpoint.provenance().settings());
        long step = checkpoint.step();
        return new Begun(true, checkpoint.conditions().after(step).memory(), step);
      }
    }
  }

  private TrainingSession(
      Experiment experiment,
      TrainingOptions options,
      RunFolder folder,
      Begun begun,
      Optional<MemoryPlan.Choice> memory,
      Workers workers) {
    this.experiment = experiment;
    this.options = options;
    this.folder = folder;
    this.begun = begun;
    this.memory = memory;
    this.fewer =
        memory
            .map(MemoryPlan.Choice::threads)
            .filter(threads -> threads < workers.threads())
            .map(threads -> new Workers(threads, workers.within()));
    this.workers = fewer.orElse(workers);
  }

  /** Opens or makes the folder; see {@link Experiment#begin}. */
  static TrainingSession open(
      Experiment experiment, Path path, TrainingOptions options, Workers workers) {
    return options.resume() && RunFolder.holdsRun(path)
        ? reopen(experiment, path, options, workers)
        : create(experiment, path, options, workers);
  }

  private static TrainingSession create(
      Experiment experiment, Path path, TrainingOptions options, Workers workers) {
    // Measured first, so that a run which does not fit leaves no folder behind.
    Optional<MemoryPlan.Choice> memory = chosen(experiment, options, workers);
    RunFolder folder = RunFolder.create(path, Recipes.yaml(experiment.recipe()));
    return orClosed(
        folder,
        () -> {
          memory.ifPresent(folder::keep);
          return new TrainingSession(experiment, options, folder, Begun.NOW, memory, workers);
        });
  }

  private static TrainingSession reopen(
      Experiment experiment, Path path, TrainingOptions options, Workers workers) {
    RunFolder folder = RunFolder.open(path);
    return orClosed(
        folder,
        () -> {
          Recipe held = RunSettings.recipe(path);
          RunSettings.requireSame(path, held, experiment.recipe());
          Begun begun = Begun.in(path, held);
          Optional<MemoryPlan.Choice> noted = RunFolder.memory(path, workers.threads());
          Optional<MemoryStrategy> strategy =
              begun.memory().or(() -> noted.map(MemoryPlan.Choice::strategy));
          Optional<MemoryPlan.Choice> memory =
              strategy.isPresent()
                  ? noted
                      .filter(choice -> choice.strategy().equals(strategy.get()))
                      .map(choice -> choice.withAtMost(workers.threads()))
                  : chosen(experiment, options, workers);
          folder.configure(Recipes.yaml(experiment.recipe()));
          if (strategy.isEmpty()) {
            memory.ifPresent(folder::keep);
          }
          return new TrainingSession(experiment, options, folder, begun, memory, workers);
        });
  }

  private static TrainingSession orClosed(RunFolder folder, Supplier<TrainingSession> open) {
    try {
      return open.get();
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  /** The choice of a run that begins; empty where nothing is to be measured, or can be. */
  private static Optional<MemoryPlan.Choice> chosen(
      Experiment experiment, TrainingOptions options, Workers workers) {
    if (!options.planned() || experiment.recipe().training().steps() == 0) {
      return Optional.empty();
    }
    return experiment
        .memory(workers.threads(), false)
        .map(
            plan ->
                plan.chosen(options.memory())
                    .orElseThrow(
                        () ->
                            new NotEnoughMemoryException(
                                plan.smallest(),
                                options.memory().orElseGet(MemoryPlan::available))));
  }

  /** The run's folder. */
  public Path folder() {
    return folder.path();
  }

  /** Whether the folder held the run before. */
  public boolean resumed() {
    return begun.resumed();
  }

  /** The memory strategy, its threads and bytes; empty where nothing was measured. */
  public Optional<MemoryPlan.Choice> memory() {
    return memory;
  }

  /** The threads that it trains on: no more than were handed in, nor than memory suffices for. */
  public int threads() {
    return workers.threads();
  }

  /**
   * Trains until the run ends or is asked to stop. Where the system tells it, the most memory that
   * the process held meanwhile is noted in the folder; for that, the process's peak is reset first.
   *
   * @throws dev.quickstudy.train.files.TrainingException if training diverges, the checkpoint does
   *     not fit, or the options name another clock than the run was begun with
   */
  public TrainingSummary.Trained train(TrainingRun.Listener listener) {
    TrainingRun<?> run = run(experiment.settings(), listener);
    running = Optional.of(run);
    stopAt.ifPresent(run::stopAt);
    if (stopRequested) {
      run.stop();
    }
    ProcessMemory.resetPeak();
    try (TrainingRun.Outcome outcome = run.run()) {
      if (outcome.last().step() > begun.step()) {
        ProcessMemory.peak().ifPresent(folder::keepPeakMemory);
      }
      return TrainingSummary.Trained.of(outcome);
    }
  }

  /**
   * Asks the run to write a checkpoint after the current step and end. May be called from any
   * thread.
   */
  public void stop() {
    stopRequested = true;
    running.ifPresent(TrainingRun::stop);
  }

  /**
   * Before training: has it stop as {@link #stop} does once this time is reached.
   *
   * @param nanoTime as {@link System#nanoTime} counts
   */
  public void stopAt(long nanoTime) {
    stopAt = OptionalLong.of(nanoTime);
  }

  /**
   * Calibrates the run's best model where that was not done yet, and judges it by the recipe's own
   * evaluation.
   *
   * @param trained what {@link #train} gave
   */
  public TrainingSummary judge(TrainingSummary.Trained trained) {
    Optional<Calibration> calibration = Optional.empty();
    Optional<String> uncalibrated = Optional.empty();
    try {
      calibration = experiment.calibrate(folder(), workers);
    } catch (UsageException e) { // there are no validation tasks for it, say
      uncalibrated = Optional.of(String.valueOf(e.getMessage()));
    }
    RunScores scores = experiment.judge(folder(), EvaluationChoice.of(Split.TEST), workers);
    return new TrainingSummary(folder(), trained, averaged(), calibration, uncalibrated, scores);
  }

  private Optional<TrainingSummary.Averaged> averaged() {
    Average average = experiment.recipe().training().average();
    if (!average.on()) {
      return Optional.empty();
    }
    try (OpenRun run = OpenRun.open(folder())) {
      return Optional.of(new TrainingSummary.Averaged(average, run.averagedSince()));
    }
  }

  private <L extends Learner> TrainingRun<L> run(
      MetaTrainer.Settings<L> settings, TrainingRun.Listener listener) {
    Recipe recipe = experiment.recipe();
    Recipe.Training training = recipe.training();
    MetaTrainer.Settings<L> fitting =
        memory.map(choice -> choice.strategy().of(settings)).orElse(settings);
    MetaTrainer<L> trainer =
        training.steps() == 0
            ? MetaTrainer.ofNoSteps(fitting, workers)
            : new MetaTrainer<>(fitting, workers);
    TrainingRun.Plan plan =
        new TrainingRun.Plan(
            training.steps(),
            training.limit(),
            options.clock(),
            training.checkpointEvery(),
            training.logEvery(),
            options.warmUp(),
            training.divergence());
    return new TrainingRun<>(
        trainer, plan, validation(recipe), provenance(recipe), folder, workers, listener);
  }

  private Optional<TrainingRun.Validation> validation(Recipe recipe) {
    Recipe.Validation validation = recipe.training().validation();
    return validation.every() == 0
        ? Optional.empty()
        : Optional.of(
            new TrainingRun.Validation(
                new Evaluation(
                    experiment.source(),
                    Split.VALIDATION,
                    recipe.evaluation().shape(),
                    validation.episodes(),
                    recipe.evaluation().seed()),
                validation.regime(),
                validation.every(),
                validation.patience()));
  }

  private Provenance provenance(Recipe recipe) {
    return new Provenance(
        Version.current(),
        experiment.source().name(),
        experiment.source().fingerprint(),
        Recipes.yaml(recipe),
        recipe.training().seed(),
        experiment.source().fitted());
  }

  @Override
  public void close() {
    fewer.ifPresent(Workers::close);
    folder.close();
  }
}
