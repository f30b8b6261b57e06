package dev.quickstudy.encoders.texts;

import dev.quickstudy.data.VectorClasses;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.texts.LabelledText;
import dev.quickstudy.data.texts.TextCollection;
import dev.quickstudy.data.texts.TextFormat;
import dev.quickstudy.predict.InputSource;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Labelled texts of files as a source of tasks. */
public interface TextSource extends InputSource {
  /** Below the data folder, or absolute; read as one. */
  List<String> files();

  /** How the files are written. */
  TextFormat format();

  /** The column of the texts; {@code auto} takes the one of a usual name. */
  String text();

  /** The column of their classes; the same. */
  String label();

  /** How the files are written, beside their format. */
  Reading reading();

  /** Which classes are for training, validation and testing. */
  SplitSpec split();

  /** What is seen of texts. */
  TextVectors vectors(DataLocations locations);

  /** What sees them, for people. */
  String seenBy();

  /** Tells what sees them from others, for the fingerprint. */
  String version();

  /** The same classes with what describes them beside their examples. */
  default VectorClasses described(VectorClasses pool, DataLocations locations) {
    return pool;
  }

  @Override
  default TaskSource open(DataLocations locations) {
    TextCollection texts =
        TextCollection.read(
            files().stream().map(locations::file).toList(),
            format(),
            reading().options(text(), label()));
    VectorClasses pool = pool(texts, locations);
    Map<String, Split> splits = split().of(pool, locations);
    return new ClassTasks(
        String.join(", ", files()) + " by " + seenBy(),
        new SplitClasses(pool, name -> Optional.ofNullable(splits.get(name))));
  }

  private VectorClasses pool(TextCollection texts, DataLocations locations) {
    texts.accounts().forEach(account -> account.lines().forEach(locations.listener()::say));
    locations.listener().say(texts.summary());
    return described(seen(texts, locations), locations);
  }

  /** Texts by class, as they are seen. */
  default VectorClasses seen(TextCollection texts, DataLocations locations) {
    TextVectors vectors = vectors(locations);
    List<String> all = texts.texts().stream().map(LabelledText::text).toList();
    List<Integer> unknown = vectors.unknown(all);
    if (!unknown.isEmpty()) {
      locations
          .listener()
          .say(
              "%d of %d texts cannot be told apart, as %s: the first is %s"
                  .formatted(
                      unknown.size(),
                      all.size(),
                      vectors.nothingSeen(),
                      texts.texts().get(unknown.get(0)).origin()));
    }
    return texts.embedded(vectors.of(all, locations.listener()::at), version());
  }

  @Override
  default TaskSource ownTasks(OwnSource own, DataLocations locations) {
    RowOptions options = own.reading();
    TextCollection found =
        TextCollection.read(List.of(own.path()), TextFormat.of(own.path(), options), options);
    return own.tasks(pool(found, locations), " by " + seenBy());
  }

  /** The data set's folder, or else the file. */
  @Override
  default Optional<String> dataSet() {
    return Optional.of(Path.of(files().get(0)))
        .map(file -> file.isAbsolute() ? file : file.getName(0))
        .map(Path::toString);
  }
}
