package dev.quickstudy.encoders.texts;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Spelling;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.texts.LabelledText;
import dev.quickstudy.data.texts.TextCollection;
import dev.quickstudy.data.texts.TextFile;
import dev.quickstudy.data.texts.TextFormat;
import dev.quickstudy.predict.Queries;
import dev.quickstudy.predict.SupportSet;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.NearestNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Texts: a file of labelled ones to learn from; files with or without labels to classify.
 *
 * @param source what the run was trained on
 * @param options how the user's files are written
 */
record TextFiles(TextSource source, RowOptions options, DataLocations locations)
    implements UserFiles {
  private static final String EMPTY = "the text is empty";

  @Override
  public String one() {
    return "text";
  }

  @Override
  public SupportSet support(Path path, List<String> known) {
    TextCollection texts =
        TextCollection.read(
            List.of(path), TextFormat.of(path, options), options, known.isEmpty() ? 2 : 1);
    texts.accounts().forEach(account -> account.lines().forEach(locations.listener()::say));
    locations.listener().say(texts.summary());
    return SupportSet.of(source.seen(texts, locations));
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    List<LabelledText> rows = new ArrayList<>();
    for (Path path : paths) {
      TextFile file = TextFile.open(path, TextFormat.of(path, options), options, false);
      file.forEach(row -> rows.add(query(row, classes)));
      file.account().lines().forEach(locations.listener()::say);
    }
    if (rows.isEmpty()) {
      throw new DataException(paths.get(0) + " has no texts to classify");
    }
    TextVectors vectors = source.vectors(locations);
    Map<Integer, String> problems = problems(rows, vectors);
    List<String> texts =
        IntStream.range(0, rows.size())
            .filter(i -> !problems.containsKey(i))
            .mapToObj(i -> rows.get(i).text())
            .toList();
    float[][] embeddings = vectors.of(texts, locations.listener()::at);
    Queries queries = new Queries();
    int next = 0;
    for (int i = 0; i < rows.size(); i++) {
      LabelledText row = rows.get(i);
      String problem = problems.get(i);
      if (problem != null) {
        queries.addUnknown(row.text(), row.label(), row.origin(), problem);
      } else {
        queries.add(row.text(), row.label(), row.origin(), embeddings[next++]);
      }
    }
    return queries;
  }

  /** Why texts have no answer, by their places; each kind is said with its count. */
  private Map<Integer, String> problems(List<LabelledText> rows, TextVectors vectors) {
    Map<Integer, String> problems = new TreeMap<>();
    for (int i : vectors.unknown(rows.stream().map(LabelledText::text).toList())) {
      problems.put(i, vectors.nothingSeen());
    }
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).empty()) {
        problems.put(i, EMPTY);
      }
    }
    new TreeSet<>(problems.values())
        .forEach(
            problem -> {
              List<LabelledText> of =
                  problems.entrySet().stream()
                      .filter(entry -> entry.getValue().equals(problem))
                      .map(entry -> rows.get(entry.getKey()))
                      .toList();
              locations
                  .listener()
                  .say(
                      "%d of %d texts are unknown, as %s: the first is %s"
                          .formatted(of.size(), rows.size(), problem, of.get(0).origin()));
            });
    return problems;
  }

  /** A text with the name of its class as it was learned. */
  private static LabelledText query(LabelledText row, List<String> classes) {
    Optional<String> label =
        row.label()
            .map(String::strip)
            .filter(own -> !own.isEmpty())
            .map(
                own ->
                    classes.stream()
                        .filter(known -> Spelling.same(known, own))
                        .findFirst()
                        .orElseGet(() -> other(row, own, classes)));
    return new LabelledText(row.text().strip(), label, row.origin());
  }

  /** A class that was not learned, where any may be. */
  private static String other(LabelledText row, String label, List<String> classes) {
    if (classes.isEmpty()) {
      return label;
    }
    throw new DataException(
        "%s: '%s' is no class that was learned; %s"
            .formatted(row.origin(), label, NearestNames.hint(label, classes)));
  }
}
