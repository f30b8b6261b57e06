package dev.quickstudy.cli.output;

import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results for programs: one line of JSON. */
public final class Json {
  /** Plain ASCII, so that no terminal's or pipe's character set can spoil it. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private Json() {}

  public static String line(Map<String, ?> object) {
    return MAPPER.writeValueAsString(object);
  }
}
