package dev.quickstudy.recipe;

import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.train.Calibration;
import dev.quickstudy.train.Checkpoint;
import dev.quickstudy.train.Provenance;
import dev.quickstudy.train.RunFolder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A trained run, opened for judging and serving: its recipe and its best model. Owns its tensors.
 */
public final class OpenRun implements AutoCloseable {
  private final Recipe recipe;
  private final Model model;
  private final long step;
  private final Provenance provenance;
  private final Optional<Calibration> calibration;
  private final Scope memory;

  private OpenRun(
      Recipe recipe,
      Model model,
      long step,
      Provenance provenance,
      Optional<Calibration> calibration,
      Scope memory) {
    this.recipe = recipe;
    this.model = model;
    this.step = step;
    this.provenance = provenance;
    this.calibration = calibration;
    this.memory = memory;
  }

  /**
   * Opens the run in a folder.
   *
   * @throws dev.quickstudy.train.TrainingException if there is none, it has no checkpoint yet, or
   *     the checkpoint does not fit its settings
   * @throws dev.quickstudy.train.RunFolderException also if {@code config.yaml} was changed since,
   *     in more than where training ends and on how many tasks it is judged
   * @throws RecipeException if its settings are no recipe
   * @throws dev.quickstudy.tensor.TensorException if the checkpoint is damaged
   */
  public static OpenRun open(Path folder) {
    Recipe recipe = RunSettings.recipe(folder);
    Path file = RunFolder.model(folder);
    try (Scope scope = Scope.open()) {
      Checkpoint checkpoint = Checkpoint.read(file);
      OpenRun run =
          of(
              file,
              recipe,
              checkpoint.model(),
              checkpoint.step(),
              checkpoint.provenance(),
              RunFolder.calibration(folder, checkpoint.step()));
      try {
        RunSettings.requireTrained(folder, recipe, checkpoint.provenance().settings());
      } catch (RuntimeException e) {
        run.close();
        throw e;
      }
      return run;
    }
  }

  /**
   * Takes a model of the current scope.
   *
   * @param file that it was read from, for messages
   * @throws dev.quickstudy.train.TrainingException if it does not fit the recipe
   */
  static OpenRun of(
      Path file,
      Recipe recipe,
      Model model,
      long step,
      Provenance provenance,
      Optional<Calibration> calibration) {
    Checkpoint.requireModelLike(
        file,
        model,
        recipe.algorithm().learner().init(RandomKey.of(0)).to(recipe.training().outerPrecision()));
    Scope memory = Scope.detached();
    return new OpenRun(recipe, model.ownedBy(memory), step, provenance, calibration, memory);
  }

  /** The recipe that was trained. */
  public Recipe recipe() {
    return recipe;
  }

  /** φ and state; valid until this is closed. */
  public Model model() {
    return model;
  }

  /** After how many steps of training. */
  public long step() {
    return step;
  }

  /** Where the model comes from. */
  public Provenance provenance() {
    return provenance;
  }

  /**
   * What was fitted on meta-training data to prepare examples ({@link
   * dev.quickstudy.task.TaskSource#fitted}); empty for nothing.
   */
  public String fitted() {
    return provenance.fitted();
  }

  /** What makes its probabilities mean what they say; empty where that was not learned. */
  public Optional<Calibration> calibration() {
    return calibration;
  }

  /** The recipe's learner, calibrated where that was learned under a regime. */
  public Learner learner(Regime regime) {
    return ModelJudge.tempered(recipe.algorithm().learner(), calibration, regime);
  }

  @Override
  public void close() {
    memory.close();
  }
}
