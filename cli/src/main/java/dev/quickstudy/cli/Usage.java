package dev.quickstudy.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses words on the command line. */
final class Usage {
  private Usage() {}

  static void require(CommandSpec command, boolean holds, String problem) {
    if (!holds) {
      throw wrong(command, problem);
    }
  }

  static ParameterException wrong(CommandSpec command, String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}
