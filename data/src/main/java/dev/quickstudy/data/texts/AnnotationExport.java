package dev.quickstudy.data.texts;

import dev.quickstudy.data.rows.LabelStudioTask;
import dev.quickstudy.data.rows.ReadingException;
import dev.quickstudy.data.rows.RowFile;
import dev.quickstudy.data.rows.RowOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Programs in which people annotate texts, and what their exports say of each row. */
enum AnnotationExport {
  /** Rows as they are. */
  NONE("", "id index unnamed:0"),

  /** Prodigy: {@code answer} says whether the label was accepted. */
  PRODIGY("Prodigy", "answer options accept spans tokens meta html id style priority score config"),

  /** Label Studio: a column a control, among columns about the annotation. */
  LABEL_STUDIO(
      "Label Studio",
      "id annotation_id annotator created_at updated_at lead_time completed_by inner_id comments agreement annotation_state file_upload"),

  /** doccano: labels are a list. */
  DOCCANO("doccano", "id comments metadata meta entities relations cats");

  private static final Set<String> ANSWERS = Set.of("accept", "reject", "ignore", "");

  private final String title;

  /** Columns that say something about a row, separated by blanks. */
  private final String about;

  AnnotationExport(String title, String about) {
    this.title = title;
    this.about = about;
  }

  /** Which program wrote some rows. */
  static AnnotationExport of(
      List<String> names, List<List<String>> rows, Set<String> nested, RowOptions options) {
    int answer = names.indexOf("answer");
    boolean answers =
        answer >= 0
            && !options.label().equals(Optional.of("answer"))
            && rows.stream()
                .allMatch(row -> row.size() <= answer || ANSWERS.contains(row.get(answer)));
    boolean prodigy =
        names.contains("label") || names.contains("accept") || names.contains("_task_hash");
    if (answers && prodigy) {
      return PRODIGY;
    }
    long studio =
        List.of("annotation_id", "annotator", "lead_time", "created_at", "updated_at").stream()
            .filter(names::contains)
            .count();
    if (studio >= 3 || names.contains(LabelStudioTask.STATE)) {
      return LABEL_STUDIO;
    }
    boolean lists = nested.contains("label") || nested.contains("labels");
    boolean usual =
        names.contains("id")
            && (names.contains("label") || names.contains("labels"))
            && (names.contains("data") || names.contains("text"));
    return lists || (usual && names.size() <= 4) ? DOCCANO : NONE;
  }

  boolean known() {
    return this == PRODIGY || this == LABEL_STUDIO;
  }

  /** What people are told. */
  String said() {
    return this == NONE || this == DOCCANO ? "" : ", an export of " + title;
  }

  /** Whether a column says something about the row, rather than being its text or label. */
  boolean about(String name) {
    String bare = name.strip().toLowerCase(Locale.ROOT);
    int point = bare.indexOf('.');
    return isAbout(bare.replace(" ", ""))
        || (this != NONE && point > 0 && isAbout(bare.substring(0, point)))
        || (this == PRODIGY && bare.startsWith("_"));
  }

  private boolean isAbout(String name) {
    return List.of(about.split(" ")).contains(name);
  }

  /**
   * Where the labels are, if the export tells: Prodigy's choices among options, where it has no
   * label; the only control of Label Studio.
   *
   * @throws ReadingException if there are several controls
   */
  Optional<Integer> label(RowFile file) {
    List<String> names = file.header();
    if (file.controls().size() > 1) {
      throw new ReadingException(
          ReadingException.Statement.LABEL,
          "%s holds the choices of several controls: %s; name the column of the labels"
              .formatted(file.file(), String.join(", ", file.controls())));
    }
    if (!file.controls().isEmpty()) {
      return file.controls().stream().map(names::indexOf).findFirst();
    }
    return this == PRODIGY && !names.contains("label") && names.contains("accept")
        ? Optional.of(names.indexOf("accept"))
        : Optional.empty();
  }

  /**
   * Why a row has no label that counts; empty where it has.
   *
   * @param label the cell of its label
   */
  Optional<String> refused(List<String> names, List<String> cells, String label) {
    if (this == PRODIGY) {
      String answer = cells.get(names.indexOf("answer"));
      return answer.equals("accept")
          ? Optional.empty()
          : Optional.of("rows without a label, as their answer is " + word(answer));
    }
    int state = names.indexOf(LabelStudioTask.STATE);
    if (this == LABEL_STUDIO
        && state >= 0
        && !cells.get(state).equals("one")
        && label.isBlank()) { // else others disagree on another control
      return Optional.of(
          cells.get(state).equals("none")
              ? "rows without a label, as nobody annotated them, or cancelled it"
              : "rows without a label, as those who annotated them disagree");
    }
    return Optional.empty();
  }

  private static String word(String answer) {
    return answer.isEmpty() ? "none" : answer;
  }
}
