package dev.quickstudy.tables.cells;

import dev.quickstudy.data.Spelling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A column that is read cell by cell, in a form that is known. */
public final class GrowingColumn {
  private static final String PERCENT = "%";

  private final CellForm form;
  private final boolean answers;
  private final List<String> categories;
  private final Set<String> apart = new HashSet<>();
  private double[] numbers = new double[0];
  private int[] codes = new int[0];
  private final Map<String, Integer> codeOfKey = new HashMap<>();
  private final Map<String, Integer> codeOfSpelling = new HashMap<>();
  private final List<String> dictionary = new ArrayList<>();
  private int known = Integer.MAX_VALUE;
  private int rows;

  /** Cells that are no numbers, or no dates, where such are wanted; now missing. */
  public final Remark bad = new Remark();

  /** CellWords that stand for a missing value here and might be values elsewhere. */
  private final Remark missing = new Remark();

  /** Numbers without the unit of the column, or with one where it has none. */
  private final Remark otherUnit = new Remark();

  /** Cells whose word is now spelled as it first was. */
  public final Remark respelled = new Remark();

  /** Cells whose word is none of those known before. */
  public final Remark unseen = new Remark();

  /**
   * A column.
   *
   * @param categories words that are values, though elsewhere they may stand for a missing one
   */
  public GrowingColumn(CellForm form, List<String> categories) {
    this(form, categories, false);
  }

  private GrowingColumn(CellForm form, List<String> categories, boolean answers) {
    this.form = form;
    this.categories = categories;
    this.answers = answers;
  }

  /**
   * The column that is learned: only empty cells are missing, and equal numbers are one class.
   *
   * @param apart keys of classes whose spellings in another case are other classes
   */
  public static GrowingColumn classes(List<String> missingWords, Set<String> apart) {
    GrowingColumn column = new GrowingColumn(CellForm.WORDS.with(missingWords), List.of(), true);
    column.apart.addAll(apart);
    return column;
  }

  /**
   * A column whose words are known.
   *
   * @param words in the order of their codes; others get codes behind
   */
  public static GrowingColumn known(CellForm form, List<String> words) {
    GrowingColumn column = new GrowingColumn(form, words.stream().map(CellWords::lower).toList());
    for (String word : words) {
      column.codeOfSpelling.put(word, column.dictionary.size());
      column.codeOfKey.putIfAbsent(CellWords.key(word), column.dictionary.size());
      column.dictionary.add(word);
    }
    column.known = column.dictionary.size();
    return column;
  }

  public void add(Where where, String cell) {
    if (form.numeric()) {
      if (rows == numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.max(64, 2 * rows));
      }
      numbers[rows++] = number(where, cell);
    } else {
      if (rows == codes.length) {
        codes = Arrays.copyOf(codes, Math.max(64, 2 * rows));
      }
      codes[rows++] = code(where, cell);
    }
  }

  private boolean named(String cell) {
    return !form.missing().isEmpty() && form.missing().contains(CellWords.lower(cell));
  }

  private double number(Where where, String cell) {
    if (named(cell)) {
      return Double.NaN;
    }
    if (form.kind() == CellForm.Kind.DATES) {
      Optional<DateText> date = DateText.read(cell, form.order());
      return date.isPresent() ? date.get().part(form.part()) : noNumber(where, cell);
    }
    if (form.kind() == CellForm.Kind.DURATIONS) {
      Optional<DurationText> duration = DurationText.read(cell);
      return duration.isPresent() ? duration.get().seconds() : noNumber(where, cell);
    }
    if (form.decimal() == CellForm.Decimal.POINT && !form.unit().equals(PERCENT)) {
      double plain = NumberText.plain(cell);
      if (!Double.isNaN(plain)) {
        if (!form.unit().isEmpty()) {
          otherUnit.add(where, cell);
        }
        return plain;
      }
    }
    Optional<NumberText> number = NumberText.read(cell, form.decimal());
    if (number.isEmpty()) {
      return noNumber(where, cell);
    }
    String unit = number.get().unit();
    if (!unit.equals(form.unit())) {
      boolean same =
          (unit.isEmpty() && !form.unit().equals(PERCENT))
              || (form.unit().isEmpty() && NumberText.money(unit));
      if (!same) {
        bad.add(where, cell);
        return Double.NaN;
      }
      otherUnit.add(where, cell);
    }
    return number.get().value();
  }

  private double noNumber(Where where, String cell) {
    switch (CellWords.missing(cell)) {
      case NO -> bad.add(where, cell);
      case PERHAPS, AMONG_NUMBERS -> missing.add(where, cell);
      case SURE -> {
        if (Spelling.bare(cell).startsWith("#")) {
          missing.add(where, cell);
        }
      }
      case BLANK -> {}
    }
    return Double.NaN;
  }

  private int code(Where where, String cell) {
    Integer seen = codeOfSpelling.get(cell);
    if (seen == null) {
      seen = newSpelling(cell);
      codeOfSpelling.put(cell, seen);
    }
    if (seen >= 0) {
      if (seen >= known) {
        unseen.add(where, cell);
      }
      if (!Spelling.bare(cell).equals(dictionary.get(seen))) {
        respelled.add(where, cell);
      }
    } else if (!answers && CellWords.missing(cell) == CellWords.Missing.PERHAPS) {
      missing.add(where, cell);
    }
    return seen;
  }

  private int newSpelling(String cell) {
    if (missing(cell)) {
      return -1;
    }
    String key = answers ? CellWords.classKey(cell) : CellWords.key(cell);
    key = apart.contains(key) ? CellWords.cased(cell) : key;
    return codeOfKey.computeIfAbsent(
        key,
        one -> {
          dictionary.add(Spelling.bare(cell));
          return dictionary.size() - 1;
        });
  }

  private boolean missing(String cell) {
    if (answers) {
      return CellWords.blank(cell) || named(cell);
    }
    return switch (CellWords.missing(cell)) {
      case NO, AMONG_NUMBERS -> named(cell);
      case BLANK, SURE -> true;
      case PERHAPS -> !categories.contains(CellWords.lower(cell)) || named(cell);
    };
  }

  /** What is to be said of the cells. */
  public void tell(String name, List<String> lines) {
    String wanted =
        form.kind() == CellForm.Kind.DATES
            ? "no date"
            : form.kind() == CellForm.Kind.DURATIONS
                ? "no duration"
                : form.unit().isEmpty() ? "no number" : "no number in " + form.unit();
    String verb = bad.count() == 1 ? "is" : "are";
    bad.tell(name, verb + " " + wanted + " and now missing", lines);
    missing.tell(name, (missing.count() == 1 ? "is" : "are") + " read as missing", lines);
    otherUnit.tell(
        name,
        form.unit().isEmpty()
            ? "with a currency that no row to learn from has"
            : "without " + form.unit() + ", read as if with it",
        lines);
  }

  /** What is to be said of cells that are spelled in another way than before. */
  public void tellSpellings(String name, List<String> lines) {
    respelled.tell(
        name,
        answers ? "read as a class spelled otherwise before" : "spelled otherwise before",
        lines);
  }

  public Column column(String name, String from) {
    return form.numeric()
        ? Column.read(name, from, form, Arrays.copyOf(numbers, rows))
        : Column.coded(name, dictionary, Arrays.copyOf(codes, rows)).from(from, form);
  }
}
