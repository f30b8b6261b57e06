package dev.quickstudy.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/**
 * Reads files of texts, one text at a time: no more of a file is held than the text at hand and a
 * buffer.
 */
public final class TextReader {
  /** Characters of the longest text that a file may have, about. */
  private static final int MOST_CHARACTERS = 8 << 20;

  private TextReader() {}

  /**
   * Reads a file to its end.
   *
   * @param columns for formats that have any; others know their places
   * @param texts hears each text, as it stands in the file, in its order
   * @throws DataException if the file is missing, of another encoding or layout, or a row has fewer
   *     or more fields than the header; names the file, the line and what to do
   */
  public static void read(
      Path file, TextFormat format, TextColumns columns, Consumer<LabelledText> texts) {
    try (Reader in = new StrictReader(file)) {
      switch (format) {
        case CSV -> table(file, in, ',', columns, texts);
        case TSV -> table(file, in, '\t', columns, texts);
        case JSONL -> JsonTexts.lines(file, in, columns, texts);
        case CLINC -> JsonTexts.clinc(file, in, texts);
        case FEWREL -> JsonTexts.fewRel(file, in, texts);
      }
    } catch (CsvParseException e) {
      if (e.getCause() instanceof DataException refusal) { // of the characters under it
        throw refusal;
      }
      throw new DataException(file + " is no " + format + " file", e);
    } catch (JacksonException e) {
      throw new DataException(
          "%s, line %d: no JSON of the format '%s'"
              .formatted(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr(), format),
          new IOException(e.getOriginalMessage(), e));
    } catch (UncheckedIOException e) {
      throw new DataException(file + " cannot be read", e.getCause() == null ? e : e.getCause());
    } catch (IOException e) {
      throw new DataException(
          String.valueOf(AtomicFile.failure("read", file, e).getMessage())
              + "; name a file of texts");
    }
  }

  private static void table(
      Path file, Reader in, char separator, TextColumns columns, Consumer<LabelledText> texts)
      throws IOException {
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .maxBufferSize(MOST_CHARACTERS)
            .ofCsvRecord(in)) {
      List<String> header = List.of();
      int text = 0;
      Optional<Integer> label = Optional.empty();
      for (CsvRecord row : reader) {
        if (header.isEmpty()) {
          header = row.getFields();
          text = columns.textAmong(header, file);
          label = columns.labelAmong(header, file);
          continue;
        }
        if (row.getFieldCount() != header.size()) {
          throw new DataException(
              "%s, line %d: %d fields, but the header has %d; put fields that hold the separator, quotes or line breaks in double quotes"
                  .formatted(
                      file, row.getStartingLineNumber(), row.getFieldCount(), header.size()));
        }
        texts.accept(
            new LabelledText(
                row.getField(text),
                label.map(row::getField),
                "line " + row.getStartingLineNumber()));
      }
      if (header.isEmpty()) {
        throw new DataException(file + " is empty; a header and rows are needed");
      }
    }
  }
}
