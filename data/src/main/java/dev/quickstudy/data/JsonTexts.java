package dev.quickstudy.data;

import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The JSON formats of {@link TextFormat}, read as streams. */
final class JsonTexts {
  private static final String OUT_OF_SCOPE = "oos";

  private final Path file;
  private final JsonParser parser;
  private final Consumer<LabelledText> texts;

  private JsonTexts(Path file, Reader in, Consumer<LabelledText> texts) {
    this.file = file;
    this.parser = new JsonFactory().createParser(ObjectReadContext.empty(), in);
    this.texts = texts;
  }

  static void lines(Path file, Reader in, TextColumns columns, Consumer<LabelledText> texts) {
    JsonTexts json = new JsonTexts(file, in, texts);
    try (JsonParser parser = json.parser) {
      while (parser.nextToken() != null) {
        json.line(columns);
      }
    }
  }

  static void clinc(Path file, Reader in, Consumer<LabelledText> texts) {
    JsonTexts json = new JsonTexts(file, in, texts);
    try (JsonParser parser = json.parser) {
      json.require(parser.nextToken() == JsonToken.START_OBJECT, "an object of lists");
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        json.clincPart(parser.currentName());
      }
    }
  }

  static void fewRel(Path file, Reader in, Consumer<LabelledText> texts) {
    JsonTexts json = new JsonTexts(file, in, texts);
    try (JsonParser parser = json.parser) {
      json.require(parser.nextToken() == JsonToken.START_OBJECT, "an object of lists");
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        json.relation(parser.currentName());
      }
    }
  }

  private String where() {
    return "line " + parser.currentTokenLocation().getLineNr();
  }

  private void require(boolean holds, String wanted) {
    if (!holds) {
      throw new DataException(file + ", " + where() + ": expected " + wanted);
    }
  }

  private String text(String wanted) {
    require(parser.currentToken() == JsonToken.VALUE_STRING, wanted);
    return parser.getString();
  }

  private void line(TextColumns columns) {
    require(parser.currentToken() == JsonToken.START_OBJECT, "one object a line");
    String where = where();
    Map<String, String> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_NULL) {
        values.put(key, "");
      } else if (value.isScalarValue()) {
        values.put(key, parser.getString());
      }
      parser.skipChildren();
    }
    List<String> keys = List.copyOf(values.keySet());
    LabelledText row;
    try {
      String text = values.getOrDefault(keys.get(columns.textAmong(keys, file)), "");
      Optional<String> label = columns.labelAmong(keys, file).map(keys::get).map(values::get);
      row = new LabelledText(text, label, where);
    } catch (DataException e) {
      throw new DataException(e.getMessage() + " (" + where + ")");
    }
    texts.accept(row);
  }

  private void clincPart(String part) {
    require(parser.nextToken() == JsonToken.START_ARRAY, "a list");
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      String where = where();
      parser.nextToken();
      String text = text("a text");
      parser.nextToken();
      String intent = text("an intent");
      require(parser.nextToken() == JsonToken.END_ARRAY, "[text, intent] and no more");
      boolean outOfScope = part.startsWith(OUT_OF_SCOPE) || intent.equals(OUT_OF_SCOPE);
      texts.accept(
          new LabelledText(text, outOfScope ? Optional.empty() : Optional.of(intent), where));
    }
    require(parser.currentToken() == JsonToken.END_ARRAY, "[text, intent]");
  }

  private void relation(String relation) {
    require(parser.nextToken() == JsonToken.START_ARRAY, "a list of sentences");
    for (int entry = 0; parser.nextToken() == JsonToken.START_OBJECT; entry++) {
      sentence(relation, "entry " + entry + " of " + relation);
    }
    require(parser.currentToken() == JsonToken.END_ARRAY, "a sentence, {tokens, h, t}");
  }

  private void sentence(String relation, String where) {
    List<String> tokens = List.of();
    List<Integer> head = List.of();
    List<Integer> tail = List.of();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "tokens" -> tokens = tokens();
        case "h" -> head = entity();
        case "t" -> tail = entity();
        default -> parser.skipChildren();
      }
    }
    List<String> marked = new ArrayList<>(tokens);
    mark(marked, head, "*", where);
    mark(marked, tail, "#", where);
    String text = String.join(" ", marked).replaceAll("\\s+", " ");
    texts.accept(new LabelledText(text, Optional.of(relation), where));
  }

  private List<String> tokens() {
    require(parser.currentToken() == JsonToken.START_ARRAY, "a list of tokens");
    List<String> tokens = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      tokens.add(text("a token"));
    }
    return tokens;
  }

  /** Where an entity is first named: of {@code [name, id, [[3, 4], …]]}, 3 and 4. */
  private List<Integer> entity() {
    List<Integer> places = new ArrayList<>();
    require(parser.currentToken() == JsonToken.START_ARRAY, "an entity, [name, id, places]");
    int depth = 1;
    int mentions = 0;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        depth++;
        mentions += depth == 3 ? 1 : 0;
      } else if (token == JsonToken.END_ARRAY) {
        depth--;
      } else if (token == JsonToken.VALUE_NUMBER_INT && depth == 3 && mentions == 1) {
        places.add(parser.getIntValue());
      } else {
        require(token == JsonToken.VALUE_STRING || depth == 3, "an entity, [name, id, places]");
      }
    }
    return places;
  }

  private void mark(List<String> tokens, List<Integer> places, String sign, String where) {
    if (places.isEmpty()
        || places.stream().anyMatch(place -> place < 0 || place >= tokens.size())) {
      throw new DataException(
          "%s, %s: an entity is at tokens %s, but there are %d tokens"
              .formatted(file, where, places, tokens.size()));
    }
    int first = places.get(0);
    int last = places.get(places.size() - 1);
    tokens.set(first, sign + " " + tokens.get(first));
    tokens.set(last, tokens.get(last) + " " + sign);
  }
}
