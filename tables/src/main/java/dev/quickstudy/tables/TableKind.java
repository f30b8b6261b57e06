package dev.quickstudy.tables;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.rows.RowAccount;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.texts.TextFile;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.RowKind;
import dev.quickstudy.survey.Survey;
import dev.quickstudy.survey.UntrainedLearner;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.classical.Baseline;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.files.TableReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A file of rows that are no texts: one table. */
final class TableKind implements RowKind {
  private static final int SMALL_TABLE_CLASSES = 10;

  @Override
  public String word() {
    return "table";
  }

  @Override
  public String one() {
    return "row";
  }

  @Override
  public String inWords() {
    return "a table";
  }

  @Override
  public boolean ofColumns() {
    return true;
  }

  @Override
  public boolean holds(Path path, RowOptions options) {
    return Files.isRegularFile(path) && TextFile.ofLabelled(path, options).isEmpty();
  }

  @Override
  public boolean takes(Input input) {
    return input instanceof Input.Row;
  }

  @Override
  public Survey survey(Path path, int threads, RowOptions options) {
    TableFile file = new TableReader(TableReader.Answers.CLASSES, options).read(path);
    Table table = file.table();
    Column answers = table.answers();
    Map<String, Integer> classes = new TreeMap<>();
    for (int row = 0; row < table.rows(); row++) {
      classes.merge(answers.word(row), 1, Integer::sum);
    }
    Map<String, String> facts = new LinkedHashMap<>();
    file.account().ifPresent(account -> facts.put("taken", account.taken()));
    facts.put(
        "columns",
        "%d of numbers, %d of words, to predict '%s'"
            .formatted(
                table.columns().stream().filter(Column::numeric).count(),
                table.columns().stream().filter(column -> !column.numeric()).count(),
                answers.name()));
    facts.put("missing", file.summary().missing() + " cells");
    List<String> repairs =
        Stream.concat(
                file.account().stream()
                    .flatMap(account -> account.notes().stream().map(RowAccount.Note::line)),
                file.summary().repairs().stream())
            .toList();
    facts.put("repairs", repairs.isEmpty() ? "none" : String.join("; ", repairs));
    return new Survey(
        path,
        this,
        classes,
        facts,
        summary(table),
        Map.of("answers", answers.name()),
        contradictions(table));
  }

  private static List<String> contradictions(Table table) {
    Map<List<String>, String> first = new HashMap<>();
    int rows = 0;
    for (int row = 0; row < table.rows(); row++) {
      List<String> cells = new ArrayList<>();
      for (Column column : table.columns()) {
        cells.add(
            column.missing(row)
                ? "?"
                : column.numeric() ? Double.toString(column.number(row)) : column.word(row));
      }
      String answer = table.answers().word(row);
      String before = first.putIfAbsent(cells, answer);
      rows += before != null && !before.equals(answer) ? 1 : 0;
    }
    return rows == 0
        ? List.of()
        : List.of("%d rows are the same as one of another class".formatted(rows));
  }

  private static Map<String, Double> summary(Table table) {
    List<Double> numbers = TableDescription.summary(table);
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < numbers.size(); i++) {
      named.put(TableDescription.SUMMARY.get(i), numbers.get(i));
    }
    return named;
  }

  /** One table is too little to learn how to learn from: generated ones are taken for that. */
  @Override
  public Recipe draft(Survey survey) {
    int ways = survey.classes().size();
    if (ways > SMALL_TABLE_CLASSES) {
      throw new DataException(
          "%s has %d classes in '%s', but tables of up to %d can be learned; name another column of answers, or join rare classes"
              .formatted(survey.path(), ways, survey.setting("answers"), SMALL_TABLE_CLASSES));
    }
    return Draft.from(
        survey,
        "tables-16rows",
        "In-context transformer on generated tables, for tables of " + ways + " classes",
        "{kind: generated-tables, preparation: %s, width: 24}".formatted(TablesKind.steps()),
        List.of(
            "learner.outputs=" + ways,
            "training.ways=" + ways,
            "training.minutes=10",
            "evaluation.ways=" + ways));
  }

  @Override
  public List<UntrainedLearner> untrained() {
    List<UntrainedLearner> all = new ArrayList<>(List.of(classical(Baseline.RANDOM_FOREST)));
    all.addAll(
        UntrainedLearner.regressions("the columns", OwnTables.OF_ANY_CLASSES, List.of(), ""));
    all.add(classical(Baseline.BOOSTED_TREES));
    all.add(classical(Baseline.NEAREST_NEIGHBOURS));
    return all;
  }

  private static UntrainedLearner classical(Baseline method) {
    String name = method.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return UntrainedLearner.of(
        name,
        method.label(),
        OwnTables.OF_ANY_CLASSES,
        List.of(),
        "{kind: classical, method: %s}".formatted(name),
        "");
  }
}
