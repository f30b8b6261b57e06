package dev.quickstudy.cli.options;

import dev.quickstudy.cli.output.CommandFailure;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have: help, a place for results and one for everything else. */
public abstract class HelpfulCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean helpWanted;

  /** Where results go. */
  protected PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Where progress and problems go. */
  protected PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Shows the help where problems go. */
  protected void printHelp() {
    spec.commandLine().usage(err());
  }

  /** Refuses words on the command line. */
  protected void require(boolean holds, String problem) {
    if (!holds) {
      throw wrong(problem);
    }
  }

  /** Refuses files and folders that are not there, before anything is loaded. */
  protected static void requireFound(String option, List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new CommandFailure("there is no file and no folder " + path + " (" + option + ")");
      }
    }
  }

  /** Words on the command line that cannot be. */
  protected ParameterException wrong(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }
}
