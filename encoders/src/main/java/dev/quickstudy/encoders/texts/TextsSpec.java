package dev.quickstudy.encoders.texts;

import dev.quickstudy.data.VectorClasses;
import dev.quickstudy.data.texts.TextFormat;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.tensor.Checks;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts of files of the user's own or of public data sets, seen as embeddings.
 *
 * @param files below the data folder, or absolute; read as one
 * @param text the column of the texts; {@code auto} takes the one of a usual name
 * @param label the column of their classes; the same
 * @param names whether tasks are described by the names of their classes, embedded as words by the
 *     encoder ({@link dev.quickstudy.head.metric.ClassNames} reads them)
 */
public record TextsSpec(
    List<String> files,
    TextFormat format,
    String text,
    String label,
    Reading reading,
    SentenceModel encoder,
    boolean names,
    SplitSpec split)
    implements TextSource {
  public TextsSpec {
    files = List.copyOf(files);
    Checks.require(!files.isEmpty(), "files", "must name at least one file");
  }

  @Override
  public TextVectors vectors(DataLocations locations) {
    return embeddings(locations);
  }

  private Embeddings embeddings(DataLocations locations) {
    return new Embeddings(encoder, locations.cache(), locations.threads());
  }

  @Override
  public String seenBy() {
    return encoder.label();
  }

  @Override
  public String version() {
    return encoder.label() + " " + encoder.hash();
  }

  /** The same classes with embeddings of their names, where tasks are described by them. */
  @Override
  public VectorClasses described(VectorClasses pool, DataLocations locations) {
    if (!names) {
      return pool;
    }
    List<String> words =
        IntStream.range(0, pool.classes()).mapToObj(pool::className).map(ClassWords::of).toList();
    float[][] embedded = embeddings(locations).of(words, locations.listener()::at);
    return pool.describedBy(embedded, "names in words by " + encoder.label());
  }

  @Override
  public Modality modality(OpenRun run) {
    return new Sentences(this);
  }
}
