package dev.quickstudy.recipe;

import dev.quickstudy.data.ChannelScale;
import dev.quickstudy.data.DataException;
import dev.quickstudy.data.ImageFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Pictures: a folder of folders of classes, or a zip archive of such, to learn from; files, folders
 * of files and folders of classes to classify.
 */
final class PictureFiles implements UserFiles {
  private static final int COLOURS = 3;

  private final long[] shape;
  private final Optional<ChannelScale> scale;
  private final Places places;

  /**
   * Pictures of a size.
   *
   * @param shape of one example
   * @param fitted what the run fitted on its training data: for colours, their scale
   * @throws DataException if the run takes colours and keeps no scale of them
   */
  PictureFiles(long[] shape, String fitted, Places places) {
    this.shape = shape.clone();
    this.places = places;
    this.scale = Optional.of(fitted).filter(words -> !words.isEmpty()).map(ChannelScale::parse);
    if (shape.length == COLOURS && shape[0] == COLOURS && scale.isEmpty()) {
      throw new DataException(
          "this run does not say how it made numbers of colours, because an older version trained"
              + " it; train it again");
    }
  }

  @Override
  public String one() {
    return "picture";
  }

  @Override
  public Support support(Path path, List<String> known) {
    ImageFolder folder = ImageFolder.read(path, shape, known.isEmpty() ? 2 : 1, places.threads());
    places.listener().say(folder.summary());
    return Support.of(folder.pool(scale));
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
