package dev.quickstudy.tables.files;

import dev.quickstudy.tables.cells.CellForm;
import dev.quickstudy.tables.cells.CellWords;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.ColumnEvidence;
import dev.quickstudy.tables.cells.FileEvidence;
import dev.quickstudy.tables.cells.GrowingColumn;
import dev.quickstudy.tables.cells.RowNames;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.cells.Where;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes columns of rows of cells that are learned from, whether of a file or of a program: all rows
 * are looked at first, then it is decided how each column is read, then they are read.
 */
final class CellsReader {
  private static final List<CellForm.Part> PARTS =
      Stream.of(CellForm.Part.values()).filter(part -> part != CellForm.Part.NONE).toList();
  private static final int MOST_LISTED = 12;

  /** How much larger a class is than another where that is said. */
  private static final int UNEVEN = 10;

  private final List<String> header;
  private final List<String> unnamed;
  private final int answer;
  private final boolean classes;
  private final List<String> missingWords;
  private final ColumnEvidence[] evidence;
  private final List<List<GrowingColumn>> growing = new ArrayList<>();
  private final List<List<String>> names = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final ClassSpellings spellings = new ClassSpellings();
  private long rows;

  /**
   * Of a table.
   *
   * @param unnamed names that the header lacks and that were made
   * @param answer the place of the answers
   * @param classes whether they are classes rather than numbers
   * @param missingWords further words that stand for a missing value, in lower case
   */
  CellsReader(
      List<String> header,
      List<String> unnamed,
      int answer,
      boolean classes,
      List<String> missingWords) {
    this.header = List.copyOf(header);
    this.unnamed = List.copyOf(unnamed);
    this.answer = answer;
    this.classes = classes;
    this.missingWords = List.copyOf(missingWords);
    this.evidence = new ColumnEvidence[header.size()];
    Arrays.setAll(evidence, i -> new ColumnEvidence(missingWords));
  }

  /** The file states the order of day and month in the dates of a column. */
  void state(int column, CellForm.Order order) {
    evidence[column].state(order);
  }

  int width() {
    return header.size();
  }

  /** Whether a row has no answer, as its cell is empty or, where numbers are asked for, missing. */
  boolean unanswered(List<String> row) {
    String cell = row.get(answer);
    return missingWords.contains(CellWords.lower(cell))
        || (classes ? CellWords.blank(cell) : CellWords.missing(cell) != CellWords.Missing.NO);
  }

  /** Looks at a row. */
  void look(Where where, List<String> row) {
    rows++;
    if (classes) {
      spellings.add(row.get(answer));
    }
    for (int i = 0; i < evidence.length; i++) {
      if (i != answer || !classes) {
        evidence[i].add(where, row.get(i));
      }
    }
  }

  /** How many rows were looked at. */
  long rows() {
    return rows;
  }

  /** Whether any column beside the answers has a value. */
  boolean hasValues() {
    return IntStream.range(0, evidence.length).anyMatch(i -> i != answer && !evidence[i].empty());
  }

  /**
   * Decides how columns are read.
   *
   * @param stated the mark before fractions that the user named
   * @param hint the mark before fractions that files of this form usually have
   */
  void decide(Optional<CellForm.Decimal> stated, Optional<CellForm.Decimal> hint) {
    FileEvidence file = FileEvidence.of(List.of(evidence), stated, hint);
    List<String> commas = new ArrayList<>();
    List<String> taken = new ArrayList<>(header);
    for (int i = 0; i < evidence.length; i++) {
      String name = header.get(i);
      if (i == answer) {
        growing.add(List.of(answers(name, file)));
        names.add(List.of(name));
        continue;
      }
      CellForm form = evidence[i].decide(name, file, notes);
      if (form.kind() == CellForm.Kind.DATES) {
        growing.add(
            PARTS.stream().map(part -> new GrowingColumn(form.with(part), List.of())).toList());
        names.add(PARTS.stream().map(part -> fresh(name, part, taken)).toList());
        continue;
      }
      List<String> categories = form.numeric() ? List.of() : evidence[i].categories(name, notes);
      growing.add(List.of(new GrowingColumn(form, categories)));
      names.add(List.of(name));
      if (form.decimal() == CellForm.Decimal.COMMA && evidence[i].shown().isPresent()) {
        commas.add(name);
      }
    }
    if (!commas.isEmpty()) {
      notes.add("decimal commas are read in the columns " + listed(commas));
    }
  }

  private GrowingColumn answers(String name, FileEvidence file) {
    if (classes) {
      return GrowingColumn.classes(missingWords, spellings.apart());
    }
    CellForm form = evidence[answer].decide(name, file, notes);
    return new GrowingColumn(
        form.kind() == CellForm.Kind.NUMBERS || form.kind() == CellForm.Kind.DURATIONS
            ? form
            : CellForm.NUMBERS.with(missingWords),
        List.of());
  }

  private static String fresh(String column, CellForm.Part part, List<String> taken) {
    String name = "%s (%s)".formatted(column, part.label());
    while (taken.contains(name)) {
      name += "\u2032";
    }
    taken.add(name);
    return name;
  }

  private static String listed(List<String> columns) {
    return columns.size() <= MOST_LISTED
        ? String.join(", ", columns)
        : String.join(", ", columns.subList(0, MOST_LISTED))
            + " and "
            + (columns.size() - MOST_LISTED)
            + " more";
  }

