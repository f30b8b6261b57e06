package dev.quickstudy.sound;

import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;

/** Recordings, seen as spectrograms. */
record Recordings(Spectrogram view) implements Modality {
  @Override
  public InputReader reader(Resources resources, String fitted) {
    return new SoundReader(view);
  }

  @Override
  public UserFiles files(RowOptions options, DataLocations locations, String fitted) {
    return new SoundFiles(() -> view, locations);
  }
}
