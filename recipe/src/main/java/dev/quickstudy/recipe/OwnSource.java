package dev.quickstudy.recipe;

import dev.quickstudy.data.pictures.ChannelScale;
import dev.quickstudy.data.pictures.ImageFolder;
import dev.quickstudy.data.pictures.PictureListing;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tasks of files of a user's own, to judge a trained run on: all classes, or tables, are in the
 * test split, and examples are seen as the run saw its own. It is no part of recipes.
 *
 * @param path what the run's tasks are made of: a folder or zip of folders of pictures or
 *     recordings; a file of texts; a table, or a folder of tables
 * @param reading how files of texts or rows are written
 * @param like the run's own source
 * @param shape of an example, as the run's network takes it
 * @param fitted what the run's preparation was fitted to; empty for nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OwnSource(Path path, RowOptions reading, SourceSpec like, long[] shape, String fitted)
    implements SourceSpec {
  private static final int COLOURS = 3;

  @Override
  public TaskSource open(DataLocations locations) {
    return like.ownTasks(this, locations);
  }

  /** The files as folders of pictures, as large as the network takes them. */
  TaskSource pictures(DataLocations locations) {
    ImageFolder pictures =
        ImageFolder.read(path, PictureListing.Use.ALL, shape, 2, locations.threads());
    locations.listener().say(pictures.summary());
    boolean scaled = shape[0] == COLOURS && !fitted.isEmpty();
    return tasks(
        pictures.pool(scaled ? Optional.of(ChannelScale.parse(fitted)) : Optional.empty()), "");
  }

  /**
   * Tasks of all classes of a pool.
   *
   * @param by goes on from the path in the name of the source, such as « by an encoder»
   */
  public TaskSource tasks(ClassPool pool, String by) {
    return new ClassTasks(path + by, new SplitClasses(pool, name -> Optional.of(Split.TEST)));
  }

  @Override
  public Optional<String> dataSet() {
    return Optional.empty();
  }
}
