package dev.quickstudy.recipe;

import dev.quickstudy.data.ChannelScale;
import dev.quickstudy.data.ImageFolder;
import dev.quickstudy.data.PictureListing;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.rows.TextCollection;
import dev.quickstudy.data.rows.TextFormat;
import dev.quickstudy.sound.NamePattern;
import dev.quickstudy.sound.SoundCollection;
import dev.quickstudy.tables.Preparation;
import dev.quickstudy.tables.Step;
import dev.quickstudy.tables.Table;
import dev.quickstudy.tables.TableFolder;
import dev.quickstudy.tables.TableReader;
import dev.quickstudy.tables.TableTasks;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tasks of files of a user's own, to judge a trained run on: all classes, or tables, are in the
 * test split, and examples are seen as the run saw its own. It is no part of recipes.
 *
 * @param path what the run's tasks are made of: a folder or zip of folders of pictures or
 *     recordings; a file of texts; a table, or a folder of tables
 * @param reading how files of texts or rows are written
 * @param like the run's own source
 * @param shape of a picture, as the run's network takes it
 * @param fitted what the run's preparation was fitted to; empty for nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OwnSource(Path path, RowOptions reading, SourceSpec like, long[] shape, String fitted)
    implements SourceSpec {
  private static final int COLOURS = 3;

  @Override
  public TaskSource open(Places places) {
    if (like instanceof Texts texts) {
      TextCollection found =
          TextCollection.read(List.of(path), TextFormat.of(path, reading), reading);
      found.accounts().forEach(account -> account.lines().forEach(places.listener()::say));
      places.listener().say(found.summary());
      return tasks(
          Texts.embedded(found, texts.encoder(), places), " by " + texts.encoder().label());
    }
    if (like instanceof Sounds sounds) {
      SoundCollection found =
          SoundCollection.read(
              path, new NamePattern("{class}/{file}"), "class", sounds.spectrogram());
      places.listener().say(found.summary());
      return tasks(found.pool(), "");
    }
    if (like instanceof Tables tables) {
      return tables(tables.preparation(), tables.width(), places);
    }
    if (like instanceof MadeTables made) {
      return tables(made.preparation(), made.width(), places);
    }
    if (like instanceof EncodedPicturesSpec encoded) {
      try (PictureListing pictures =
          PictureListing.ofClasses(path, PictureListing.Use.ALL, 2, places.threads())) {
        places.listener().say(pictures.summary(List.of()));
        encoded.requireEncoder(fitted, places);
        return tasks(encoded.embedded(pictures, places), "");
      }
    }
    ImageFolder pictures =
        ImageFolder.read(path, PictureListing.Use.ALL, shape, 2, places.threads());
    places.listener().say(pictures.summary());
    boolean scaled = shape[0] == COLOURS && !fitted.isEmpty();
    return tasks(
        pictures.pool(scaled ? Optional.of(ChannelScale.parse(fitted)) : Optional.empty()), "");
  }

  private TaskSource tasks(ClassPool pool, String by) {
    return new ClassTasks(path + by, new SplitClasses(pool, name -> Optional.of(Split.TEST)));
  }

  private TaskSource tables(List<Step> steps, int width, Places places) {
    List<Table> tables;
    String fingerprint;
    if (Files.isDirectory(path)) {
      TableFolder folder = TableFolder.read(path, reading);
      folder.repairs().forEach(repair -> places.listener().say(path + ": " + repair));
      tables = folder.members().stream().map(TableFolder.Member::table).toList();
      fingerprint = folder.fingerprint();
    } else {
      tables = List.of(new TableReader(TableReader.Answers.CLASSES, reading).read(path).table());
      fingerprint = path.toString();
    }
    return new TableTasks(
        path.toString(), Map.of(Split.TEST, tables), new Preparation(steps), width, fingerprint);
  }

  @Override
  public Optional<String> dataSet() {
    return Optional.empty();
  }
}
