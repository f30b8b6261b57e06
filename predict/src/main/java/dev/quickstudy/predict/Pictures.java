package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.pictures.ChannelScale;
import dev.quickstudy.data.pictures.PictureReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.recipe.DataLocations;
import java.util.Optional;

/** Pictures, seen as they are. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Pictures(long[] shape, String fitted) implements Modality {
  private static final int COLOURS = 3;

  @Override
  public InputReader reader(Resources resources, String ofTask) {
    return new PictureReader(shape, scale());
  }

  @Override
  public UserFiles files(RowOptions options, DataLocations locations, String ofTask) {
    return new PictureFiles(shape, scale(), locations);
  }

  @Override
  public void check() {
    if (!fitted.isEmpty()) {
      ChannelScale.parse(fitted);
    }
  }

  /** How the run made numbers of colours. */
  private Optional<ChannelScale> scale() {
    Optional<ChannelScale> scale =
        Optional.of(fitted).filter(words -> !words.isEmpty()).map(ChannelScale::parse);
    if (shape.length == COLOURS && shape[0] == COLOURS && scale.isEmpty()) {
      throw new DataException(
          "this run does not say how it made numbers of colours, because an older version trained"
              + " it; train it again");
    }
    return scale;
  }
}
