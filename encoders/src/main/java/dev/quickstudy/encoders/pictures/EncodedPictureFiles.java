package dev.quickstudy.encoders.pictures;

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
record EncodedPictureFiles(EncodedPicturesSpec source, String trained, DataLocations locations)
    implements UserFiles {
  @Override
  public String one() {
    return "picture";
  }

  @Override
  public SupportSet support(Path path, List<String> known) {
    try (PictureListing pictures =
        PictureListing.ofClasses(
            path, PictureListing.Use.TASK, known.isEmpty() ? 2 : 1, locations.threads())) {
      locations.listener().say(pictures.summary(List.of()));
      source.requireEncoder(trained, locations);
      return SupportSet.of(source.embedded(pictures, locations));
    }
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    source.requireEncoder(trained, locations);
    try (PictureListing found = PictureFiles.listed(paths, classes, locations)) {
      float[][] embeddings = source.embeddings(locations).of(found, locations.listener()::at);
      Queries queries = new Queries();
      for (int i = 0; i < embeddings.length; i++) {
        queries.add(found.file(i), found.truth(i), embeddings[i]);
      }
      return queries;
    }
  }
}
