package dev.quickstudy.data.rows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** Writes the same rows in many ways, as programs and people do, by chance. */
final class RowWriter {
  private static final List<String> WORDS =
      List.of(
          "pay",
          "the",
          "bill",
          "tomorrow",
          "song",
          "weather",
          "I",
          "would",
          "like",
          "a",
          "train",
          "café",
          "naïve",
          "größer",
          "hello",
          "send",
          "it",
          "now",
          "3",
          "2.5",
          "what's",
          "señor");
  private static final List<String> CLASSES =
      List.of("pay", "météo", "music", "small talk", "Größe", "travel");

  /** A row. */
  record Row(String id, String number, String text, String label, boolean counts) {}

  /**
   * A file.
   *
   * @param form what it is, for messages
   * @param truth the rows that are to be read, in order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Written(String name, String form, byte[] bytes, List<Row> truth) {}

  private final Random random;
  private final StringBuilder told = new StringBuilder();
  private final String lineEnd;
  private final boolean western;

  RowWriter(long seed) {
    random = new Random(seed);
    lineEnd = pick(List.of("\n", "\n", "\r\n", "\r\n", "\r"));
    western = chance(0.15);
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private String words(boolean quoted) {
    StringBuilder text = new StringBuilder(pick(WORDS));
    int count = 2 + random.nextInt(9);
    for (int i = 0; i < count; i++) {
      text.append(chance(0.1) ? pick(List.of(", ", "; ", " | ", " – ", " (", ": ")) : " ");
      if (quoted && chance(0.05)) {
        text.append(pick(List.of("\n", lineEnd, "a,b", "x;y", "\"said\"", "\t", "5\" ", "\\")));
      }
      text.append(pick(WORDS));
    }
    if (!western && chance(0.1)) {
      text.append(pick(List.of(" 😀", " 我要付款", " привет", " שלום")));
    }
    return text.toString();
  }

  Written write() {
    List<String> classes = new ArrayList<>(CLASSES);
    Collections.shuffle(classes, random);
    classes = classes.subList(0, 2 + random.nextInt(3));
    boolean separated = chance(0.6);
    char mark = chance(0.5) ? '.' : ',';
    List<Row> rows = new ArrayList<>();
    int count = classes.size() * (3 + random.nextInt(8));
    for (int i = 0; i < count; i++) {
      String number =
          String.format(Locale.ROOT, "%.2f", random.nextGaussian() * 20).replace('.', mark);
      rows.add(
          new Row(
              String.valueOf(100 + i), number, words(true), classes.get(i % classes.size()), true));
    }
    return separated ? separated(rows) : json(rows);
  }

  private Written separated(List<Row> rows) {
    char separator = pick(List.of(',', ',', ';', ';', '\t', '|'));
    String style = pick(List.of("minimal", "minimal", "all", "words", "backslash", "padded"));
    boolean header = chance(0.8);
    boolean studio = header && chance(0.1);
    boolean numbers = chance(0.5);
    List<String> columns = new ArrayList<>(List.of("text", "label"));
    if (numbers) {
      columns.add("amount");
    }
    if (chance(0.3)) {
      columns.add("id");
    }
    if (studio) {
      columns.addAll(List.of("annotation_id", "annotator", "lead_time"));
    }
    Collections.shuffle(columns, random);
    String labelName = studio ? "topic" : pick(List.of("label", "intent", "category", "Label"));
    StringBuilder out = new StringBuilder();
    if (chance(0.08)) {
      out.append("sep=").append(separator).append(lineEnd);
    } else if (header && chance(0.08)) {
      out.append("# exported, by a program").append(lineEnd);
    }
    if (header) {
      out.append(
              columns.stream()
                  .map(
                      name ->
                          cell(name.equals("label") ? labelName : name, separator, style, false))
                  .collect(Collectors.joining(String.valueOf(separator))))
          .append(lineEnd);
    }
    for (Row row : rows) {
      out.append(
          columns.stream()
              .map(name -> cell(value(row, name), separator, style, !name.equals("amount")))
              .collect(Collectors.joining(String.valueOf(separator))));
      out.append(lineEnd);
      if (chance(0.02)) {
        out.append(lineEnd);
      }
    }
    if (chance(0.2)) {
      out.setLength(out.length() - lineEnd.length());
    }
    told.append("separated by '").append(separator).append("', ").append(style);
    told.append(header ? ", header " : ", no header ").append(columns);
    return encoded(out.toString(), pick(List.of(".csv", ".csv", ".tsv", ".txt")), rows);
  }

  private static String value(Row row, String name) {
    return switch (name) {
      case "text" -> row.text;
      case "label" -> row.label;
      case "amount" -> row.number;
      case "annotator" -> "1";
      case "lead_time" -> "3.5";
      default -> row.id;
    };
  }

  private static String cell(String value, char separator, String style, boolean word) {
    boolean needs =
        value.indexOf(separator) >= 0
            || value.indexOf('"') >= 0
            || value.indexOf('\n') >= 0
            || value.indexOf('\r') >= 0;
    boolean quoted = needs || style.equals("all") || (style.equals("words") && word);
    String content =
        style.equals("backslash")
            ? value.replace("\\", "\\\\").replace("\"", "\\\"")
            : value.replace("\"", "\"\"");
    String cell = quoted ? "\"" + content + "\"" : value;
    return style.equals("padded") && quoted ? cell + " " : cell;
  }

  private Written json(List<Row> plain) {
    String form =
        pick(
            List.of(
                "lines",
                "lines",
                "array",
                "data",
                "columns",
                "pandas",
                "prodigy",
                "prodigy-accept",
                "studio-min",
                "studio",
                "doccano",
                "doccano-data"));
    List<Row> rows = new ArrayList<>();
    for (Row row : plain) {
      boolean counts =
          !List.of("prodigy", "prodigy-accept", "studio").contains(form) || chance(0.85);
      rows.add(new Row(row.id, row.number.replace(',', '.'), row.text, row.label, counts));
    }
    told.append(form);
    boolean several =
        List.of("lines", "prodigy", "prodigy-accept", "doccano", "doccano-data").contains(form);
    List<String> objects = rows.stream().map(row -> object(form, row)).toList();
    String body =
        switch (form) {
          case "columns" ->
              "{\"text\": [%s], \"label\": [%s]}"
                  .formatted(
                      rows.stream().map(row -> quote(row.text)).collect(Collectors.joining(", ")),
                      rows.stream().map(row -> quote(row.label)).collect(Collectors.joining(",")));
          case "pandas" ->
              "{\"text\":{%s},\"label\":{%s}}"
                  .formatted(
                      rows.stream()
                          .map(row -> quote(row.id) + ":" + quote(row.text))
                          .collect(Collectors.joining(",")),
                      rows.stream()
                          .map(row -> quote(row.id) + ":" + quote(row.label))
                          .collect(Collectors.joining(",")));
          case "data" ->
              "{\"version\": 1, \"data\": [" + String.join("," + lineEnd, objects) + "]}";
          default ->
              several
                  ? String.join(lineEnd, objects) + lineEnd
                  : "[" + String.join("," + lineEnd, objects) + "]";
        };
    return encoded(body, several ? pick(List.of(".jsonl", ".json", ".txt")) : ".json", rows);
  }

  private String object(String form, Row row) {
    String text = "\"text\": " + quote(row.text);
    String label = "\"label\": " + quote(row.label);
    return switch (form) {
      case "prodigy" ->
          "{%s, \"_task_hash\": %s, \"spans\": [], \"meta\": {\"source\": \"x\"}, %s, \"answer\": \"%s\"}"
              .formatted(
                  text, row.id, label, row.counts ? "accept" : pick(List.of("reject", "ignore")));
      case "prodigy-accept" ->
          "{%s, \"_task_hash\": %s, \"options\": [{\"id\": \"a\", \"text\": \"b c\"}, {\"id\": \"d\"}], \"accept\": [%s], \"answer\": \"%s\"}"
              .formatted(
                  text,
                  row.id,
                  quote(row.label),
                  row.counts ? "accept" : pick(List.of("reject", "ignore")));
      case "studio-min" ->
          "{%s, \"id\": %s, \"topic\": %s, \"annotator\": 1, \"annotation_id\": %s, \"created_at\": \"2024-05-01T10:00:00Z\", \"lead_time\": 2.5}"
              .formatted(text, row.id, quote(row.label), row.id);
      case "studio" ->
          "{\"id\": %s, \"annotations\": [{\"id\": 1, \"was_cancelled\": %s, \"result\": [{\"value\": {\"choices\": [%s]}, \"from_name\": \"topic\", \"to_name\": \"text\", \"type\": \"choices\"}]}], \"data\": {%s}, \"predictions\": []}"
              .formatted(row.id, !row.counts, quote(row.label), text);
      case "doccano" ->
          "{\"id\": %s, %s, \"label\": [%s]}".formatted(row.id, text, quote(row.label));
      case "doccano-data" ->
          "{\"id\": %s, \"data\": %s, \"label\": [%s]}"
              .formatted(row.id, quote(row.text), quote(row.label));
      default -> "{%s, %s, \"amount\": %s}".formatted(text, label, row.number);
    };
  }

  private static String quote(String text) {
    return "\""
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
        + "\"";
  }

  private Written encoded(String text, String ending, List<Row> truth) {
    String encoding =
        western
            ? "windows-1252"
            : pick(
                List.of(
                    "UTF-8",
                    "UTF-8",
                    "UTF-8",
                    "UTF-8 mark",
                    "UTF-16LE mark",
                    "UTF-16BE mark",
                    "UTF-16LE",
                    "UTF-16BE",
                    "UTF-32LE mark",
                    "UTF-32BE mark"));
    boolean mark = encoding.endsWith(" mark");
    Charset charset = Charset.forName(encoding.replace(" mark", ""));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (mark) {
      bytes.writeBytes("\ufeff".getBytes(charset));
    }
    bytes.writeBytes(text.getBytes(charset));
    told.append(", ").append(encoding).append(", line ends ").append(lineEnd.length());
    told.append(lineEnd.equals("\r") ? " CR" : "");
    return new Written("rows" + ending, told.toString(), bytes.toByteArray(), truth);
  }
}
