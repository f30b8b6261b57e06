package dev.quickstudy.data.texts;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Spelling;
import dev.quickstudy.data.VectorClasses;
import dev.quickstudy.data.rows.ReadingException;
import dev.quickstudy.data.rows.RowAccount;
import dev.quickstudy.data.rows.RowOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Labelled texts by class, repaired where that is safe, with a count of every repair: white space
 * around texts and labels is taken off; texts that are empty are left out; of exact duplicates in a
 * class one is kept; of texts that stand under two classes, which cannot be learned, none is kept;
 * nor are CLINC150's texts out of scope, which have no class.
 */
public final class TextCollection {
  private static final int SHOWN = 60;

  private final List<Path> files;
  private final List<LabelledText> kept;
  private final int read;
  private final int empty;
  private final int duplicates;
  private final int contradictory;
  private final int outOfScope;
  private final List<String> unlabelled;
  private final List<String> example;
  private final List<RowAccount> accounts;

  private TextCollection(
      List<Path> files,
      List<LabelledText> kept,
      int read,
      int empty,
      int duplicates,
      int contradictory,
      int outOfScope,
      List<String> unlabelled,
      List<String> example,
      List<RowAccount> accounts) {
    this.files = List.copyOf(files);
    this.kept = kept;
    this.read = read;
    this.empty = empty;
    this.duplicates = duplicates;
    this.contradictory = contradictory;
    this.outOfScope = outOfScope;
    this.unlabelled = List.copyOf(unlabelled);
    this.example = example;
    this.accounts = List.copyOf(accounts);
  }

  /** Reads files of texts of at least two classes. */
  public static TextCollection read(List<Path> files, TextFormat format, RowOptions options) {
    return read(files, format, options, 2);
  }

  /**
   * Reads files of labelled texts, as one. Rows without a label, or in annotation exports without
   * one that counts, are left out and counted.
   *
   * @param fewest classes that there must be, 1 or 2
   * @throws DataException as {@link TextFile}, or if a file has no labels or there are fewer
   *     classes
   */
  public static TextCollection read(
      List<Path> files, TextFormat format, RowOptions options, int fewest) {
    Map<String, LabelledText> first = new LinkedHashMap<>();
    Map<String, Integer> contradictions = new HashMap<>();
    List<RowAccount> accounts = new ArrayList<>();
    Spelling names = new Spelling();
    int[] counts = new int[4];
    List<String> unlabelled = new ArrayList<>();
    for (Path file : files) {
      TextFile texts = TextFile.open(file, format, options, true);
      texts.forEach(
          row -> {
            counts[0]++;
            if (row.label().isEmpty() && texts.outOfScope()) {
              counts[3]++;
              return;
            }
            if (row.label().filter(own -> !own.isBlank()).isEmpty()) {
              requireLabels(texts, row);
              unlabelled.add(row.origin().row());
              return;
            }
            String label = names.of(row.label().orElseThrow().strip());
            String text = row.text().strip();
            if (row.empty()) {
              counts[1]++;
              return;
            }
            LabelledText here = new LabelledText(text, Optional.of(label), row.origin());
            LabelledText before = first.putIfAbsent(text, here);
            if (before == null) {
              return;
            }
            if (contradictions.containsKey(text)) {
              contradictions.merge(text, 1, Integer::sum);
            } else if (before.label().map(label::equals).orElse(false)) {
              counts[2]++;
            } else {
              contradictions.put(text, 2);
            }
          });
      accounts.add(texts.account());
    }
    List<String> example = new ArrayList<>();
    contradictions.keySet().stream().sorted().limit(1).forEach(example::add);
    contradictions.keySet().forEach(first::remove);
    TextCollection collection =
        new TextCollection(
            files,
            List.copyOf(first.values()),
            counts[0],
            counts[1],
            counts[2],
            contradictions.values().stream().mapToInt(Integer::intValue).sum(),
            counts[3],
            unlabelled,
            example,
            accounts);
    if (collection.byClass().size() < fewest) {
      throw new DataException(
          "%s has %d classes with texts; at least %s"
              .formatted(
                  files.get(0),
                  collection.byClass().size(),
                  fewest == 1 ? "one class is needed" : "two classes are needed"));
    }
    return collection;
  }

  /** A file without any labels has nothing to learn. */
  private static void requireLabels(TextFile file, LabelledText row) {
    if (!file.labelled()) {
      throw new ReadingException(
          ReadingException.Statement.LABEL,
          row.origin()
              + ": the label is missing; give every text one (a column such as label or category)");
    }
  }

  /** What was taken from each file. */
  public List<RowAccount> accounts() {
    return accounts;
  }

  /**
   * The texts as an encoder sees them.
   *
   * @param embeddings {@code [texts][dimension]}, in the order of {@link #texts}
   * @param encoder which encoder made them, for the fingerprint
   */
  public VectorClasses embedded(float[][] embeddings, String encoder) {
    List<String> texts = kept.stream().map(LabelledText::text).toList();
    return new VectorClasses(
        kept.stream().map(text -> text.label().orElseThrow()).toList(),
        texts,
        texts,
        embeddings,
        "texts by " + encoder);
  }

  /** The texts that are kept, in the order of the file. */
  public List<LabelledText> texts() {
    return kept;
  }

  /** Their places in {@link #texts}, by class, classes by name. */
  public Map<String, List<Integer>> byClass() {
    Map<String, List<Integer>> classes = new TreeMap<>();
    for (int i = 0; i < kept.size(); i++) {
      classes.computeIfAbsent(kept.get(i).label().orElseThrow(), c -> new ArrayList<>()).add(i);
    }
    return classes;
  }

  /** What was read and what was left out, one line. */
  public String summary() {
    List<String> parts = new ArrayList<>();
    parts.add(kept.size() + " texts of " + byClass().size() + " classes");
    if (empty > 0) {
      parts.add(empty + " empty left out");
    }
    if (outOfScope > 0) {
      parts.add(outOfScope + " out of scope left out");
    }
    if (!unlabelled.isEmpty()) {
      parts.add(unlabelled.size() + " without a label left out (" + unlabelled.get(0) + " …)");
    }
    if (duplicates > 0) {
      parts.add(duplicates + (duplicates == 1 ? " duplicate" : " duplicates") + " left out");
    }
    if (contradictory > 0) {
      parts.add(
          contradictory
              + " left out that stand under two classes, such as '"
              + shown(example.get(0))
              + "'");
    }
    String names =
        String.join(", ", files.stream().map(file -> file.getFileName().toString()).toList());
    return names + ": " + read + " rows, " + String.join(", ", parts);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
