package dev.quickstudy.predict;

import dev.quickstudy.data.ClassNames;
import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.LabelledText;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.rows.TextCollection;
import dev.quickstudy.data.rows.TextFile;
import dev.quickstudy.data.rows.TextFormat;
import dev.quickstudy.encoders.Embeddings;
import dev.quickstudy.recipe.Nearest;
import dev.quickstudy.recipe.Places;
import dev.quickstudy.recipe.SourceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Texts: a file of labelled ones to learn from; files with or without labels to classify.
 *
 * @param source what the run was trained on; its encoder is used
 * @param options how the user's files are written
 */
record TextFiles(SourceSpec.Texts source, RowOptions options, Places places) implements UserFiles {
  @Override
  public String one() {
    return "text";
  }

  @Override
  public SupportSet support(Path path, List<String> known) {
    TextCollection texts =
        TextCollection.read(
            List.of(path), TextFormat.of(path, options), options, known.isEmpty() ? 2 : 1);
    texts.accounts().forEach(account -> account.lines().forEach(places.listener()::say));
    places.listener().say(texts.summary());
    return SupportSet.of(SourceSpec.Texts.embedded(texts, source.encoder(), places));
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    List<LabelledText> rows = new ArrayList<>();
    for (Path path : paths) {
      TextFile file = TextFile.open(path, TextFormat.of(path, options), options, false);
      file.forEach(row -> rows.add(query(row, classes)));
      file.account().lines().forEach(places.listener()::say);
    }
    if (rows.isEmpty()) {
      throw new DataException(paths.get(0) + " has no texts to classify");
    }
    List<String> texts =
        rows.stream().map(LabelledText::text).filter(text -> !text.isEmpty()).toList();
    if (texts.size() < rows.size()) {
      places
          .listener()
          .say(
              "%d of %d texts are empty: unknown"
                  .formatted(rows.size() - texts.size(), rows.size()));
    }
    float[][] embeddings =
        new Embeddings(source.encoder(), places.cache(), places.threads())
            .of(texts, places.listener());
    Queries queries = new Queries();
    int next = 0;
    for (LabelledText row : rows) {
      if (row.text().isEmpty()) {
        queries.addUnknown(row.text(), row.label(), row.origin(), "the text is empty");
      } else {
        queries.add(row.text(), row.label(), row.origin(), embeddings[next++]);
      }
    }
    return queries;
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
                        .filter(known -> ClassNames.same(known, own))
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
            .formatted(row.origin(), label, Nearest.hint(label, classes)));
  }
}
