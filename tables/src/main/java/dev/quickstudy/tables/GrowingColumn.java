package dev.quickstudy.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A column that is read cell by cell. */
final class GrowingColumn {
  final boolean numeric;
  private double[] numbers = new double[0];
  private int[] codes = new int[0];
  private final Map<String, Integer> codeOfKey = new HashMap<>();
  private final Map<String, Integer> codeOfSpelling = new HashMap<>();
  private final List<String> dictionary = new ArrayList<>();
  private final int known;
  private int rows;

  /** Cells that are no numbers where numbers are wanted; now missing. */
  long badNumbers;

  /** Cells whose word is now spelled as it first was. */
  long respelled;

  /** Cells whose word is none of those known before. */
  long unseen;

  GrowingColumn(boolean numeric) {
    this(numeric, List.of());
  }

  /**
   * A column whose words are known.
   *
   * @param words in the order of their codes; others get codes behind
   */
  GrowingColumn(boolean numeric, List<String> words) {
    this.numeric = numeric;
    words.forEach(this::code);
    known = dictionary.size();
    respelled = 0;
    unseen = 0;
  }

  void add(String cell) {
    if (numeric) {
      if (rows == numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.max(64, 2 * rows));
      }
      numbers[rows++] = number(cell);
    } else {
      if (rows == codes.length) {
        codes = Arrays.copyOf(codes, Math.max(64, 2 * rows));
      }
      codes[rows++] = Words.missing(cell) ? -1 : code(cell);
    }
  }

  private double number(String cell) {
    if (Words.missing(cell)) {
      return Double.NaN;
    }
    var number = Words.number(cell);
    badNumbers += number.isPresent() ? 0 : 1;
    return number.orElse(Double.NaN);
  }

  private int code(String cell) {
    Integer seen = codeOfSpelling.get(cell);
    if (seen == null) {
      seen = codeOfKey.get(Words.key(cell));
      if (seen == null) {
        seen = dictionary.size();
        dictionary.add(cell.strip());
        codeOfKey.put(Words.key(cell), seen);
      }
      codeOfSpelling.put(cell, seen);
    }
    unseen += seen < known ? 0 : 1;
    respelled += cell.strip().equals(dictionary.get(seen)) ? 0 : 1;
    return seen;
  }

  Column column(String name) {
    return numeric
        ? Column.numbers(name, Arrays.copyOf(numbers, rows))
        : Column.coded(name, dictionary, Arrays.copyOf(codes, rows));
  }
}
