package dev.quickstudy.data.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * JSON values as Java's: a map, a list, or the text of a scalar as it is written; null is an empty
 * text.
 */
final class JsonTree {
  private JsonTree() {}

  /** A row is too long. */
  static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Reads the value at whose first token a parser is.
   *
   * @param most characters that it may have
   */
  static Object read(JsonParser parser, long most) {
    return read(parser, parser.currentTokenLocation().getCharOffset(), most);
  }

  private static Object read(JsonParser parser, long begin, long most) {
    if (parser.currentTokenLocation().getCharOffset() - begin > most) {
      throw new TooLongException();
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, read(parser, begin, most));
      }
      return members;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(read(parser, begin, most));
      }
      return items;
    }
    return token == JsonToken.VALUE_NULL ? "" : parser.getString();
  }

  /** A value as JSON; all scalars are texts. */
  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      char before = '{';
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(before);
        quote(entry.getKey().toString(), out);
        out.append(':');
        write(entry.getValue(), out);
        before = ',';
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      char before = '[';
      for (Object item : list) {
        out.append(before);
        write(item, out);
        before = ',';
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else {
      quote(value.toString(), out);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }
}
