package dev.quickstudy.encoders.sounds;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.sound.Excerpt;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.EncoderLearners;
import dev.quickstudy.survey.UntrainedLearner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Learners on what an ONNX encoder makes of recordings. It is taken for one of speech, as they
 * come: 16,000 samples a second, −1 … 1.
 */
public final class SoundLearners implements EncoderLearners {
  private static final String LIKE = "fsdd-digits-5way-1shot-protonet";
  private static final int RATE = 16_000;

  /** Chosen on three speakers of spoken digits among 1 to 3 seconds; one is clearly too short. */
  private static final Excerpt HEARD = new Excerpt(RATE, 2 * RATE, RATE / 100);

  @Override
  public List<UntrainedLearner> of(Path file, DataLocations locations) {
    int dimension = SoundEncoder.width(file, HEARD);
    SoundModel model = new SoundModel(file, HEARD, SoundModel.Pooling.MEAN, dimension, true);
    List<String> changes =
        List.of(
            "source={kind: encoded-sounds, path: own, names: '{class}/{file}', classes: class, within: all, model: %s, rate: %d, seconds: %s, pooling: mean, dimension: %d, unitLength: true, split: {class: %s}}"
                .formatted(
                    Draft.quoted(file),
                    RATE,
                    HEARD.seconds(),
                    dimension,
                    UntrainedLearner.ALL_TO_TEST),
            "network={kind: identity, input: [%d]}".formatted(dimension),
            "evaluation.regimes=[none]");
    String seen = file.getFileName() + ", the loudest two seconds";
    List<UntrainedLearner> all = new ArrayList<>();
    all.add(UntrainedLearner.prototypes(seen, LIKE, changes, model.description()));
    all.add(UntrainedLearner.logistic(seen, LIKE, changes, model.description()));
    return all;
  }
}
