package dev.quickstudy.tables;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tables.steps.Step;
import dev.quickstudy.tables.tasks.ClassFrequencies;
import dev.quickstudy.tables.tasks.GeneratedTables;
import dev.quickstudy.tables.tasks.MixedTasks;
import dev.quickstudy.tables.tasks.TableTasks;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.List;
import java.util.Optional;

/**
 * Real tables. A share of meta-training tasks may be generated.
 *
 * @param folder of files of rows, a table each; below the data folder, or absolute
 * @param target the column of the classes, in each table; {@code auto} for the last
 * @param classFrequencies of tasks of real tables; generated ones have as many rows of every class
 */
public record TablesSpec(
    String folder,
    String target,
    Reading reading,
    List<Step> preparation,
    int width,
    double generated,
    ClassFrequencies classFrequencies)
    implements TableSource {
  /** Columns of a table's rows after preparation. */
  private static final int USUAL_WIDTH = 24;

  /** The public tables, as they are usually prepared. */
  static TablesSpec usual() {
    return new TablesSpec(
        "tabular",
        "auto",
        Reading.FOUND,
        Preparation.usual().steps(),
        USUAL_WIDTH,
        0,
        ClassFrequencies.EQUAL);
  }

  public TablesSpec {
    Checks.require(!folder.isBlank(), "folder", "must name a folder of tables");
    preparation = List.copyOf(preparation);
    Checks.count("width", 2, width);
    Checks.require(
        generated >= 0 && generated <= 1, "generated", "must be in 0 … 1, but is " + generated);
  }

  @Override
  public TaskSource open(DataLocations locations) {
    Preparation steps = new Preparation(preparation);
    TableFolder tables = TableFolder.read(locations.file(folder), reading.options("auto", target));
    tables.repairs().forEach(repair -> locations.listener().say(folder + ": " + repair));
    TableTasks real = tables.tasks(steps, width).with(classFrequencies);
    return generated == 0
        ? real
        : new MixedTasks(real, new GeneratedTables(steps, width), generated);
  }

  /** The same with other frequencies of classes. */
  TablesSpec with(ClassFrequencies frequencies) {
    return new TablesSpec(folder, target, reading, preparation, width, generated, frequencies);
  }

  /** Lines that name the tables that no task can be drawn from. */
  @Override
  public List<String> remarks(TaskSource open, Recipe recipe) {
    return TableBaselines.tooSmall(recipe, open);
  }

  /** The folder. */
  @Override
  public Optional<String> dataSet() {
    return Optional.of(folder);
  }
}
