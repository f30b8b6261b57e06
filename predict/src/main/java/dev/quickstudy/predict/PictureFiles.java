package dev.quickstudy.predict;

import dev.quickstudy.data.ChannelScale;
import dev.quickstudy.data.ImageFolder;
import dev.quickstudy.recipe.Places;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Pictures: a folder of folders of classes, or a zip archive of such, to learn from; files, folders
 * of files and folders of classes to classify.
 */
final class PictureFiles implements UserFiles {
  private final long[] shape;
  private final Optional<ChannelScale> scale;
  private final Places places;

  /**
   * Pictures of a size.
   *
   * @param shape of one example
   * @param scale how the run made numbers of colours
   */
  PictureFiles(long[] shape, Optional<ChannelScale> scale, Places places) {
    this.shape = shape.clone();
    this.scale = scale;
    this.places = places;
  }

  @Override
  public String one() {
    return "picture";
  }

  @Override
  public SupportSet support(Path path, List<String> known) {
    ImageFolder folder = ImageFolder.read(path, shape, known.isEmpty() ? 2 : 1, places.threads());
    places.listener().say(folder.summary());
    return SupportSet.of(folder.pool(scale));
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    List<QueryPicture> found = QueryPicture.find(paths, classes);
    List<Supplier<float[]>> inputs =
        ImageFolder.pictures(
            found.stream().map(QueryPicture::file).toList(), shape, scale, places.threads());
    Queries queries = new Queries();
    for (int i = 0; i < inputs.size(); i++) {
      queries.add(found.get(i).file().toString(), found.get(i).truth(), inputs.get(i));
    }
    return queries;
  }
}
