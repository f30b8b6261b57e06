package dev.quickstudy.data;

import java.nio.file.Path;
import java.util.Locale;

/** The layouts that files of labelled texts can have. */
public enum TextFormat {
  /** Values separated by commas, with a header; fields may be quoted and span lines. */
  CSV,
  /** The same, separated by tabs. */
  TSV,
  /** One JSON object a line. */
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
   * The format that a file's name promises.
   *
   * @throws DataException if it promises none
   */
  public static TextFormat of(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return CSV;
    }
    if (name.endsWith(".tsv")) {
      return TSV;
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return JSONL;
    }
    throw new DataException(
        file + " does not tell its format; a file of texts is called NAME.csv, .tsv or .jsonl");
  }
}