  /** Reads a row. */
  void read(Where where, List<String> row) {
    for (int i = 0; i < header.size(); i++) {
      String cell = row.get(i);
      for (GrowingColumn column : growing.get(i)) {
        column.add(where, cell);
      }
    }
  }

  /** The column of answers, of all rows. */
  Column answers() {
    return growing.get(answer).get(0).column(header.get(answer), header.get(answer));
  }

  /** Cells that are no numbers, or no dates, where such are wanted. */
  long badNumbers() {
    return growing.stream().mapToLong(columns -> columns.get(0).bad.count()).sum();
  }

  /** Cells whose word is now spelled as it is elsewhere. */
  long respelled() {
    return growing.stream().mapToLong(columns -> columns.get(0).respelled.count()).sum();
  }

  /**
   * What was read.
   *
   * @param columns beside the answers
   * @param empty columns left out as no cell has a value
   * @param ignored columns left out as they only name or number rows
   * @param notes what is to be said, a line each
   */
  record Read(List<Column> columns, List<String> empty, List<String> ignored, List<String> notes) {}

  /**
   * The columns beside the answers.
   *
   * @param kept the rows that are kept, in order
   */
  Read columns(int[] kept) {
    List<Column> all = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      for (int part = 0; part < growing.get(i).size(); part++) {
        if (i != answer) {
          all.add(growing.get(i).get(part).column(names.get(i).get(part), header.get(i)).at(kept));
        }
      }
    }
    Column answers = answers().at(kept);
    int different = different(all, answers);
    List<Column> columns = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    List<String> constant = new ArrayList<>();
    Map<String, String> ignored = new TreeMap<>();
    for (Column column : all) {
      int place = header.indexOf(column.from());
      CellForm.Part part = column.form().part();
      String given = unnamed.contains(column.from()) ? "" : column.from();
      Optional<String> names = RowNames.found(column, given, place, different);
      if (column.missing() == column.rows()) {
        if (part == CellForm.Part.NONE || (part == CellForm.Part.HOUR && none(all, column))) {
          empty.add(column.from());
        }
      } else if (names.isPresent()) {
        ignored.put(column.from(), names.get());
      } else if (part == CellForm.Part.NONE
          || part == CellForm.Part.DAYS
          || column.distinct() > 1
          || (part == CellForm.Part.HOUR && none(columns, column))) {
        columns.add(column);
        if (column.distinct() == 1 && column.missing() == 0 && different > 1) {
          constant.add(column.from());
        }
      }
    }
    List<String> lines = new ArrayList<>();
    ignored.forEach(
        (name, why) ->
            lines.add(
                "column left out that only names or numbers rows: '%s' (%s)".formatted(name, why)));
    if (!constant.isEmpty()) {
      lines.add("columns that are the same in every row and tell nothing: " + listed(constant));
    }
    lines.addAll(notes);
    for (int i = 0; i < header.size(); i++) {
      if (!ignored.containsKey(header.get(i))) {
        growing.get(i).get(0).tell(header.get(i), lines);
        growing.get(i).get(0).tellSpellings(header.get(i), lines);
      }
    }
    tellClasses(answers, lines);
    return new Read(columns, empty, List.copyOf(ignored.keySet()), lines);
  }

  /** Whether no column comes of the same cells, and has a value. */
  private static boolean none(List<Column> columns, Column own) {
    return columns.stream()
        .noneMatch(
            other ->
                other.from().equals(own.from())
                    && !other.name().equals(own.name())
                    && other.missing() < other.rows());
  }

  private static int different(List<Column> columns, Column answers) {
    return columns.isEmpty()
        ? 0
        : (int)
            Arrays.stream(new Table("rows", columns, Optional.of(answers)).groups())
                .distinct()
                .count();
  }

  private void tellClasses(Column answers, List<String> lines) {
    if (answers.numeric()) {
      return;
    }
    Map<String, Integer> sizes = answers.counts();
    Comparator<Map.Entry<String, Integer>> bySize = Map.Entry.comparingByValue();
    sizes.entrySet().stream()
        .min(bySize)
        .ifPresent(
            least -> {
              var most = sizes.entrySet().stream().max(bySize).orElse(least);
              if (most.getValue() >= UNEVEN * least.getValue()) {
                lines.add(
                    "column '%s': its classes are uneven, '%s' has %d rows and '%s' %d; more rows of the rare ones help most"
                        .formatted(
                            answers.name(),
                            most.getKey(),
                            most.getValue(),
                            least.getKey(),
                            least.getValue()));
              }
            });
    List<String> before = new ArrayList<>();
    sizes
        .keySet()
        .forEach(
            name -> {
              dev.quickstudy.recipe.NearestNames.lookalike(name, before)
                  .ifPresent(
                      how ->
                          lines.add(
                              "column '%s': the class '%s' looks like another and is one of its own, as %s"
                                  .formatted(answers.name(), name, how)));
              before.add(name);
            });
    if (!spellings.apart().isEmpty()) {
      lines.add(
          "column '%s': classes that differ in case only stay different, as each is frequent: %s"
              .formatted(answers.name(), listed(spellings.spelled())));
    }
    sizes.forEach(
        (name, count) -> {
          if (CellWords.missing(name) != CellWords.Missing.NO) {
            lines.add(
                "column '%s': '%s' is a class here, of %d %s; a cell without a class must be empty"
                    .formatted(answers.name(), name, count, count == 1 ? "row" : "rows"));
          }
        });
  }
}
