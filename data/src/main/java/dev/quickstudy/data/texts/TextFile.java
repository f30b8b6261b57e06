package dev.quickstudy.data.texts;

import dev.quickstudy.data.InputOrigin;
import dev.quickstudy.data.rows.Notes;
import dev.quickstudy.data.rows.ReadingException;
import dev.quickstudy.data.rows.RowAccount;
import dev.quickstudy.data.rows.RowFile;
import dev.quickstudy.data.rows.RowOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A file of texts, with or without labels: rows of which one column is the text, or one of the
 * public data sets that {@link TextFormat} knows. Of exports of annotation programs only accepted
 * labels count.
 */
public final class TextFile {
  private static final int LOOKED_AT = 200;
  private static final int SHOWN = 5;

  private final Path file;
  private final TextFormat format;
  private final RowOptions options;
  private final Optional<RowFile> rows;
  private final Optional<TextColumns> columns;
  private final AnnotationExport export;
  private Notes notes = new Notes();
  private long count;

  private TextFile(
      Path file,
      TextFormat format,
      RowOptions options,
      Optional<RowFile> rows,
      Optional<TextColumns> columns,
      AnnotationExport export) {
    this.file = file;
    this.format = format;
    this.options = options;
    this.rows = rows;
    this.columns = columns;
    this.export = export;
  }

  /**
   * Opens a file.
   *
   * @param labelled whether each text needs a label: then a column without a usual name is taken
   *     for it, if only one can be
   * @throws dev.quickstudy.data.DataException as {@link RowFile#open}, or if no column can be the
   *     text
   */
  public static TextFile open(Path file, TextFormat format, RowOptions options, boolean labelled) {
    if (format == TextFormat.CLINC || format == TextFormat.FEWREL) {
      return new TextFile(
          file, format, options, Optional.empty(), Optional.empty(), AnnotationExport.NONE);
    }
    RowFile rows = RowFile.open(file, options);
    List<List<String>> first = rows.first(LOOKED_AT);
    AnnotationExport export = AnnotationExport.of(rows.header(), first, rows.nested(), options);
    return new TextFile(
        file,
        format,
        options,
        Optional.of(rows),
        Optional.of(TextColumns.among(rows, first, export, options, labelled)),
        export);
  }

  /**
   * Opens a file as one of labelled texts; empty if none of its columns can be a text with a label,
   * and none is named.
   *
   * @throws dev.quickstudy.data.DataException as {@link RowFile#open}
   */
  public static Optional<TextFile> ofLabelled(Path file, RowOptions options) {
    try {
      return Optional.of(open(file, TextFormat.of(file, options), options, true))
          .filter(TextFile::labelled);
    } catch (ReadingException e) {
      if (e.statement() == ReadingException.Statement.TEXT && options.text().isEmpty()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The column of the texts; empty where the format knows it. */
  public Optional<String> textColumn() {
    return columns.flatMap(found -> rows.map(all -> all.header().get(found.text())));
  }

  /** The column of the labels; empty where there is none, or the format knows it. */
  public Optional<String> labelColumn() {
    return columns.flatMap(
        found -> found.label().flatMap(at -> rows.map(all -> all.header().get(at))));
  }

  /** Whether the file says to which class its texts belong. */
  public boolean labelled() {
    return columns.map(found -> found.label().isPresent()).orElse(true);
  }

  /** Whether the file says of some texts that they belong to no class. */
  boolean outOfScope() {
    return format == TextFormat.CLINC;
  }

  /**
   * Hands on every text, as it stands in the file, in its order; empty ones too.
   *
   * @throws dev.quickstudy.data.DataException if a row cannot be read, has more or fewer cells than
   *     the header, or several labels
   */
  public void forEach(Consumer<LabelledText> texts) {
    notes = new Notes();
    count = 0;
    Consumer<LabelledText> counted =
        text -> {
          count++;
          texts.accept(text);
        };
    if (rows.isEmpty() || columns.isEmpty()) {
      JsonTexts.read(file, format, options, counted);
      return;
    }
    RowFile all = rows.get();
    TextColumns found = columns.get();
    all.forEach((place, cells) -> counted.accept(text(all, found, place, cells)));
  }

  private LabelledText text(RowFile all, TextColumns found, long place, List<String> cells) {
    int width = all.header().size();
    if (cells.size() != width) {
      throw all.unreadable(
          place,
          "%d cells, but the header has %d; put cells that hold the separator, quotes or line breaks in double quotes"
              .formatted(cells.size(), width));
    }
    Optional<String> refused =
        export.refused(all.header(), cells, found.label().map(cells::get).orElse(""));
    refused.ifPresent(why -> notes.add(why, all.place(place)));
    Optional<String> label =
        refused.isPresent()
            ? Optional.empty()
            : found.label().flatMap(at -> label(all, place, cells.get(at)));
    return new LabelledText(
        cells.get(found.text()), label, InputOrigin.row(file, all.unit(), place));
  }

  private static Optional<String> label(RowFile all, long place, String cell) {
    if (ListedLabels.spans(cell)) {
      throw all.unreadable(
          place, "the label lists places in the text, not a class; one class a text is learned");
    }
    List<String> labels = ListedLabels.of(cell);
    if (labels.size() > 1) {
      throw all.unreadable(
          place,
          "%d labels (%s%s), but one class a text is learned; keep one, or write a row for each"
              .formatted(
                  labels.size(),
                  String.join(", ", labels.subList(0, Math.min(SHOWN, labels.size()))),
                  labels.size() > SHOWN ? " …" : ""));
    }
    return labels.stream().findFirst();
  }

  /** What was taken and repaired; of rows, what the last {@link #forEach} met. */
  public RowAccount account() {
    RowAccount account =
        rows.map(RowFile::account)
            .orElseGet(
                () ->
                    new RowAccount(
                        file,
                        "JSON as " + format + " has it",
                        "UTF-8",
                        "",
                        "",
                        format == TextFormat.CLINC ? "line" : "entry",
                        Optional.empty(),
                        count,
                        List.of()));
    List<RowAccount.Note> all = new ArrayList<>(account.notes());
    all.addAll(notes.all());
    return account.with(columns.map(TextColumns::said).orElse("") + export.said(), all);
  }
}
