package dev.quickstudy.data.texts;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.InputOrigin;
import dev.quickstudy.data.rows.Encoding;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.rows.StrictReader;
import dev.quickstudy.files.AtomicFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The public data sets of {@link TextFormat}, read as streams. */
final class JsonTexts {
  private static final String OUT_OF_SCOPE = "oos";

  private final Path file;
  private final JsonParser parser;
  private final Consumer<LabelledText> texts;
  private long entries;

  private JsonTexts(Path file, Reader in, Consumer<LabelledText> texts) {
    this.file = file;
    this.parser = new JsonFactory().createParser(ObjectReadContext.empty(), in);
    this.texts = texts;
  }

  /** Reads CLINC150 or FewRel. */
  static void read(Path file, TextFormat format, RowOptions options, Consumer<LabelledText> texts) {
    Encoding encoding = Encoding.of(file, options.encoding());
    try (Reader in = new StrictReader(file, encoding)) {
      JsonTexts json = new JsonTexts(file, in, texts);
      try (JsonParser parser = json.parser) {
        json.require(parser.nextToken() == JsonToken.START_OBJECT, "an object of lists");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          if (format == TextFormat.CLINC) {
            json.clincPart(parser.currentName());
          } else {
            json.relation(parser.currentName());
          }
        }
      }
    } catch (JacksonException e) {
      throw new DataException(
          "%s, line %d: no JSON of the format '%s'"
              .formatted(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr(), format),
          new IOException(e.getOriginalMessage(), e));
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
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

  private void clincPart(String part) {
    require(parser.nextToken() == JsonToken.START_ARRAY, "a list");
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      InputOrigin origin = InputOrigin.row(file, "line", parser.currentTokenLocation().getLineNr());
      parser.nextToken();
      String text = text("a text");
      parser.nextToken();
      String intent = text("an intent");
      require(parser.nextToken() == JsonToken.END_ARRAY, "[text, intent] and no more");
      boolean outOfScope = part.startsWith(OUT_OF_SCOPE) || intent.equals(OUT_OF_SCOPE);
      texts.accept(
          new LabelledText(text, outOfScope ? Optional.empty() : Optional.of(intent), origin));
    }
    require(parser.currentToken() == JsonToken.END_ARRAY, "[text, intent]");
  }

  private void relation(String relation) {
    require(parser.nextToken() == JsonToken.START_ARRAY, "a list of sentences");
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      sentence(relation, InputOrigin.row(file, "entry", ++entries));
    }
    require(parser.currentToken() == JsonToken.END_ARRAY, "a sentence, {tokens, h, t}");
  }

  private void sentence(String relation, InputOrigin origin) {
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
    mark(marked, head, "*", origin);
    mark(marked, tail, "#", origin);
    String text = String.join(" ", marked).replaceAll("\\s+", " ");
    texts.accept(new LabelledText(text, Optional.of(relation), origin));
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

  private void mark(List<String> tokens, List<Integer> places, String sign, InputOrigin origin) {
    if (places.isEmpty()
        || places.stream().anyMatch(place -> place < 0 || place >= tokens.size())) {
      throw new DataException(
          "%s: an entity is at tokens %s, but there are %d tokens"
              .formatted(origin, places, tokens.size()));
    }
    int first = places.get(0);
    int last = places.get(places.size() - 1);
    tokens.set(first, sign + " " + tokens.get(first));
    tokens.set(last, tokens.get(last) + " " + sign);
  }
}
