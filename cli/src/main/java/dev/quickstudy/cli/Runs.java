package dev.quickstudy.cli;

import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.recipe.RunSettings;
import dev.quickstudy.recipe.SavedTask;
import java.nio.file.Files;
import java.nio.file.Path;

/** Run folders as the user names them. */
final class Runs {
  private static final Path HOME = Path.of("runs");

  private Runs() {}

  /** Opens a trained run; what is wrong with its folder is no wrong usage. */
  static OpenRun open(Path folder) {
    try {
      return OpenRun.open(folder);
    } catch (RecipeException e) {
      throw new CommandFailure(e);
    }
  }

  /** Opens a task that was learned before; what is wrong with its file is no wrong usage. */
  static SavedTask task(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          "there is no file " + file + "; name one that adapt --save has written");
    }
    try {
      return SavedTask.open(file);
    } catch (RecipeException e) {
      throw new CommandFailure(e);
    }
  }

  /** The folder of a recipe's runs: {@code runs/NAME}. */
  static Path home(Recipe recipe) {
    return HOME.resolve(recipe.name());
  }

  /**
   * {@code runs/NAME}, or the first of {@code runs/NAME-2}, {@code runs/NAME-3} … that is not
   * there.
   */
  static Path unused(Recipe recipe) {
    Path folder = home(recipe);
    for (int number = 2; Files.exists(folder); number++) {
      folder = folder.resolveSibling(recipe.name() + "-" + number);
    }
    return folder;
  }

  /** The recipe that a run folder was made for; one that is wrong is no wrong usage. */
  static Recipe recipe(Path folder) {
    try {
      return RunSettings.recipe(folder);
    } catch (RecipeException e) {
      throw new CommandFailure(e);
    }
  }
}
