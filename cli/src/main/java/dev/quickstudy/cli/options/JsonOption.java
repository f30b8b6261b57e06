package dev.quickstudy.cli.options;

import dev.quickstudy.cli.output.Json;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --json}: results for programs instead of people. */
public final class JsonOption {
  @Option(
      names = "--json",
      description = "Print the result as one JSON object, the last line of stdout.")
  private boolean wanted;

  public boolean wanted() {
    return wanted;
  }

  /** Prints the result in one of both forms. */
  public void print(PrintWriter out, Map<String, ?> object, Iterable<String> lines) {
    if (wanted) {
      out.println(Json.line(object));
    } else {
      lines.forEach(out::println);
    }
  }
}
