package dev.quickstudy.tables.prior;

import dev.quickstudy.tables.steps.Cells;
import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import java.util.Optional;

/**
 * A generated table, ready to be learned from: the first rows are the support set, the others the
 * queries. Classes are in random order, and each has a support row.
 *
 * @param cells {@code [column][row]}; a gap is {@code NaN}
 * @param words whether a column's numbers stand for words
 * @param labels of all rows
 * @param classes at least 2
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PriorTable(
    Generator generator, double[][] cells, boolean[] words, int[] labels, int classes) {
  /** Rows are made beyond those that are needed, for some are of classes without a support row. */
  private static final int SPARE = 16;

  /** So many of the tables that the simplest learners find nothing in are left out. */
  private static final double REFUSED = 0.8;

  private static final int MOST_ATTEMPTS = 100;

  /**
   * The table of a key.
   *
   * @param support rows to learn from, at least 4
   * @param queries rows to be judged on
   * @param columns at least 2
   * @param mostClasses at least 2
   */
  static PriorTable draw(int support, int queries, int columns, int mostClasses, RandomKey key) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      RandomKey.Stream random = key.fold(attempt).stream();
      Optional<PriorTable> table =
          attempt(Generator.any(random), support, queries, columns, mostClasses, random);
      if (table.isPresent()
          && (table.get().screened(support).tells() || !Draws.chance(REFUSED, random))) {
        return table.get();
      }
    }
    throw new IllegalStateException(
        "no table of "
            + support
            + " + "
            + queries
            + " rows and "
            + columns
            + " columns came about");
  }

  /** Empty where too few rows are of classes that the support set has, or it has only one. */
  static Optional<PriorTable> attempt(
      Generator generator,
      int support,
      int queries,
      int columns,
      int mostClasses,
      RandomKey.Stream random) {
    int wanted =
        mostClasses == 2 || Draws.chance(0.5, random)
            ? 2
            : Math.min(3 + random.below(mostClasses - 2), Math.max(2, support / 3));
    int made = support + queries + SPARE;
    Draft draft = generator.draw(made, columns, wanted, random);
    int[] labels = Labels.of(draft, wanted, random);
    double[][] cells = draft.columns();
    boolean[] words = draft.words().clone();
    Distortion.of(cells, words, labels, random);
    int[] sizes = new int[wanted];
    for (int row = 0; row < support; row++) {
      sizes[labels[row]]++;
    }
    int[] there = Arrays.stream(order(wanted, random)).filter(k -> sizes[k] > 0).toArray();
    if (there.length < 2) {
      return Optional.empty();
    }
    int[] renamed = new int[wanted];
    Arrays.fill(renamed, -1);
    for (int k = 0; k < there.length; k++) {
      renamed[there[k]] = k;
    }
    int[] rows = new int[support + queries];
    int taken = 0;
    for (int row = 0; row < made && taken < rows.length; row++) {
      if (renamed[labels[row]] >= 0) {
        rows[taken++] = row;
      }
    }
    if (taken < rows.length) {
      return Optional.empty();
    }
    int[] place = order(columns, random);
    double[][] seen = new double[columns][rows.length];
    boolean[] asWords = new boolean[columns];
    int[] answers = new int[rows.length];
    for (int row = 0; row < rows.length; row++) {
      answers[row] = renamed[labels[rows[row]]];
      for (int c = 0; c < columns; c++) {
        seen[c][row] = cells[place[c]][rows[row]];
      }
    }
    for (int c = 0; c < columns; c++) {
      asWords[c] = words[place[c]];
    }
    return Optional.of(new PriorTable(generator, seen, asWords, answers, there.length));
  }

  private static int[] order(int count, RandomKey.Stream random) {
    return Draws.choose(count, count, random);
  }

  /** What the simplest learners make of it. */
  Screen.Right screened(int support) {
    double[][] known = new double[cells.length][];
    for (int c = 0; c < cells.length; c++) {
      known[c] = cells[c].clone();
      Cells.Unit unit = Cells.Unit.of(cells[c], support);
      for (int row = 0; row < known[c].length; row++) {
        known[c][row] = Double.isNaN(known[c][row]) ? 0 : unit.of(known[c][row]);
      }
    }
    return Screen.judge(known, labels, classes);
  }

  /**
   * Writes rows as a learner takes them, {@code width} numbers each.
   *
   * @param from the first row
   * @param x zeros from {@code offset} on
   */
  void write(int support, int from, int to, float[] x, int offset, int width) {
    for (int c = 0; c < cells.length; c++) {
      Cells.Unit unit = Cells.Unit.of(cells[c], support);
      for (int row = from; row < to; row++) {
        unit.write(cells[c][row], words[c], x, offset + (row - from) * width + Cells.NUMBERS * c);
      }
    }
  }
}
