package dev.quickstudy.cli;

import dev.quickstudy.cli.options.DeviceOption;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.ReadingOptions;
import dev.quickstudy.cli.output.SurveyLines;
import dev.quickstudy.cli.output.TextTable;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.survey.Survey;
import dev.quickstudy.tables.TableDescription;
import dev.quickstudy.tables.TableDescription.ColumnDescription;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.files.TableReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quickstudy data describe}. */
@Command(
    name = "describe",
    description = {
      "Says what is in files: what kind of data, its classes, and what reading it repaired.",
      "",
      "Known are folders (or zip archives) of pictures or WAV recordings, a folder a class; files of texts with labels; a"
          + " table with a header line (CSV, ARFF), of which each column is told; a folder of tables.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy data describe parts",
      "  quickstudy data describe customers.csv --target churned",
      "  quickstudy data describe houses.csv --target price --values --json"
    })
final class DescribeCommand extends HelpfulCommand {
  @Mixin private JsonOption json;
  @Mixin private DeviceOption device;
  @Mixin private ReadingOptions reading;

  @Parameters(paramLabel = "PATH", description = "The folder or file.")
  private Path path;

  @Option(names = "--values", description = "Of a table: predict numbers rather than classes.")
  private boolean values;

  @Override
  public void run() {
    if (targeted()) {
      table();
      return;
    }
    device.startEngine();
    Survey survey = Survey.of(path, Runtime.getRuntime().availableProcessors(), reading.options());
    if (survey.kind().ofColumns()) {
      table();
    } else {
      json.print(out(), SurveyLines.object(survey), SurveyLines.of(survey));
    }
  }

  private void table() {
    TableReader.Answers answers = values ? TableReader.Answers.VALUES : TableReader.Answers.CLASSES;
    TableFile file = new TableReader(answers, reading.options()).read(path);
    TableDescription description = TableDescription.of(file.table());
    List<Double> summary = TableDescription.summary(file.table());
    json.print(out(), object(file, description, summary), lines(file, description, summary));
  }

  /** A target without texts is that of a table. */
  private boolean targeted() {
    return values || (reading.labelled() && !reading.texts());
  }

  private static List<String> lines(
      TableFile file, TableDescription description, List<Double> summary) {
    List<String> lines = new ArrayList<>();
    file.account().ifPresent(account -> lines.addAll(account.lines()));
    lines.add(
        description.table()
            + ": "
            + Wording.count(description.rows(), "row")
            + ", "
            + Wording.count(description.columns().size(), "column")
            + " to predict '"
            + description.answers().name()
            + "' from, "
            + Wording.count(file.summary().missing(), "missing cell"));
    lines.add("");
    TextTable columns = new TextTable("column", "type", "distinct", "missing", "values");
    description.columns().forEach(column -> row(columns, column));
    row(columns, description.answers());
    lines.addAll(columns.lines());
    if (!description.classes().isEmpty()) {
      lines.add("");
      TextTable classes = new TextTable("class", "rows");
      description.classes().forEach((name, rows) -> classes.row(name, rows.toString()));
      lines.addAll(classes.lines());
    }
    lines.add("");
    TextTable numbers = new TextTable("summary", "");
    for (int i = 0; i < summary.size(); i++) {
      numbers.row(TableDescription.SUMMARY.get(i), Wording.number("%.4f", summary.get(i)));
    }
    lines.addAll(numbers.lines());
    List<String> repairs = file.summary().repairs();
    lines.add("");
    lines.add(repairs.isEmpty() ? "nothing had to be repaired" : "repaired while reading:");
    repairs.forEach(repair -> lines.add("  " + repair));
    return lines;
  }

  private static void row(TextTable table, ColumnDescription column) {
    table.row(
        column.name(),
        column.numeric() ? "numbers" : "words",
        Integer.toString(column.distinct()),
        Integer.toString(column.missing()),
        column.values());
  }

  private static Map<String, Object> object(
      TableFile file, TableDescription description, List<Double> summary) {
    Map<String, Object> object = new LinkedHashMap<>();
    file.account().ifPresent(account -> object.put("taken", account.object()));
    object.put("table", description.table());
    object.put("rows", description.rows());
    object.put("columns", description.columns().stream().map(DescribeCommand::object).toList());
    object.put("answers", object(description.answers()));
    object.put("classes", description.classes());
    Map<String, Object> numbers = new LinkedHashMap<>();
    for (int i = 0; i < summary.size(); i++) {
      numbers.put(TableDescription.SUMMARY.get(i), summary.get(i));
    }
    object.put("summary", numbers);
    object.put("repairs", file.summary().repairs());
    return object;
  }

  private static Map<String, Object> object(ColumnDescription column) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", column.name());
    object.put("numeric", column.numeric());
    object.put("distinct", column.distinct());
    object.put("missing", column.missing());
    object.put("values", column.values());
    return object;
  }
}
