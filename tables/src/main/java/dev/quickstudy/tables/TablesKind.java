package dev.quickstudy.tables;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.rows.RowFile;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.survey.ClassCut;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.survey.Summary;
import dev.quickstudy.survey.Survey;
import dev.quickstudy.survey.UntrainedLearner;
import dev.quickstudy.tensor.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder of tables. */
final class TablesKind implements Kind {
  @Override
  public String word() {
    return "tables";
  }

  @Override
  public String one() {
    return "table";
  }

  @Override
  public boolean reads(String fileName) {
    return RowFile.reads(fileName);
  }

  @Override
  public boolean ofTasks() {
    return true;
  }

  @Override
  public boolean holds(Path path, RowOptions options) {
    return Files.isDirectory(path);
  }

  @Override
  public boolean takes(Input input) {
    return false;
  }

  /** Refuses to learn a folder as a task. */
  @Override
  public RowOptions columns(Path path, RowOptions options) {
    throw new DataException(path + " is a folder of files of rows; name one file");
  }

  /** One file in a folder is that file; several are tables. */
  @Override
  public Survey survey(Path path, int threads, RowOptions options) {
    try (Stream<Path> all = Files.list(path)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(file -> RowFile.reads(file.getFileName().toString()))
              .toList();
      boolean one = files.size() == 1 && !files.get(0).endsWith("index.csv");
      return one ? Survey.of(files.get(0), threads, options) : tables(path, options);
    } catch (IOException e) {
      throw AtomicFile.failure("read", path, e);
    }
  }

  private Survey tables(Path folder, RowOptions options) {
    List<TableFolder.Member> members = TableFolder.read(folder, options).members();
    Map<String, Integer> rows = new TreeMap<>();
    members.forEach(member -> rows.put(member.table().name(), member.table().rows()));
    Map<String, String> facts = new LinkedHashMap<>();
    long origins = members.stream().map(TableFolder.Member::origin).distinct().count();
    facts.put("origins", origins + "; tables of one stay in one split");
    facts.put(
        "missing", members.stream().mapToLong(one -> one.summary().missing()).sum() + " cells");
    facts.put(
        "repaired",
        members.stream().filter(one -> !one.summary().repairs().isEmpty()).count() + " tables");
    return new Survey(
        folder,
        this,
        rows,
        facts,
        Summary.ofSizes(rows.values()),
        Map.of(
            "origins",
            Long.toString(origins),
            "target",
            options.label().orElse("auto"),
            "reading",
            Draft.reading(options)),
        List.of());
  }

  @Override
  public Recipe draft(Survey survey) {
    int origins = Integer.parseInt(survey.setting("origins"));
    if (origins < ClassCut.FEWEST_CLASSES) {
      throw new DataException(
          "%s has tables of %d origins, but at least %d are needed to train, to validate and to judge on different ones; tables with the same columns are of one origin, unless an index.csv says otherwise"
              .formatted(survey.path(), origins, ClassCut.FEWEST_CLASSES));
    }
    return Draft.from(
        survey,
        "tables-16rows",
        "In-context transformer on tables",
        "{kind: tables, folder: %s, target: %s, reading: %s, preparation: %s, width: 24, generated: 0.7}"
            .formatted(
                Draft.quoted(survey.path()),
                Draft.quoted(survey.setting("target")),
                survey.setting("reading"),
                steps()),
        List.of("training.minutes=10"));
  }

  /** The usual preparation, as YAML. */
  static String steps() {
    return "[{kind: unify-words}, {kind: fill-missing, by: median, neighbours: 1, indicators:"
        + " false}, {kind: encode, as: one-hot, most: 8}, {kind: scale, by: standard, limit:"
        + " 5}, {kind: select, by: mutual-information, most: 24}]";
  }

  @Override
  public List<UntrainedLearner> untrained() {
    throw new UsageException("several tables are no task; name one of them");
  }
}
