package dev.quickstudy.recipe;

import dev.quickstudy.data.PictureListing;
import java.nio.file.Path;
import java.util.List;

/**
 * Pictures that an encoder embeds.
 *
 * @param source what the run was trained on; its encoder is used
 */
record EncodedPictureFiles(EncodedPicturesSpec source, Places places) implements UserFiles {
  @Override
  public String one() {
    return "picture";
  }

  @Override
  public Support support(Path path, boolean further) {
    try (PictureListing pictures =
        PictureListing.ofClasses(path, further ? 1 : 2, places.threads())) {
      places.listener().say(pictures.summary(List.of()));
      return Support.of(source.embedded(pictures, places));
    }
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    List<QueryPicture> found = QueryPicture.find(paths, classes);
    try (PictureListing pictures =
        PictureListing.of(found.stream().map(QueryPicture::file).toList(), places.threads())) {
      float[][] embeddings = source.embeddings(places).of(pictures, places.listener());
      Queries queries = new Queries();
      for (int i = 0; i < embeddings.length; i++) {
        queries.add(found.get(i).file().toString(), found.get(i).truth(), embeddings[i]);
      }
      return queries;
    }
  }
}
