package dev.quickstudy.recipe;

import dev.quickstudy.learn.Model;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.train.Checkpoint;
import dev.quickstudy.train.RunFolder;
import java.nio.file.Path;

/**
 * A trained run, opened for judging and serving: its recipe and its best model. Owns its tensors.
 */
public final class OpenRun implements AutoCloseable {
  private final Recipe recipe;
  private final Model model;
  private final long step;
  private final Scope memory;

  private OpenRun(Recipe recipe, Model model, long step, Scope memory) {
    this.recipe = recipe;
    this.model = model;
    this.step = step;
    this.memory = memory;
  }

  /**
   * Opens the run in a folder.
   *
   * @throws dev.quickstudy.train.TrainingException if there is none, it has no checkpoint yet, or
   *     the checkpoint does not fit its settings
   * @throws RecipeException if its settings are no recipe
   * @throws dev.quickstudy.tensor.TensorException if the checkpoint is damaged
   */
  public static OpenRun open(Path folder) {
    Recipe recipe =
        Recipes.parse(RunFolder.config(folder), folder.resolve("config.yaml").toString());
    Path file = RunFolder.model(folder);
    Scope memory = Scope.detached();
    try (Scope scope = Scope.open()) {
      Checkpoint checkpoint = Checkpoint.read(file);
      Model template =
          recipe.algorithm().learner().init(RandomKey.of(0)).to(recipe.training().outerPrecision());
      checkpoint.requireModelLike(file, template);
      return new OpenRun(recipe, checkpoint.model().ownedBy(memory), checkpoint.step(), memory);
    }
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

  @Override
  public void close() {
    memory.close();
  }
}
