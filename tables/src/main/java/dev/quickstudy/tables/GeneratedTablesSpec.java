package dev.quickstudy.tables;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tables.steps.Step;
import dev.quickstudy.tables.tasks.GeneratedTables;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.List;
import java.util.Optional;

/** Generated tables. */
public record GeneratedTablesSpec(List<Step> preparation, int width) implements TableSource {
  public GeneratedTablesSpec {
    preparation = List.copyOf(preparation);
    Checks.count("width", 2, width);
  }

  @Override
  public TaskSource open(DataLocations places) {
    return new GeneratedTables(new Preparation(preparation), width);
  }

  @Override
  public Optional<String> dataSet() {
    return Optional.empty();
  }
}
