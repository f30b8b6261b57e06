package dev.quickstudy.tables;

import dev.quickstudy.files.Hash;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.steps.FittedTable;
import dev.quickstudy.task.ClassPool;
import java.util.ArrayList;
import java.util.List;

/** A table's prepared rows by class. */
final class TablePool implements ClassPool {
  private final List<String> classes;
  private final List<int[]> members;
  private final float[] x;
  private final int width;
  private final String fingerprint;

  private TablePool(
      List<String> classes, List<int[]> members, float[] x, int width, String fingerprint) {
    this.classes = classes;
    this.members = members;
    this.x = x;
    this.width = width;
    this.fingerprint = fingerprint;
  }

  /**
   * Rows prepared as fitted.
   *
   * @param table with classes for answers; classes without a row are left out
   */
  public static TablePool of(Table table, FittedTable fitted) {
    Column answers = table.answers();
    List<String> classes = new ArrayList<>();
    List<int[]> members = new ArrayList<>();
    for (int code = 0; code < answers.dictionary().size(); code++) {
      int[] own = answers.rowsOf(code);
      if (own.length > 0) {
        classes.add(answers.dictionary().get(code));
        members.add(own);
      }
    }
    return new TablePool(
        List.copyOf(classes),
        List.copyOf(members),
        fitted.rows(table),
        fitted.width(),
        table.addTo(Hash.fingerprint(fitted.json())).hex());
  }

  @Override
  public int classes() {
    return classes.size();
  }

  @Override
  public String className(int classIndex) {
    return classes.get(classIndex);
  }

  @Override
  public int size(int classIndex) {
    return members.get(classIndex).length;
  }

  @Override
  public long[] exampleShape() {
    return new long[] {width};
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    System.arraycopy(x, members.get(classIndex)[exampleIndex] * width, into, offset, width);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
