package dev.quickstudy.tables.cells;

import dev.quickstudy.data.Spelling;
import dev.quickstudy.files.Hash;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A column of a table: numbers, or words out of a dictionary. A value may be missing. Immutable.
 */
public final class Column {
  private static final int NONE = -1;
  private static final MathContext SHOWN = new MathContext(6);

  private final String name;
  private final double[] numbers;
  private final List<String> dictionary;
  private final int[] codes;
  private final boolean numeric;
  private final String from;
  private final CellForm form;

  private Column(
      String name,
      String from,
      CellForm form,
      double[] numbers,
      List<String> dictionary,
      int[] codes) {
    this.name = name;
    this.from = from;
    this.form = form;
    this.numeric = form.numeric();
    this.numbers = numbers;
    this.dictionary = dictionary;
    this.codes = codes;
  }

  /** Numbers; NaN where one is missing. */
  public static Column numbers(String name, double... numbers) {
    return read(name, name, CellForm.NUMBERS, numbers);
  }

  /** Numbers that were read from the cells of the column {@code from} in some form. */
  static Column read(String name, String from, CellForm form, double... numbers) {
    return new Column(name, from, form, numbers.clone(), List.of(), new int[0]);
  }

  /** CellWords; the empty word where one is missing. */
  public static Column words(String name, List<String> words) {
    Map<String, Integer> known = new LinkedHashMap<>();
    int[] codes = new int[words.size()];
    for (int row = 0; row < codes.length; row++) {
      String word = words.get(row);
      codes[row] = word.isEmpty() ? NONE : known.computeIfAbsent(word, next -> known.size());
    }
    return coded(name, List.copyOf(known.keySet()), codes);
  }

  /** CellWords by their places in a dictionary; −1 where one is missing. */
  public static Column coded(String name, List<String> dictionary, int[] codes) {
    return new Column(name, name, CellForm.WORDS, new double[0], List.copyOf(dictionary), codes);
  }

  /** The same, as read from the cells of a column of a file. */
  public Column from(String column, CellForm read) {
    return new Column(name, column, read, numbers, dictionary, codes);
  }

  /** The name in the table's header. */
  public String name() {
    return name;
  }

  /** The column of the file that it is read from: its own name, but for parts of dates. */
  public String from() {
    return from;
  }

  /** How its cells are read. */
  public CellForm form() {
    return form;
  }

  /** Whether it holds numbers rather than words. */
  public boolean numeric() {
    return numeric;
  }

  /** Number of rows. */
  public int rows() {
    return numeric ? numbers.length : codes.length;
  }

  /** Whether a row has no value. */
  public boolean missing(int row) {
    return numeric ? Double.isNaN(numbers[row]) : codes[row] == NONE;
  }

  /** How many rows have no value. */
  public int missing() {
    int count = 0;
    for (int row = 0; row < rows(); row++) {
      count += missing(row) ? 1 : 0;
    }
    return count;
  }

  /** The number in a row; NaN where it is missing. For columns of numbers. */
  public double number(int row) {
    return numbers[row];
  }

  /** The place in {@link #dictionary} of a row's word; −1 where it is missing. */
  public int code(int row) {
    return codes[row];
  }

  /** The rows of the word that has a code, in order. */
  public int[] rowsOf(int code) {
    return IntStream.range(0, rows()).filter(row -> code(row) == code).toArray();
  }

  /** The word in a row; empty where it is missing. For columns of words. */
  public String word(int row) {
    return codes[row] == NONE ? "" : dictionary.get(codes[row]);
  }

  /** A row's value in 64 bits: the same for the same value. */
  long bits(int row) {
    return numeric ? Double.doubleToLongBits(numbers[row] + 0.0) : codes[row]; // −0 is 0
  }

  /** A row's value for people; empty where it is missing. */
  public String shown(int row) {
    if (!numeric) {
      return word(row);
    }
    double number = numbers[row];
    return Double.isNaN(number)
        ? ""
        : new BigDecimal(number, SHOWN).stripTrailingZeros().toPlainString();
  }

  /** The words that may occur; some may be in no row. */
  public List<String> dictionary() {
    return dictionary;
  }

  /** Number of different values, missing ones aside. */
  public int distinct() {
    return numeric
        ? (int) Arrays.stream(numbers).filter(number -> !Double.isNaN(number)).distinct().count()
        : (int) Arrays.stream(codes).filter(code -> code != NONE).distinct().count();
  }

  /** How many rows have each word, in alphabetical order; words in no row are left out. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (int code : codes) {
      if (code != NONE) {
        counts.merge(dictionary.get(code), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Adds the name and all values to a hash. */
  void addTo(Hash hash) {
    hash.add(name).add(rows() + (numeric ? " numbers" : " words"));
    ByteBuffer bits = ByteBuffer.allocate(Double.BYTES);
    for (int row = 0; row < rows(); row++) {
      if (numeric) {
        hash.add(bits.putDouble(0, numbers[row]).array(), Double.BYTES);
      } else {
        hash.add(word(row));
      }
    }
  }

  /**
   * Whether two names are of one class: equal numbers, or words that are one but for case, blanks,
   * trailing punctuation and the form in which accents are written.
   */
  public static boolean sameClass(String one, String other) {
    return CellWords.classKey(one).equals(CellWords.classKey(other));
  }

  /** Whether a word often stands for a missing value: {@code NA}, {@code ?}, {@code none}. */
  public static boolean missingWord(String word) {
    CellWords.Missing missing = CellWords.missing(word);
    return missing != CellWords.Missing.NO && missing != CellWords.Missing.AMONG_NUMBERS;
  }

  /** Whether two names in headers are one but for blanks around and how accents are written. */
  public static boolean sameName(String one, String other) {
    return Spelling.same(one, other);
  }

  /** Some rows, in the order given. */
  public Column at(int[] rows) {
    return numeric
        ? new Column(
            name,
            from,
            form,
            Arrays.stream(rows).mapToDouble(row -> numbers[row]).toArray(),
            dictionary,
            codes)
        : new Column(
            name,
            from,
            form,
            numbers,
            dictionary,
            Arrays.stream(rows).map(row -> codes[row]).toArray());
  }

  /** The same with no number in some rows. For columns of numbers. */
  public Column without(int[] rows) {
    double[] others = numbers.clone();
    for (int row : rows) {
      others[row] = Double.NaN;
    }
    return read(name, from, form, others);
  }

  /** The rows that have a number, as numbers in ascending order. */
  public double[] sorted() {
    return Arrays.stream(numbers).filter(number -> !Double.isNaN(number)).sorted().toArray();
  }
}
