package dev.quickstudy.tables;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.tables.prior.PriorTables;
import dev.quickstudy.tables.steps.Cells;
import dev.quickstudy.tables.steps.Step;
import dev.quickstudy.tables.steps.UnifyWords;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.List;
import java.util.Optional;

/**
 * Tables of a prior: generated ones for learners that are trained on nothing else.
 *
 * @param width numbers of a row, 3 for each column that there is room for: more columns of a user's
 *     table are not read
 * @param columns the fewest and the most of a generated table
 * @param classes the most of a table
 * @param together tables that have one size, and are computed on side by side
 */
public record PriorTablesSpec(int width, List<Integer> columns, int classes, int together)
    implements TableSource {
  public PriorTablesSpec {
    columns = List.copyOf(columns);
    Checks.require(
        columns.size() == 2 && columns.get(0) >= 2 && columns.get(0) <= columns.get(1),
        "columns",
        "must be two numbers [fewest, most] from 2, but is " + columns);
    Checks.count("width", Cells.NUMBERS * columns.get(1), width);
    Checks.count("classes", 2, classes);
    Checks.count("together", 1, together);
  }

  @Override
  public List<Step> preparation() {
    return List.of(new UnifyWords(), new Cells());
  }

  @Override
  public TaskSource open(DataLocations locations) {
    return new PriorTables(width, columns.get(0), columns.get(1), classes, together);
  }

  @Override
  public Optional<String> dataSet() {
    return Optional.empty();
  }
}
