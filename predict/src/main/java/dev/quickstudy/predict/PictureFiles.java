package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.pictures.ChannelScale;
import dev.quickstudy.data.pictures.ImageFolder;
import dev.quickstudy.data.pictures.PictureListing;
import dev.quickstudy.recipe.DataLocations;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Pictures: a folder of folders of classes, or a zip archive of such, to learn from; files, folders
 * of files and folders of classes, and archives of such, to classify.
 */
public final class PictureFiles implements UserFiles {
  private final long[] shape;
  private final Optional<ChannelScale> scale;
  private final DataLocations locations;

  /**
   * Pictures of a size.
   *
   * @param shape of one example
   * @param scale how the run made numbers of colours
   */
  PictureFiles(long[] shape, Optional<ChannelScale> scale, DataLocations locations) {
    this.shape = shape.clone();
    this.scale = scale;
    this.locations = locations;
  }

  @Override
  public String one() {
    return "picture";
  }

  @Override
  public SupportSet support(Path path, List<String> known) {
    ImageFolder folder =
        ImageFolder.read(path, shape, known.isEmpty() ? 2 : 1, locations.threads());
    locations.listener().say(folder.summary());
    return SupportSet.of(folder.pool(scale));
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    try (PictureListing found = listed(paths, classes, locations)) {
      List<Supplier<float[]>> inputs = found.inputs(shape, scale, locations.threads());
      Queries queries = new Queries();
      for (int i = 0; i < inputs.size(); i++) {
        queries.add(found.file(i), found.truth(i), inputs.get(i));
      }
      return queries;
    }
  }

  /**
   * The pictures to classify; the listener hears what was passed over.
   *
   * @throws DataException if one is no picture, or lies in a folder of another class
   */
  public static PictureListing listed(
      List<Path> paths, List<String> classes, DataLocations locations) {
    PictureListing found = PictureListing.toClassify(paths, classes, locations.threads());
    try {
      Queries.say(locations, found.said());
      for (int i = 0; i < found.count(); i++) {
        Queries.requireKnown(found.file(i), found.truth(i), classes);
      }
      return found;
    } catch (RuntimeException e) {
      found.close();
      throw e;
    }
  }
}
