package dev.quickstudy.survey;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.TableFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks at a folder of tables. */
final class TableSurvey {
  private TableSurvey() {}

  static Survey of(Path folder, RowOptions options) {
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
        Kind.TABLES,
        rows,
        facts,
        Summary.ofSizes(rows.values()),
        Map.of(
            "origins",
            Long.toString(origins),
            "target",
            options.label().orElse("auto"),
            "reading",
            RowSurvey.reading(options)),
        List.of());
  }
}
