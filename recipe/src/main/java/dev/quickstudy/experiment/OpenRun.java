package dev.quickstudy.experiment;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.judge.Calibration;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.TorchNames;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.train.Average;
import dev.quickstudy.train.Checkpoint;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.files.LearnerFile;
import dev.quickstudy.train.files.Provenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A trained learner, opened for judging and serving from its run or its file: its recipe and its
 * best model. Owns its tensors.
 */
public final class OpenRun implements AutoCloseable {
  private final Recipe recipe;
  private final LearnerFile learner;
  private final Optional<Long> averagedSince;
  private final Scope memory;

  private OpenRun(Recipe recipe, LearnerFile learner, Optional<Long> averagedSince, Scope memory) {
    this.recipe = recipe;
    this.learner = learner;
    this.averagedSince = averagedSince;
    this.memory = memory;
  }

  /**
   * Opens the run in a folder, or a learner file.
   *
   * @param path of the folder or of the file
   * @throws dev.quickstudy.train.files.TrainingException if there is none, or it has no checkpoint
   *     yet
   * @throws dev.quickstudy.train.files.FileFormatException if the checkpoint is damaged, does not
   *     fit its settings, or is of a version that this program does not read
   * @throws dev.quickstudy.train.RunFolderException also if {@code config.yaml} was changed since,
   *     in more than where training ends and on how many tasks it is judged
   * @throws RecipeException if its settings are no recipe
   */
  public static OpenRun open(Path path) {
    return Files.isRegularFile(path) ? read(path) : openFolder(path);
  }

  private static OpenRun openFolder(Path folder) {
    Recipe recipe = RunSettings.recipe(folder);
    Path file = RunFolder.model(folder);
    try (Scope scope = Scope.open()) {
      Checkpoint checkpoint = Checkpoint.read(file);
      OpenRun run =
          of(
              file.toString(),
              recipe,
              checkpoint.learner(RunFolder.calibration(folder, checkpoint.step())),
              checkpoint.average().map(Average.Averaged::since));
      try {
        RunSettings.requireTrained(folder, recipe, checkpoint.provenance().settings());
      } catch (RuntimeException e) {
        run.close();
        throw e;
      }
      return run;
    }
  }

  private static OpenRun read(Path file) {
    try (Scope scope = Scope.open()) {
      return of(file.toString(), LearnerFile.read(file));
    }
  }

  /**
   * Opens a learner. It shares the memory of its tensors with their owner, who may free them before
   * or after it.
   *
   * @param name of the file or stream that it was read from, for messages
   * @throws dev.quickstudy.train.files.DamagedFileException if its tensors do not fit its recipe
   * @throws RecipeException if its settings are no recipe
   */
  public static OpenRun of(String name, LearnerFile learner) {
    return of(name, Recipes.parse(learner.recipe(), name), learner, Optional.empty());
  }

  /**
   * A learner as it is before any training: one that learns nothing across tasks needs none.
   *
   * @param fitted what prepares examples as it would have been fitted on training data; empty for
   *     nothing
   */
  public static OpenRun untrained(Recipe recipe, String fitted) {
    long seed = recipe.training().seed();
    try (Scope scope = Scope.open()) {
      Model model =
          recipe
              .algorithm()
              .learner()
              .init(RandomKey.of(seed).fold("init"))
              .to(recipe.training().outerPrecision());
      Provenance provenance =
          new Provenance(Version.current(), "nothing", "", Recipes.yaml(recipe), seed, fitted);
      return of(
          recipe.name(),
          recipe,
          new LearnerFile(model, 0, provenance, Optional.empty()),
          Optional.empty());
    }
  }

  private static OpenRun of(
      String name, Recipe recipe, LearnerFile learner, Optional<Long> averagedSince) {
    Checkpoint.requireModelOf(
        name, learner.model(), recipe.algorithm().learner(), recipe.training().outerPrecision());
    Scope memory = Scope.detached();
    return new OpenRun(recipe, learner.sharedWith(memory), averagedSince, memory);
  }

  /** The recipe that was trained. */
  public Recipe recipe() {
    return recipe;
  }

  /** All of it as a value, to be written to a file or a stream; valid until this is closed. */
  public LearnerFile file() {
    return learner;
  }

  /** φ and state; valid until this is closed. */
  public Model model() {
    return learner.model();
  }

  /**
   * The first step whose model is in the average that {@link #model} is; empty where it is no
   * average, and for learner files, which do not say it.
   */
  public Optional<Long> averagedSince() {
    return averagedSince;
  }

  /** After how many steps of training. */
  public long step() {
    return learner.step();
  }

  /** Where the model comes from. */
  public Provenance provenance() {
    return learner.provenance();
  }

  /**
   * What was fitted on meta-training data to prepare examples ({@link
   * dev.quickstudy.task.TaskSource#fitted}); empty for nothing.
   */
  public String fitted() {
    return learner.preparation();
  }

  /** What makes its probabilities mean what they say; empty where that was not learned. */
  public Optional<Calibration> calibration() {
    return learner.calibration();
  }

  /** The recipe's learner, calibrated for tasks of a size where that was learned under a regime. */
  public Learner learner(Regime regime, TaskShape shape) {
    return ModelJudge.tempered(recipe.algorithm().learner(), calibration(), regime, shape);
  }

  /**
   * Writes the model for PyTorch: a safetensors file with the names and shapes of {@link
   * TorchNames}; the recipe and the learner's digest are in its metadata. Replaces the file as a
   * whole.
   *
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public void writeTorch(Path file) {
    try (Scope scope = Scope.open()) {
      Safetensors.write(
          file,
          TorchNames.of(recipe.algorithm().learner().network(), model().phi(), model().state()),
          Map.of(
              "format", "pt",
              "quickstudy.learner", learner.digest(),
              "quickstudy.recipe", learner.recipe()));
    }
  }

  /**
   * Files of a user's own as a source whose examples are seen as this run saw those that it was
   * trained on. All are for testing.
   *
   * @param reading how files of texts or rows are written
   */
  public SourceSpec ownSource(Path path, RowOptions reading) {
    return new OwnSource(
        path, reading, recipe.source().unwrapped(), recipe.network().inputShape(), fitted());
  }

  @Override
  public void close() {
    memory.close();
  }
}
