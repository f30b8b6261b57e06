package dev.quickstudy.tables.steps;

import dev.quickstudy.files.Hash;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Names;
import dev.quickstudy.tables.cells.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Each cell becomes {@value #NUMBERS} numbers: its value, 1 where it is missing, and what its
 * column holds. So a learner that reads cells sees gaps and words as they are. Values are
 * standardised; words are numbered in no order first. Must be the last step.
 */
public record Cells() implements Step {
  /** Numbers a cell. */
  public static final int NUMBERS = 3;

  /** Place of the number that is 1 where a value is missing, 0 elsewhere. */
  public static final int GAP = 1;

  /** Place of the number that says what a column holds; 0 where there is no column. */
  public static final int HOLDS = 2;

  private static final double HOLDS_NUMBERS = 1;
  private static final double HOLDS_WORDS = -1;

  /** Values beyond it grow with the logarithm of their distance. */
  private static final double FAR = 3;

  /**
   * Where a column's values lie.
   *
   * @param spread 0 where all are the same
   */
  public record Unit(double mean, double spread) {
    /** Of the first values; {@code NaN} is none. */
    public static Unit of(double[] values, int count) {
      double sum = 0;
      int there = 0;
      for (int i = 0; i < count; i++) {
        if (!Double.isNaN(values[i])) {
          sum += values[i];
          there++;
        }
      }
      double mean = there == 0 ? 0 : sum / there;
      double square = 0;
      for (int i = 0; i < count; i++) {
        square += Double.isNaN(values[i]) ? 0 : (values[i] - mean) * (values[i] - mean);
      }
      double spread = there == 0 ? 0 : Math.sqrt(square / there);
      return new Unit(mean, spread > 1e-9 * Math.abs(mean) ? spread : 0);
    }

    /** A value in this unit, of moderate size. */
    public double of(double value) {
      if (spread == 0) {
        return 0;
      }
      double z = (value - mean) / spread;
      double size = Math.abs(z);
      return size <= FAR ? z : Math.signum(z) * (FAR + StrictMath.log1p(size - FAR));
    }

    /** Writes a cell's numbers. */
    public void write(double value, boolean words, float[] to, int place) {
      boolean gap = Double.isNaN(value);
      to[place] = gap ? 0 : (float) of(value);
      to[place + GAP] = gap ? 1 : 0;
      to[place + HOLDS] = (float) (words ? HOLDS_WORDS : HOLDS_NUMBERS);
    }
  }

  @Override
  public Celled fit(Table table) {
    Map<String, Unit> units = new TreeMap<>();
    Map<String, List<String>> words = new TreeMap<>();
    for (Column column : table.columns()) {
      List<String> known = new ArrayList<>();
      if (!column.numeric()) {
        known.addAll(column.counts().keySet());
        known.sort(Comparator.comparing(word -> Hash.fingerprint("word").add(word).hex()));
        words.put(column.name(), List.copyOf(known));
      }
      units.put(column.name(), Unit.of(values(column, known), column.rows()));
    }
    return new Celled(units, words);
  }

  /** {@code NaN} for a gap and for a word that is not known. */
  private static double[] values(Column column, List<String> known) {
    double[] values = new double[column.rows()];
    for (int row = 0; row < values.length; row++) {
      int place = column.numeric() || column.missing(row) ? -1 : known.indexOf(column.word(row));
      values[row] = column.numeric() ? column.number(row) : place < 0 ? Double.NaN : place;
    }
    return values;
  }

  /**
   * What cells become.
   *
   * @param units of all columns, by name
   * @param words of columns of words, in the order of their numbers
   */
  public record Celled(Map<String, Unit> units, Map<String, List<String>> words) implements Fitted {
    public Celled {
      units = new TreeMap<>(units);
      Map<String, List<String>> copy = new TreeMap<>();
      words.forEach((column, known) -> copy.put(column, List.copyOf(known)));
      words = copy;
    }

    @Override
    public int together() {
      return NUMBERS;
    }

    @Override
    public Table apply(Table table) {
      units.keySet().forEach(table::column);
      Names names = Names.of(table);
      List<Column> columns = new ArrayList<>();
      for (Column column : table.columns()) {
        Unit unit = units.get(column.name());
        if (unit == null) {
          continue;
        }
        List<String> known = words.get(column.name());
        double[] values = values(column, known == null ? List.of() : known);
        float[] cells = new float[NUMBERS * values.length];
        for (int row = 0; row < values.length; row++) {
          unit.write(values[row], known != null, cells, NUMBERS * row);
        }
        columns.add(Column.numbers(column.name(), every(cells, 0)));
        columns.add(Column.numbers(names.fresh(column.name() + " is missing"), every(cells, GAP)));
        columns.add(Column.numbers(names.fresh(column.name() + " holds"), every(cells, HOLDS)));
      }
      return table.with(columns);
    }

    private static double[] every(float[] cells, int from) {
      double[] some = new double[cells.length / NUMBERS];
      for (int i = 0; i < some.length; i++) {
        some[i] = cells[NUMBERS * i + from];
      }
      return some;
    }
  }
}
