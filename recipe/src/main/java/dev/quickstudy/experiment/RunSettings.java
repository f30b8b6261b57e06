package dev.quickstudy.experiment;

import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.RunFolderException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The recipe of a run, which stands in its folder and in each checkpoint. A run may go on for
 * longer than it was begun for, and may be judged on more tasks: only {@code training.steps},
 * {@code training.minutes} and {@code evaluation.episodes} may change – and of these the last alone
 * where a rate or the average follows the budget, which then says what training is.
 */
public final class RunSettings {
  private RunSettings() {}

  /**
   * The recipe of the run in a folder.
   *
   * @throws RunFolderException if it holds no run
   * @throws RecipeException if its settings are no recipe
   */
  public static Recipe recipe(Path folder) {
    return Recipes.parse(RunFolder.config(folder), folder.resolve("config.yaml").toString());
  }

  /**
   * Refuses to go on in the folder of another recipe.
   *
   * @param held the folder's own recipe
   * @throws RunFolderException naming the first setting that differs
   */
  public static void requireSame(Path folder, Recipe held, Recipe asked) {
    Optional<String> difference = difference(held, asked);
    if (difference.isPresent()) {
      throw new RunFolderException(
          RunFolderException.Problem.OTHER_SETTINGS,
          folder,
          folder
              + " is a run folder of another recipe: "
              + difference.get()
              + " as asked for; name another folder, or leave out what differs");
    }
  }

  /**
   * Refuses a folder whose settings were changed since its checkpoint was written.
   *
   * @param config the folder's recipe
   * @param trained the settings in the checkpoint
   * @throws RunFolderException naming the first setting that differs
   */
  static void requireTrained(Path folder, Recipe config, String trained) {
    Optional<String> difference =
        difference(
            config,
            Recipes.parse(trained, "the settings in the checkpoint of the run in " + folder));
    if (difference.isPresent()) {
      throw new RunFolderException(
          RunFolderException.Problem.OTHER_SETTINGS,
          folder,
          folder.resolve("config.yaml")
              + " is not what the run's checkpoint was trained by: "
              + difference.get()
              + " as in training; put the file back as it was");
    }
  }

  /** The first setting that must not differ and does. */
  private static Optional<String> difference(Recipe held, Recipe asked) {
    Recipe.Training ends = asked.training();
    List<String> free = new ArrayList<>();
    free.add("evaluation.episodes=" + asked.evaluation().episodes());
    if (!held.training().followsBudget()) {
      free.add("training.steps=" + ends.steps());
      free.add("training.minutes=" + ends.minutes());
    }
    return Recipes.difference(Recipes.override(held, free), asked);
  }
}
