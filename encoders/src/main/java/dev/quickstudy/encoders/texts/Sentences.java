package dev.quickstudy.encoders.texts;

import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;
import java.util.List;
import java.util.Optional;

/** Texts, seen by a sentence encoder. */
record Sentences(TextsSpec source) implements Modality {
  @Override
  public InputReader reader(Resources resources, String fitted) {
    SentenceModel model = source.encoder();
    return new SentenceReader(
        resources.shared(model, SentenceEncoder.class, () -> SentenceEncoder.open(model, 1)));
  }

  @Override
  public Optional<float[]> descriptor(Resources resources, List<String> classes) {
    if (!source.names()) {
      return Optional.empty();
    }
    SentenceReader reader = (SentenceReader) reader(resources, "");
    float[] all = new float[classes.size() * SentenceModel.DIMENSION];
    for (int way = 0; way < classes.size(); way++) {
      float[] name = reader.encoder().embed(ClassWords.of(classes.get(way)));
      System.arraycopy(name, 0, all, way * SentenceModel.DIMENSION, SentenceModel.DIMENSION);
    }
    return Optional.of(all);
  }

  @Override
  public UserFiles files(RowOptions options, DataLocations locations, String fitted) {
    return new TextFiles(source, options, locations);
  }
}
