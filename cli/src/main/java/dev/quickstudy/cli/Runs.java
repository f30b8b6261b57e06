package dev.quickstudy.cli;

import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.experiment.RunSettings;
import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.predict.LearnedTask;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.TrainedLearner;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.files.Learners;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Run folders as the user names them. */
final class Runs {
  private static final Path HOME = Path.of("runs");

  private Runs() {}

  /** Opens a run's folder or a learner file; what is wrong with it is no wrong usage. */
  static OpenRun open(Path path) {
    try {
      return OpenRun.open(path);
    } catch (RecipeException e) {
      throw new CommandFailure(e);
    }
  }

  /**
   * Refuses a path that cannot be a learner before anything is loaded.
   *
   * @throws dev.quickstudy.train.RunFolderException if it is no file and no run with a checkpoint
   */
  static void requireLearner(Path path) {
    if (!Files.isRegularFile(path)) {
      RunFolder.model(path);
    }
  }

  /** Refuses a file of a learned task that is not there, before anything is loaded. */
  static void requireTask(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          "there is no file " + file + "; name one that adapt --save has written");
    }
  }

  /** Opens a learner: a run's folder or a learner file. */
  static TrainedLearner learner(Path path, Resources resources) {
    try {
      return TrainedLearner.open(path, resources);
    } catch (RecipeException e) {
      throw new CommandFailure(e);
    }
  }

  /**
   * Opens a task that was learned before; what is wrong with its file is no wrong usage.
   *
   * @param learner where its learner is, if the file names it only
   */
  static LearnedTask task(Path file, Resources resources, Optional<Path> learner) {
    requireTask(file);
    try {
      if (learner.isEmpty()) {
        return LearnedTask.open(file, resources);
      }
      Path path = learner.get();
      if (Files.isDirectory(path) && !RunFolder.holdsRun(path)) {
        return LearnedTask.open(file, resources, Learners.in(path));
      }
      try (TrainedLearner opened = TrainedLearner.open(path, resources)) {
        return LearnedTask.open(file, opened);
      }
    } catch (RecipeException e) {
      throw new CommandFailure(e);
    }
  }

  /** Keeps other commands from changing a file. */
  interface Claim extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Claims the file of a task that is to be read, learned more and written again: of two commands
   * that do so at the same time, the second would write over what the first has added.
   *
   * @param file empty claims nothing
   */
  static Claim claim(Optional<Path> file) {
    if (file.isEmpty()) {
      return () -> {};
    }
    Path path = file.get();
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw new CommandFailure(path + " is being changed by another command; wait for its end");
      }
      return () -> {
        try {
          channel.close();
        } catch (IOException e) {
          throw AtomicFile.failure("let go of", path, e);
        }
      };
    } catch (IOException e) {
      throw AtomicFile.failure("change", path, e);
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
