package dev.quickstudy.encoders;

import dev.quickstudy.data.VectorClasses;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.texts.LabelledText;
import dev.quickstudy.data.texts.TextCollection;
import dev.quickstudy.data.texts.TextFormat;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.predict.InputSource;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    implements InputSource {
  public TextsSpec {
    files = List.copyOf(files);
    Checks.require(!files.isEmpty(), "files", "must name at least one file");
  }

  RowOptions options() {
    return reading.options(text, label);
  }

  @Override
  public TaskSource open(DataLocations locations) {
    TextCollection texts =
        TextCollection.read(files.stream().map(locations::file).toList(), format, options());
    texts.accounts().forEach(account -> account.lines().forEach(locations.listener()::say));
    locations.listener().say(texts.summary());
    VectorClasses pool = described(embedded(texts, encoder, locations), locations);
    Map<String, Split> splits = split.of(pool, locations);
    return new ClassTasks(
        String.join(", ", files) + " by " + encoder.label(),
        new SplitClasses(pool, name -> Optional.ofNullable(splits.get(name))));
  }

  /** The same classes with embeddings of their names, where tasks are described by them. */
  private VectorClasses described(VectorClasses pool, DataLocations locations) {
    if (!names) {
      return pool;
    }
    List<String> words =
        IntStream.range(0, pool.classes()).mapToObj(pool::className).map(ClassWords::of).toList();
    float[][] embedded =
        new Embeddings(encoder, locations.cache(), locations.threads())
            .of(words, locations.listener()::at);
    return pool.describedBy(embedded, "names in words by " + encoder.label());
  }

  /** Texts by class, embedded. */
  public static VectorClasses embedded(
      TextCollection texts, SentenceModel encoder, DataLocations locations) {
    Embeddings embeddings = new Embeddings(encoder, locations.cache(), locations.threads());
    List<String> all = texts.texts().stream().map(LabelledText::text).toList();
    List<Integer> unknown = embeddings.unknown(all);
    if (!unknown.isEmpty()) {
      locations
          .listener()
          .say(
              "%d of %d texts cannot be told apart, as the encoder knows no word of them: the first is %s"
                  .formatted(
                      unknown.size(), all.size(), texts.texts().get(unknown.get(0)).origin()));
    }
    return texts.embedded(
        embeddings.of(all, locations.listener()::at), encoder.label() + " " + encoder.hash());
  }

  @Override
  public Modality modality(OpenRun run) {
    return new Sentences(this);
  }

  @Override
  public TaskSource ownTasks(OwnSource own, DataLocations locations) {
    RowOptions options = own.reading();
    TextCollection found =
        TextCollection.read(List.of(own.path()), TextFormat.of(own.path(), options), options);
    found.accounts().forEach(account -> account.lines().forEach(locations.listener()::say));
    locations.listener().say(found.summary());
    return own.tasks(
        described(embedded(found, encoder, locations), locations), " by " + encoder.label());
  }

  /** The data set's folder, or else the file. */
  @Override
  public Optional<String> dataSet() {
    return Optional.of(Path.of(files.get(0)))
        .map(file -> file.isAbsolute() ? file : file.getName(0))
        .map(Path::toString);
  }
}
