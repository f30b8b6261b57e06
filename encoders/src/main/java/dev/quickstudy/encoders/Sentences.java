package dev.quickstudy.encoders;

import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;

/** Texts, seen by a sentence encoder. */
record Sentences(TextsSpec source) implements Modality {
  @Override
  public InputReader reader(Resources resources, String fitted) {
    SentenceModel model = source.encoder();
    return new SentenceReader(
        resources.shared(model, SentenceEncoder.class, () -> SentenceEncoder.open(model, 1)));
  }

  @Override
  public UserFiles files(RowOptions options, DataLocations locations, String fitted) {
    return new TextFiles(source, options, locations);
  }
}
