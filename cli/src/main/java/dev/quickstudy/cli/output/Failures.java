package dev.quickstudy.cli.output;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Downloads;
import dev.quickstudy.data.NoDataFolderException;
import dev.quickstudy.data.rows.ReadingException;
import dev.quickstudy.encoders.onnx.CacheException;
import dev.quickstudy.experiment.NotEnoughMemoryException;
import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.recipe.DataFolderNeededException;
import dev.quickstudy.recipe.NearestNames;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.tensor.TensorException;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.RunFolderException;
import dev.quickstudy.train.files.MissingLearnerException;
import dev.quickstudy.train.files.TrainingException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line on stderr and an exit code. */
public final class Failures {
  public static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  private Failures() {}

  /** Words that the command does not understand. */
  public static int usage(ParameterException error, PrintWriter err) {
    CommandLine command = error.getCommandLine();
    String message =
        error instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched, command)
            : plain(String.valueOf(error.getMessage()));
    say(err, message + " (see: " + command.getCommandSpec().qualifiedName() + " --help)");
    return WRONG_USAGE;
  }

  private static String unmatched(UnmatchedArgumentException error, CommandLine command) {
    String word = error.getUnmatched().get(0);
    if (word.startsWith("-")) {
      int equals = word.indexOf('=');
      String option = equals < 0 ? word : word.substring(0, equals);
      return "unknown option '"
          + option
          + "'"
          + nearest(option, command.getCommandSpec().optionsMap().keySet());
    }
    Collection<String> commands = command.getSubcommands().keySet();
    return commands.isEmpty()
        ? "'" + word + "' is one argument too many"
        : "there is no command '" + word + "'" + nearest(word, commands);
  }

  private static String nearest(String word, Collection<String> candidates) {
    return NearestNames.to(word, candidates)
        .map(found -> "; did you mean '" + found + "'?")
        .orElse("; known are: " + String.join(", ", candidates));
  }

  /** The exit code of a command that did its work: another one if its results were not written. */
  public static int unwritten(CheckedOutput out, PrintWriter err) {
    if (out.failure().isEmpty()) {
      return 0;
    }
    say(err, "the results cannot be written: " + out.failure().get().getMessage());
    return FAILED;
  }

  /** Anything else. */
  public static int report(Throwable error, PrintWriter err, boolean traced) {
    if (traced) {
      error.printStackTrace(err);
    }
    say(err, message(error));
    boolean wrongWords = error instanceof RecipeException || error instanceof UsageException;
    return wrongWords ? WRONG_USAGE : FAILED;
  }

  /** What went wrong in one line, with the options that help. */
  public static String message(Throwable error) {
    return words(error) + options(error);
  }

  /** The library's messages name no options of the command. */
  private static String options(Throwable error) {
    if (error instanceof DataFolderNeededException needed) {
      return " (--data DIR"
          + needed
              .dataSet()
              .filter(Failures::canBeFetched)
              .map(name -> "; 'quickstudy data get " + name + "' fetches it")
              .orElse("")
          + ")";
    }
    if (error instanceof MissingLearnerException) {
      return " (--learner DIR|FILE)";
    }
    if (error instanceof ReadingException reading) {
      return switch (reading.statement()) {
        case ENCODING -> " (--encoding NAME)";
        case SEPARATOR -> " (--separator SIGN)";
        case TEXT -> " (--text-column NAME)";
        case LABEL -> " (--label-column NAME)";
        case NONE -> "";
      };
    }
    if (error instanceof NoDataFolderException) {
      return " (--data DIR)";
    }
    if (error instanceof CacheException) {
      return " (--cache DIR)";
    }
    if (error instanceof NotEnoughMemoryException) {
      return " (--memory SIZE allows more, --plan shows what needs how much)";
    }
    if (error instanceof RunFolderException run) {
      return switch (run.problem()) {
        case HOLDS_A_RUN -> " (--resume goes on, --run DIR names another)";
        case IS_A_FILE, NOT_EMPTY, IN_USE -> " (--run DIR; for compare --out DIR)";
        case HOLDS_NO_RUN -> " (--run DIR, as given to train)";
        case NO_CHECKPOINT -> " (train --run DIR --resume)";
        case OTHER_SETTINGS -> " (another folder: --run DIR; for compare --out DIR)";
      };
    }
    return "";
  }

  private static boolean canBeFetched(String name) {
    return Downloads.catalogue().stream().anyMatch(set -> set.name().equals(name));
  }

  private static String words(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return "not enough memory ("
            + cause.getMessage()
            + "); take fewer --threads, smaller files or a smaller recipe, or give Java more:"
            + " QUICKSTUDY_JAVA_OPTS=-Xmx8g";
      }
    }
    if (error instanceof RecipeException
        || error instanceof UsageException
        || error instanceof CommandFailure
        || error instanceof DataException
        || error instanceof TrainingException
        || error instanceof TensorException) {
      return String.valueOf(error.getMessage());
    }
    if (error instanceof UncheckedIOException io) {
      return message(io);
    }
    return "internal error: "
        + error
        + "; please report it with what this command says with --verbose added";
  }

  /** Ours name file and reason already; those of the library only have a cause. */
  private static String message(UncheckedIOException error) {
    Throwable cause = error.getCause();
    String message = String.valueOf(error.getMessage());
    if (cause instanceof FileSystemException inFile
        && inFile.getFile() != null
        && message.equals(cause.toString())) {
      return String.valueOf(
          AtomicFile.failure("use", Path.of(inFile.getFile()), inFile).getMessage());
    }
    return message.equals(String.valueOf(cause))
        ? Optional.ofNullable(cause).map(Throwable::getMessage).orElse(message)
        : message;
  }

  private static void say(PrintWriter err, String message) {
    String line = message.lines().map(String::strip).collect(Collectors.joining(" "));
    err.println("quickstudy: " + line);
    err.flush();
  }

  /** Picocli's words without Java's. */
  private static String plain(String text) {
    String words =
        text.replaceFirst(" is not an? (int|long)$", " is no whole number, or too great a one")
            .replaceFirst(" is not a double$", " is no number");
    return words.isEmpty() ? words : Character.toLowerCase(words.charAt(0)) + words.substring(1);
  }
}
