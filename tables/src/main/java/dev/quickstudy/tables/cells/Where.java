package dev.quickstudy.tables.cells;

/**
 * Which row a cell is in. CellWords are made only where they are needed.
 *
 * @param what {@code line} or {@code entry} of a file, or {@code row} of a program
 * @param number of a file from 1, of a program from 0; −1 for the only row
 */
public record Where(String what, long number) {
  public static Where row(long number) {
    return new Where("row", number);
  }

  public String row() {
    return number < 0 ? what : what + " " + number;
  }
}
