package dev.quickstudy.cli.options;

import java.util.List;
import picocli.CommandLine.Option;

/** Classes that may have no examples. */
public final class ClassesOption {
  @Option(
      names = "--classes",
      paramLabel = "NAME",
      split = ",",
      description =
          "Texts: classes that may have no example, \"refund,lost card\"; a class without one goes by its name, read as"
              + " words. Those of --support need not be named; without --support, all go by their names.")
  private List<String> names = List.of();

  /** The names; empty where none was given. */
  public List<String> names() {
    return names;
  }
}
