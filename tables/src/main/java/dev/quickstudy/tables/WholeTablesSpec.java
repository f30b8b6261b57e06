package dev.quickstudy.tables;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.steps.Cells;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tables.steps.Step;
import dev.quickstudy.tables.steps.UnifyWords;
import dev.quickstudy.tables.tasks.RowTasks;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.List;
import java.util.Optional;

/**
 * The public tables as a learner of cells is judged on them: all classes of a table, as frequent as
 * they are.
 *
 * @param folder of files of rows, a table each; below the data folder, or absolute
 * @param which of its tables
 * @param classes the most of a table
 * @param width numbers of a row, 3 for each column that there is room for
 */
public record WholeTablesSpec(String folder, Which which, int classes, int width)
    implements TableSource {
  private static final int USUAL_WIDTH = 300;

  /** Tables of the folder. */
  public enum Which {
    /** The twelve that may be looked at while a learner is designed. */
    DECISIONS,
    /** All others. */
    OTHERS,
    /** All. */
    ALL
  }

  public WholeTablesSpec {
    Checks.require(!folder.isBlank(), "folder", "must name a folder of tables");
    Checks.count("classes", 2, classes);
    Checks.count("width", 2 * Cells.NUMBERS, width);
  }

  static WholeTablesSpec of(Which which) {
    return new WholeTablesSpec("tabular", which, DecisionTables.MOST_CLASSES, USUAL_WIDTH);
  }

  @Override
  public List<Step> preparation() {
    return List.of(new UnifyWords(), new Cells());
  }

  @Override
  public TaskSource open(DataLocations locations) {
    TableFolder read =
        TableFolder.read(locations.file(folder), Reading.FOUND.options("auto", "auto"));
    List<Table> tables =
        read.members().stream()
            .map(TableFolder.Member::table)
            .filter(
                table ->
                    which == Which.ALL
                        || DecisionTables.NAMES.contains(table.name())
                            == (which == Which.DECISIONS))
            .toList();
    return new RowTasks(tables, new Preparation(preparation()), classes, width, read.fingerprint());
  }

  /** The folder. */
  @Override
  public Optional<String> dataSet() {
    return Optional.of(folder);
  }
}
