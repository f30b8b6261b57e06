package dev.quickstudy.tables.prior;

/**
 * What a generator makes of a table: columns, and what says the class of each row.
 *
 * @param columns {@code [column][row]}
 * @param words whether a column's numbers stand for words, whose order means nothing
 * @param scores {@code [score][row]}: one score, whose range is to be cut into classes; or one for
 *     each class, of which the greatest wins
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Draft(double[][] columns, boolean[] words, double[][] scores) {
  /** A draft of numbers. */
  static Draft ofNumbers(double[][] columns, double[][] scores) {
    return new Draft(columns, new boolean[columns.length], scores);
  }

  /** A draft of classes that are known: a score each, 1 for the class of a row and 0 for others. */
  static Draft ofClasses(double[][] columns, boolean[] words, int[] labels, int classes) {
    double[][] scores = new double[classes][labels.length];
    for (int row = 0; row < labels.length; row++) {
      scores[labels[row]][row] = 1;
    }
    return new Draft(columns, words, scores);
  }
}
