package dev.quickstudy.cli.output;

import dev.quickstudy.recipe.Wording;
import dev.quickstudy.survey.Survey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was seen in a user's files, for people and for programs. */
public final class SurveyLines {
  /** Classes whose sizes are shown one by one. */
  private static final int SHOWN = 12;

  private SurveyLines() {}

  public static List<String> of(Survey survey) {
    List<String> lines = new ArrayList<>();
    boolean tables = survey.kind().ofTasks();
    lines.add(
        "%s: %s, %d %s"
            .formatted(
                survey.path(),
                tables ? "tables" : Wording.count(survey.examples(), survey.kind().one()),
                survey.classes().size(),
                tables ? "of them" : "classes"));
    lines.add("");
    List<Integer> sizes = survey.sizes();
    TextTable table = new TextTable("what", "");
    table.row(
        tables ? "rows a table" : "examples a class",
        "%d to %d, %d in the middle".formatted(sizes.get(0), sizes.get(2), sizes.get(1))
            + (survey.imbalanced() && !tables ? ": uneven" : ""));
    survey.facts().forEach(table::row);
    survey.summary().forEach((name, number) -> table.row(name, Wording.number("%.4f", number)));
    lines.addAll(table.lines());
    if (survey.classes().size() <= SHOWN) {
      lines.add("");
      TextTable classes = new TextTable(tables ? "table" : "class", tables ? "rows" : "examples");
      survey.classes().forEach((name, count) -> classes.row(name, count.toString()));
      lines.addAll(classes.lines());
    }
    if (!survey.warnings().isEmpty()) {
      lines.add("");
      survey.warnings().forEach(warning -> lines.add("look into this: " + warning));
    }
    return lines;
  }

  public static Map<String, Object> object(Survey survey) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("path", survey.path().toString());
    object.put("kind", survey.kind().word());
    object.put("examples", survey.examples());
    object.put("classes", survey.classes());
    object.put("facts", survey.facts());
    object.put("summary", survey.summary());
    object.put("warnings", survey.warnings());
    return object;
  }
}
