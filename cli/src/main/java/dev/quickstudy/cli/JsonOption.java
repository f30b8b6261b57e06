package dev.quickstudy.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --json}: results for programs instead of people. */
final class JsonOption {
  @Option(
      names = "--json",
      description = "Print the result as one JSON object, the last line of stdout.")
  private boolean wanted;

  boolean wanted() {
    return wanted;
  }

  /** Prints the result in one of both forms. */
  void print(PrintWriter out, Map<String, ?> object, Iterable<String> lines) {
    if (wanted) {
      out.println(Json.line(object));
    } else {
      lines.forEach(out::println);
    }
  }
}
