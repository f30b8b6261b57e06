package dev.quickstudy.encoders;

import dev.quickstudy.data.pictures.PictureListing;
import dev.quickstudy.predict.PictureFiles;
import dev.quickstudy.predict.Queries;
import dev.quickstudy.predict.SupportSet;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;
import java.nio.file.Path;
import java.util.List;

/**
 * Pictures that an encoder embeds.
 *
 * @param source what the run was trained on; its encoder is used
 * @param trained which encoder the run was trained with
 */
record EncodedPictureFiles(EncodedPicturesSpec source, String trained, DataLocations places)
    implements UserFiles {
  @Override
  public String one() {
    return "picture";
  }

  @Override
  public SupportSet support(Path path, List<String> known) {
    try (PictureListing pictures =
        PictureListing.ofClasses(
            path, PictureListing.Use.TASK, known.isEmpty() ? 2 : 1, places.threads())) {
      places.listener().say(pictures.summary(List.of()));
      source.requireEncoder(trained, places);
      return SupportSet.of(source.embedded(pictures, places));
    }
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    source.requireEncoder(trained, places);
    try (PictureListing found = PictureFiles.listed(paths, classes, places)) {
      float[][] embeddings = source.embeddings(places).of(found, places.listener()::at);
      Queries queries = new Queries();
      for (int i = 0; i < embeddings.length; i++) {
        queries.add(found.file(i), found.truth(i), embeddings[i]);
      }
      return queries;
    }
  }
}
