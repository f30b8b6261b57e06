package dev.quickstudy.tables;

import dev.quickstudy.files.Hash;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.files.TableReader;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tables.tasks.TableTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tasks of a table, or of a folder of tables, of a user's own. */
final class OwnTables {
  /** The built-in recipe that learns tables of any number of classes. */
  static final String OF_ANY_CLASSES = "tables-forest";

  private OwnTables() {}

  static TaskSource tasks(OwnSource own, Preparation preparation, int width, DataLocations places) {
    Path path = own.path();
    List<Table> tables;
    String fingerprint;
    if (Files.isDirectory(path)) {
      TableFolder folder = TableFolder.read(path, own.reading());
      folder.members().forEach(member -> member.said().forEach(places.listener()::say));
      tables = folder.members().stream().map(TableFolder.Member::table).toList();
      fingerprint = folder.fingerprint();
    } else {
      TableFile file = new TableReader(TableReader.Answers.CLASSES, own.reading()).read(path);
      file.said(path.getFileName().toString()).forEach(places.listener()::say);
      tables = List.of(file.table());
      Hash hash = Hash.fingerprint("table, version 1");
      file.table().addTo(hash);
      fingerprint = hash.hex();
    }
    return new TableTasks(
        path.toString(), Map.of(Split.TEST, tables), preparation, width, fingerprint);
  }
}
