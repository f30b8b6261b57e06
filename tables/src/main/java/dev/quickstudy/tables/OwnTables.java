package dev.quickstudy.tables;

import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.recipe.Places;
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

  static TaskSource tasks(OwnSource own, Preparation preparation, int width, Places places) {
    Path path = own.path();
    List<Table> tables;
    String fingerprint;
    if (Files.isDirectory(path)) {
      TableFolder folder = TableFolder.read(path, own.reading());
      folder.repairs().forEach(repair -> places.listener().say(path + ": " + repair));
      tables = folder.members().stream().map(TableFolder.Member::table).toList();
      fingerprint = folder.fingerprint();
    } else {
      tables =
          List.of(new TableReader(TableReader.Answers.CLASSES, own.reading()).read(path).table());
      fingerprint = path.toString();
    }
    return new TableTasks(
        path.toString(), Map.of(Split.TEST, tables), preparation, width, fingerprint);
  }
}
