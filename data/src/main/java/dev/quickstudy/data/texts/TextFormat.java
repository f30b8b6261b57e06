package dev.quickstudy.data.texts;

import dev.quickstudy.data.rows.Encoding;
import dev.quickstudy.data.rows.RowFile;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.rows.StrictReader;
import dev.quickstudy.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What files of labelled texts can be. */
public enum TextFormat {
  /** Rows of separated values or JSON, whose form is found in the file: see {@link RowFile}. */
  ROWS,
  /** The same; as recipes said it that were written before the form was found. */
  CSV,
  /** The same as {@link #CSV}. */
  TSV,
  /** The same as {@link #CSV}. */
  JSONL,
  /**
   * CLINC150 (Larson et al. 2019): one object of lists of {@code [text, intent]}. What is out of
   * scope belongs to no class and is left out.
   */
  CLINC,
  /**
   * FewRel (Han et al. 2018): one object of lists of sentences by relation. The head and the tail
   * entity are marked in the text: {@code * head *} and {@code # tail #}.
   */
  FEWREL;

  /**
   * What a file is, told by its first tokens.
   *
   * @throws dev.quickstudy.data.DataException if it is no file of text
   */
  public static TextFormat of(Path file, RowOptions options) {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
      return ROWS;
    }
    Encoding encoding = Encoding.of(file, options.encoding());
    try (JsonParser parser =
        new JsonFactory()
            .createParser(ObjectReadContext.empty(), new StrictReader(file, encoding))) {
      boolean lists =
          parser.nextToken() == JsonToken.START_OBJECT
              && parser.nextToken() == JsonToken.PROPERTY_NAME
              && parser.nextToken() == JsonToken.START_ARRAY;
      if (!lists) {
        return ROWS;
      }
      JsonToken item = parser.nextToken();
      if (item == JsonToken.START_ARRAY) {
        int texts = 0;
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
          texts++;
        }
        return texts == 2 && parser.currentToken() == JsonToken.END_ARRAY ? CLINC : ROWS;
      }
      return item == JsonToken.START_OBJECT
              && parser.nextToken() == JsonToken.PROPERTY_NAME
              && parser.currentName().equals("tokens")
          ? FEWREL
          : ROWS;
    } catch (JacksonException e) {
      return ROWS; // which says what is broken
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }
}
