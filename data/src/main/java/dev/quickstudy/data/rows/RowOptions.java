package dev.quickstudy.data.rows;

import dev.quickstudy.tensor.UsageException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a file of rows is to be read. What is left empty is found in the file.
 *
 * @param text the column of the texts
 * @param label the column of the labels: a table's answers, the classes of texts
 * @param encoding of a file without a byte order mark; a mark is always believed
 * @param separator between the cells of a row
 * @param decimal the mark before the decimals of a number: {@code .} or {@code ,}
 * @param header whether the first row names the columns
 * @param missing words that stand for no value, beside the usual ones
 */
public record RowOptions(
    Optional<String> text,
    Optional<String> label,
    Optional<Charset> encoding,
    Optional<Character> separator,
    Optional<Character> decimal,
    Optional<Boolean> header,
    List<String> missing) {
  private static final Map<String, Character> SEPARATORS =
      Map.of(
          "comma",
          ',',
          "semicolon",
          ';',
          "tab",
          '\t',
          "pipe",
          '|',
          "blank",
          ' ',
          "space",
          ' ',
          "\\t",
          '\t');

  /** All is found in the file. */
  public static final RowOptions FOUND =
      new RowOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public RowOptions {
    missing = List.copyOf(missing);
    decimal.ifPresent(
        mark -> {
          if (mark != '.' && mark != ',') {
            throw new UsageException("the decimal mark must be . or ',', but is '" + mark + "'");
          }
        });
    separator.ifPresent(
        sign -> {
          if (Character.isLetterOrDigit(sign) || sign == '"' || sign == '\n' || sign == '\r') {
            throw new UsageException("cells cannot be separated by '" + sign + "'");
          }
        });
  }

  /** The same with named columns; an empty one is found. */
  public RowOptions columns(Optional<String> textColumn, Optional<String> labelColumn) {
    return new RowOptions(textColumn, labelColumn, encoding, separator, decimal, header, missing);
  }

  /** The same with a column of labels. */
  public RowOptions label(String column) {
    return columns(text, Optional.of(column));
  }

  /** The same in a stated encoding. */
  public RowOptions encoding(Charset charset) {
    return new RowOptions(text, label, Optional.of(charset), separator, decimal, header, missing);
  }

  /** The same with a stated separator. */
  public RowOptions separator(char sign) {
    return new RowOptions(text, label, encoding, Optional.of(sign), decimal, header, missing);
  }

  /** The same with or without a row that names the columns. */
  public RowOptions header(boolean present) {
    return new RowOptions(text, label, encoding, separator, decimal, Optional.of(present), missing);
  }

  /**
   * An encoding by its name.
   *
   * @throws UsageException if there is none of that name
   */
  public static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new UsageException(
          "there is no encoding '" + name + "'; usual are UTF-8, UTF-16LE and windows-1252");
    }
  }

  /**
   * A separator by its name: one character, or comma, semicolon, tab, pipe or blank (also called
   * space, as many as stand together).
   *
   * @throws UsageException if it is neither
   */
  public static char separator(String name) {
    Character known = SEPARATORS.get(name.toLowerCase(Locale.ROOT));
    if (known != null) {
      return known;
    }
    if (name.length() != 1) {
      throw new UsageException(
          "'"
              + name
              + "' is no separator; it is one character, or comma, semicolon, tab, pipe or blank");
    }
    return name.charAt(0);
  }

  /**
   * A decimal mark by its name: itself, or point or comma.
   *
   * @throws UsageException if it is neither
   */
  public static char decimal(String name) {
    return switch (name) {
      case ".", "point" -> '.';
      case ",", "comma" -> ',';
      default -> throw new UsageException("the decimal mark must be . or a comma, but is " + name);
    };
  }

  /** What messages call a separator. */
  static String noun(char separator) {
    return switch (separator) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      case '\t' -> "tabs";
      case '|' -> "vertical bars";
      case ' ' -> "blanks";
      default -> "'" + separator + "'";
    };
  }
}
