package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.LabelledText;
import dev.quickstudy.data.TextCollection;
import dev.quickstudy.data.TextColumns;
import dev.quickstudy.data.TextFormat;
import dev.quickstudy.data.TextReader;
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
 * @param columns of the user's files
 */
record TextFiles(SourceSpec.Texts source, TextColumns columns, Places places) implements UserFiles {
  @Override
  public String one() {
    return "text";
  }

  /** JSON alone does not tell its layout; then it is what the run was trained on. */
  private TextFormat format(Path file) {
    return file.toString().endsWith(".json") ? source.format() : TextFormat.of(file);
  }

  @Override
  public SupportSet support(Path path, List<String> known) {
    TextCollection texts =
        TextCollection.read(List.of(path), format(path), columns, known.isEmpty() ? 2 : 1);
    places.listener().say(texts.summary());
    return SupportSet.of(SourceSpec.Texts.embedded(texts, source.encoder(), places));
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    List<LabelledText> rows = new ArrayList<>();
    for (Path path : paths) {
      int[] empty = new int[1];
      TextReader.read(
          path,
          format(path),
          columns,
          row -> {
            if (row.text().isBlank()) {
              empty[0]++;
            } else {
              rows.add(query(path, row, classes));
            }
          });
      if (empty[0] > 0) {
        places.listener().say(path.getFileName() + ": " + empty[0] + " empty left out");
      }
    }
    if (rows.isEmpty()) {
      throw new DataException(paths.get(0) + " has no texts to classify");
    }
    float[][] embeddings =
        new Embeddings(source.encoder(), places.cache(), places.threads())
            .of(rows.stream().map(LabelledText::text).toList(), places.listener());
    Queries queries = new Queries();
    for (int i = 0; i < embeddings.length; i++) {
      queries.add(rows.get(i).text(), rows.get(i).label(), embeddings[i]);
    }
    return queries;
  }

  private static LabelledText query(Path path, LabelledText row, List<String> classes) {
    Optional<String> label = row.label().map(String::strip).filter(own -> !own.isEmpty());
    label
        .filter(own -> !classes.isEmpty() && !classes.contains(own))
        .ifPresent(
            own -> {
              throw new DataException(
                  "%s, %s: '%s' is no class that was learned; %s"
                      .formatted(path, row.where(), own, Nearest.hint(own, classes)));
            });
    return new LabelledText(row.text().strip(), label, row.where());
  }
}
