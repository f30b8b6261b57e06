package dev.quickstudy.cli.options;

import dev.quickstudy.data.rows.RowOptions;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How files of rows are written, for all commands that read such. */
public final class ReadingOptions {
  @Option(
      names = "--text-column",
      paramLabel = "NAME",
      description =
          "The column of the texts; one of a usual name (text, sentence …) if left out, or the one of the most words.")
  private Optional<String> text;

  @Option(
      names = {"--label-column", "--target"},
      paramLabel = "NAME",
      description =
          "The column of the classes; one of a usual name (label …) if left out, in tables the last.")
  private Optional<String> label;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "The encoding of files of rows, for instance windows-1251; found if left out.")
  private Optional<String> encoding;

  @Option(
      names = "--separator",
      paramLabel = "SIGN",
      description =
          "What separates cells: one character, or comma, semicolon, tab, pipe; found if left out.")
  private Optional<String> separator;

  @Option(
      names = "--decimal",
      paramLabel = "MARK",
      description = "The mark before decimals, . or a comma; found if left out.")
  private Optional<String> decimal;

  @Option(
      names = "--header",
      negatable = true,
      description =
          "The first row names the columns, or with --no-header it does not; found if left out.")
  private Optional<Boolean> header;

  @Option(
      names = "--missing",
      paramLabel = "WORD",
      split = ",",
      description = "Words that stand for no value in tables, beside the usual ones, such as NA.")
  private List<String> missing = List.of();

  public RowOptions options() {
    return new RowOptions(
        text,
        label,
        encoding.map(RowOptions::charset),
        separator.map(RowOptions::separator),
        decimal.map(RowOptions::decimal),
        header,
        missing);
  }

  /** The same options as words of a command, with a blank before each; empty where none is set. */
  public String words() {
    StringBuilder words = new StringBuilder();
    text.ifPresent(name -> add(words, "--text-column", name));
    label.ifPresent(name -> add(words, "--label-column", name));
    encoding.ifPresent(name -> add(words, "--encoding", name));
    separator.ifPresent(sign -> add(words, "--separator", sign));
    decimal.ifPresent(mark -> add(words, "--decimal", mark));
    header.ifPresent(present -> words.append(present ? " --header" : " --no-header"));
    missing.forEach(word -> add(words, "--missing", word));
    return words.toString();
  }

  private static void add(StringBuilder words, String option, String value) {
    boolean plain = value.matches("[\\p{L}\\p{N}_.,-]+");
    words.append(' ').append(option).append(' ');
    words.append(plain ? value : "'" + value.replace("'", "'\\''") + "'");
  }

  /** Whether a column of texts was named. */
  public boolean texts() {
    return text.isPresent();
  }

  /** Whether a column of labels was named. */
  public boolean labelled() {
    return label.isPresent();
  }
}
