package dev.quickstudy.tables;

import dev.quickstudy.tables.cells.CellWords;
import dev.quickstudy.tensor.RandomKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A table as some program in some country writes it, by chance, and what its cells mean.
 *
 * @param text the file
 * @param columns by name, what each row means: a number, a word, or null for a missing value
 * @param labels the classes, as spelled first
 * @param index the name of the column that numbers or names rows; empty for none
 * @param rows the cells as they stand, by name
 */
record WrittenTable(
    String text,
    Map<String, List<Object>> columns,
    List<String> labels,
    String index,
    List<Map<String, String>> rows) {
  /** What stands for a missing value in {@link #columns}. */
  static final Object MISSING = "\u0000missing";

  private static final List<String> MISSING_AMONG_NUMBERS =
      List.of(
          "", "NA", "n/a", "-", "\u2014", "\u2013", ".", "NULL", "\\N", "nan", "#DIV/0!", "#REF!",
          "#N/A", "none", "inf", "-inf", "missing", "nd", "?");
  private static final List<String> MISSING_AMONG_WORDS =
      List.of("", "NA", "n/a", "null", "nan", "?", "missing", "none", "\\N", "#N/A");

  /** How numbers are written. */
  record Style(char decimal, String group, boolean indian, String minus, char separator) {}

  private static final List<Style> STYLES =
      List.of(
          new Style('.', "", false, "-", ','),
          new Style('.', ",", false, "-", ','),
          new Style('.', ",", false, "(", ','),
          new Style('.', ",", false, "\u2212", '\t'),
          new Style('.', ",", true, "-", ','),
          new Style('.', "'", false, "-", ','),
          new Style('.', "\u2019", false, "-", ';'),
          new Style('.', " ", false, "-", ','),
          new Style('.', "\u2009", false, "\u2013", ','),
          new Style(',', ".", false, "-", ';'),
          new Style(',', ".", false, "\u2212", ','),
          new Style(',', "", false, "-", ';'),
          new Style(',', "\u00A0", false, "-", ';'),
          new Style(',', "\u202F", false, "-", '\t'),
          new Style(',', " ", false, "trailing", ';'),
          new Style(',', ".", false, "(", ','));

  private static final List<Function<String, String>> UNITS =
      List.of(
          number -> number,
          number -> "$" + number,
          number -> number + " \u20AC",
          number -> "USD " + number,
          number -> number + " kr",
          number -> "\u00A3" + number,
          number -> number + " kg",
          number -> number + "%",
          number -> number + " %");

  private static final List<String> DATES =
      List.of(
          "uuuu-MM-dd",
          "dd.MM.uuuu",
          "d.M.uuuu",
          "MM/dd/uuuu",
          "dd/MM/uuuu",
          "d MMM uuuu",
          "MMMM d, uuuu",
          "uuuu/MM/dd",
          "uuuuMMdd",
          "dd-MMM-uuuu",
          "uuuu-MM-dd'T'00:00:00'Z'",
          "uuuu-MM-dd 00:00",
          "EEE, d MMM uuuu",
          "dd.MM.uu");

  private static final List<List<String>> CLASSES =
      List.of(
          List.of("a", "b"),
          List.of("EU", "NA", "AS"),
          List.of("0", "1"),
          List.of("True", "False"),
          List.of("caf\u00E9", "th\u00E9"),
          List.of("none", "some", "all"),
          List.of("1.5", "2.5", "3.5"));

  static final List<List<String>> WORDS =
      List.of(
          List.of("red", "green", "blue"),
          List.of("true", "false"),
          List.of("none", "some", "all"),
          List.of("\u00E9t\u00E9", "hiver"));

  /** A column as it is written. */
  private record Written(String name, List<String> cells) {}

  /** Draws a table. */
  static WrittenTable draw(RandomKey key) {
    RandomKey.Stream random = key.stream();
    Style style = one(STYLES, random);
    int rows = random.uniform() < 0.5 ? 8 + random.below(33) : 60 + random.below(200);
    int unit = random.below(2 * UNITS.size());
    String date = one(DATES, random);
    int plainOften = Math.max(0, unit - UNITS.size());
    return draw(key, rows, style, plainOften, date, one(CLASSES, random), one(WORDS, random));
  }

  static Style style(RandomKey key) {
    return one(STYLES, key.stream());
  }

  /** Draws a table of some kind. */
  static WrittenTable draw(
      RandomKey key,
      int rows,
      Style style,
      int unit,
      String date,
      List<String> classes,
      List<String> words) {
    Map<String, List<Object>> meant = new LinkedHashMap<>();
    List<Written> written = new ArrayList<>();
    String index = index(key.fold("index").stream(), rows, written);
    amounts(key.fold("amount").stream(), rows, style, unit, meant, written);
    counts(key.fold("count").stream(), rows, style, meant, written);
    dates(key.fold("date").stream(), rows, date, meant, written);
    words(key.fold("word").stream(), rows, words, meant, written);
    List<String> labels = labels(key.fold("label").stream(), rows, classes, written);
    return new WrittenTable(text(written, style.separator()), meant, labels, index, cells(written));
  }

  private static <T> T one(List<T> list, RandomKey.Stream random) {
    return list.get(random.below(list.size()));
  }

  private static String index(RandomKey.Stream random, int rows, List<Written> written) {
    int kind = random.below(8);
    int offset = random.below(1000);
    List<String> cells = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      order.add(random.below(order.size() + 1), i);
    }
    for (int i = 0; i < rows; i++) {
      cells.add(
          switch (kind) {
            case 0 -> String.valueOf(i);
            case 1, 2 -> String.valueOf(order.get(i) + offset);
            case 3 -> String.valueOf(order.get(i) * 7 + offset); // a sample of a larger table
            case 4 -> String.format(Locale.ROOT, "%08x-0000-4000-8000-%012x", i * 77, i);
            case 5 -> "row " + order.get(i);
            default -> "";
          });
    }
    List<String> names = List.of("", "", "Unnamed: 0", "id", "key", "", "none", "none");
    String name = names.get(kind);
    if (!name.equals("none")) {
      written.add(new Written(name, cells));
    }
    return name.equals("none") ? "" : name.isEmpty() ? "column 1" : name;
  }

  private static void amounts(
      RandomKey.Stream random,
      int rows,
      Style style,
      int unit,
      Map<String, List<Object>> meant,
      List<Written> written) {
    int digits = random.below(4);
    double size = Math.pow(10, 1 + random.below(5));
    double missing = random.uniform() < 0.5 ? 0 : 0.08;
    String word = one(MISSING_AMONG_NUMBERS, random);
    int bad = random.uniform() < 0.2 ? random.below(rows) : -1;
    List<String> cells = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      if (row == bad) {
        cells.add("broken");
        values.add(MISSING);
      } else if (random.uniform() < missing) {
        cells.add(word);
        values.add(MISSING);
      } else {
        BigDecimal value =
            new BigDecimal(size * (random.uniform() - 0.3)).setScale(digits, RoundingMode.HALF_UP);
        cells.add(signed(value, style, UNITS.get(unit)));
        values.add(value.doubleValue() + 0.0);
      }
    }
    meant.put("amount", values);
    written.add(new Written("amount", cells));
  }

  private static void counts(
      RandomKey.Stream random,
      int rows,
      Style style,
      Map<String, List<Object>> meant,
      List<Written> written) {
    int size = random.uniform() < 0.5 ? 50 : 5000;
    List<String> cells = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      BigDecimal value = BigDecimal.valueOf(random.below(size));
      cells.add(signed(value, style, number -> number));
      values.add(value.doubleValue());
    }
    meant.put("count", values);
    written.add(new Written("count", cells));
  }

  /** A number as it is written. */
  static String signed(BigDecimal value, Style style, Function<String, String> unit) {
    String number = unit.apply(unsigned(value.abs(), style));
    if (value.signum() >= 0) {
      return number;
    }
    return switch (style.minus()) {
      case "(" -> "(" + number + ")";
      case "trailing" -> number + "-";
      default -> style.minus() + number;
    };
  }

  private static String unsigned(BigDecimal value, Style style) {
    String plain = value.toPlainString();
    int point = plain.indexOf('.');
    String whole = point < 0 ? plain : plain.substring(0, point);
    StringBuilder grouped = new StringBuilder();
    for (int i = 0; i < whole.length(); i++) {
      int left = whole.length() - i;
      boolean mark = style.indian() ? left == 3 || (left > 3 && left % 2 == 1) : left % 3 == 0;
      grouped.append(i > 0 && mark ? style.group() : "").append(whole.charAt(i));
    }
    return point < 0
        ? grouped.toString()
        : grouped.append(style.decimal()).append(plain.substring(point + 1)).toString();
  }

  private static void dates(
      RandomKey.Stream random,
      int rows,
      String form,
      Map<String, List<Object>> meant,
      List<Written> written) {
    DateTimeFormatter format = DateTimeFormatter.ofPattern(form, Locale.ENGLISH);
    List<String> cells = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    double missing = random.uniform() < 0.5 ? 0 : 0.08;
    String word = one(MISSING_AMONG_NUMBERS.subList(0, 9), random);
    for (int row = 0; row < rows; row++) {
      if (random.uniform() < missing) {
        cells.add(word);
        values.add(MISSING);
      } else {
        long day = 6000L + random.below(15000);
        cells.add(format.format(LocalDate.ofEpochDay(day)));
        values.add((double) day);
      }
    }
    meant.put("when (days)", values);
    written.add(new Written("when", cells));
  }

  private static void words(
      RandomKey.Stream random,
      int rows,
      List<String> words,
      Map<String, List<Object>> meant,
      List<Written> written) {
    double missing = random.uniform() < 0.5 ? 0 : 0.06;
    String none =
        one(MISSING_AMONG_WORDS.stream().filter(w -> !words.contains(w)).toList(), random);
    List<String> cells = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      String word = words.get(row % words.size());
      boolean gone = row >= words.size() * 2 && random.uniform() < missing;
      double spelling = random.uniform();
      cells.add(
          gone
              ? none
              : spelling < 0.1
                  ? " " + word
                  : spelling < 0.2
                      ? Normalizer.normalize(word, Normalizer.Form.NFD)
                      : spelling < 0.3 ? word.toUpperCase(Locale.ROOT) : word);
      values.add(gone ? MISSING : CellWords.key(word));
    }
    meant.put("word", values);
    written.add(new Written("word", cells));
  }

  private static List<String> labels(
      RandomKey.Stream random, int rows, List<String> classes, List<Written> written) {
    List<String> cells = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      String name = classes.get(row % classes.size());
      labels.add(name);
      double spelling = random.uniform();
      cells.add(
          spelling < 0.1
              ? name + " "
              : spelling < 0.2
                  ? Normalizer.normalize(name, Normalizer.Form.NFD)
                  : spelling < 0.3 && name.matches("\\d") ? name + ".0" : name);
    }
    written.add(new Written("label", cells));
    return labels;
  }

  private static List<Map<String, String>> cells(List<Written> columns) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int row = 0; row < columns.get(0).cells().size(); row++) {
      Map<String, String> cells = new LinkedHashMap<>();
      for (Written column : columns) {
        cells.put(column.name(), column.cells().get(row));
      }
      rows.add(cells);
    }
    return rows;
  }

  private static String text(List<Written> columns, char separator) {
    StringBuilder text = new StringBuilder();
    for (int row = -1; row < columns.get(0).cells().size(); row++) {
      for (int c = 0; c < columns.size(); c++) {
        Written column = columns.get(c);
        String cell = row < 0 ? column.name() : column.cells().get(row);
        text.append(c == 0 ? "" : separator);
        text.append(cell.indexOf(separator) >= 0 ? "\"" + cell + "\"" : cell);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
