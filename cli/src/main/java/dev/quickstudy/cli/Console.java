package dev.quickstudy.cli;

import java.io.PrintStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the command speaks: results to one stream, progress and errors to the other.
 *
 * @param out results
 * @param err progress and errors
 */
record Console(PrintStream out, PrintStream err) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A line of the result. */
  void say(String format, Object... values) {
    out.printf(java.util.Locale.ROOT, format + "%n", values);
  }

  /** A line about what is going on. */
  void note(String format, Object... values) {
    err.printf(java.util.Locale.ROOT, format + "%n", values);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** One JSON object on one line. */
  void json(JsonNode object) {
    out.println(JSON.writeValueAsString(object));
  }
}
