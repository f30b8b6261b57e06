package dev.quickstudy.cli.options;

import dev.quickstudy.cli.output.AnswerTable;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.predict.FileTask;
import dev.quickstudy.predict.LearnedTask;
import dev.quickstudy.predict.SaveOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --save}: whether, and how, a learned task is kept. */
public final class SaveOption {
  @Option(
      names = "--save",
      paramLabel = "FILE",
      description =
          "Keep the learned task in a file, for 'quickstudy predict' and for learning more. It holds the examples.")
  private Optional<Path> save;

  @Option(
      names = "--without-learner",
      description =
          "With --save: name the learner in the file instead of holding it, so that many tasks of one learner take"
              + " little space; predict then needs --learner.")
  private boolean withoutLearner;

  @Option(
      names = "--without-examples",
      description =
          "With --save: leave the examples out of the file. It predicts the same, but nothing can be learned in"
              + " addition.")
  private boolean withoutExamples;

  public boolean wanted() {
    return save.isPresent();
  }

  /**
   * Refuses what cannot be, before anything is learned. Nothing but the file of the same task is
   * written over.
   *
   * @param model the file of the task that is learned on, if it was saved before
   */
  public void check(HelpfulCommand command, Optional<Path> model) {
    command.require(
        save.isPresent() || (!withoutLearner && !withoutExamples),
        "--without-learner and --without-examples say what --save FILE leaves out");
    save.ifPresent(file -> requireFree(file, model));
  }

  private static void requireFree(Path file, Optional<Path> model) {
    if (Files.exists(file) && !model.equals(Optional.of(file))) {
      throw new CommandFailure(file + " is there already; name another file for --save");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandFailure(
          "there is no folder " + folder + " to save " + file + " in; make it first");
    }
  }

  /** The file of the task that is learned on, if that is what is written over. */
  public Optional<Path> replaced(Optional<Path> model) {
    return model.filter(file -> save.equals(model));
  }

  /**
   * Saves, if that was asked for. Of two commands that make the same file, one is refused.
   *
   * @param model the file of the task that is learned on
   * @param learner where the learner is, for those who lack it
   */
  public void save(
      LearnedTask learned,
      FileTask task,
      Optional<Path> model,
      Optional<String> learner,
      PrintWriter err) {
    save.ifPresent(
        file -> {
          if (replaced(model).isPresent()) {
            learned.save(file, options(learner));
          } else {
            AtomicFile.create(file, stream -> learned.save(stream, options(learner)));
          }
          err.println(AnswerTable.learned(task) + AnswerTable.regime(task) + ", saved in " + file);
        });
  }

  /** What the file holds. */
  private SaveOptions options(Optional<String> learner) {
    SaveOptions options = SaveOptions.all();
    if (withoutLearner) {
      options = options.withoutLearner(learner.orElse(""));
    }
    return withoutExamples ? options.withoutExamples() : options;
  }
}
