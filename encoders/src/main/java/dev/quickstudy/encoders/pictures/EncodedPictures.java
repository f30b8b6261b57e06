package dev.quickstudy.encoders.pictures;

import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;

/** Pictures, seen by an ONNX encoder. */
record EncodedPictures(EncodedPicturesSpec source, String trained) implements Modality {
  @Override
  public InputReader reader(Resources resources, String fitted) {
    source.requireEncoder(trained, resources.locations());
    PictureModel model = source.encoder(resources.locations());
    return resources.shared(
        model, EncodedPictureReader.class, () -> new EncodedPictureReader(model));
  }

  @Override
  public UserFiles files(RowOptions options, DataLocations locations, String fitted) {
    return new EncodedPictureFiles(source, trained, locations);
  }
}
