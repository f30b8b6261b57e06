package dev.quickstudy.tables;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.predict.LabelledInput;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.tables.files.LabelledRows;
import dev.quickstudy.tables.files.RowReader;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.steps.FittedTable;
import dev.quickstudy.tables.steps.Preparation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows of tables, whose preparation is fitted on each task's support rows. */
record TableRows(Preparation preparation, int width) implements Modality {
  @Override
  public InputReader reader(Resources resources, String fitted) {
    return new RowReader(parsed(fitted), resources.places().listener()::say);
  }

  @Override
  public InputReader fit(Resources resources, List<LabelledInput> support) {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (LabelledInput example : support) {
      if (!(example.input() instanceof Input.Row row)) {
        throw InputException.wrongModality(example.input(), "rows of a table");
      }
      rows.add(row.cells());
      labels.add(example.label());
    }
    DataLocations.Listener listener = resources.places().listener();
    TableFile file = LabelledRows.table(rows, labels);
    file.summary().repairs().forEach(repair -> listener.say("the support set: " + repair));
    return new RowReader(
        TableFit.of(preparation, width, file, "the support set").fitted(), line -> {});
  }

  @Override
  public UserFiles files(RowOptions options, DataLocations places, String fitted) {
    TableFiles.requireNoNames(options);
    return new TableFiles(parsed(fitted), options, places);
  }

  @Override
  public FirstFiles first(Path support, RowOptions options, DataLocations places) {
    return TableFiles.first(support, preparation, width, options, places);
  }

  @Override
  public void check(String fitted) {
    parsed(fitted);
  }

  private static FittedTable parsed(String fitted) {
    return FittedTable.parse(fitted, "what was learned of the table's columns");
  }
}
