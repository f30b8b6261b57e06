package dev.quickstudy.encoders.pictures;

import dev.quickstudy.encoders.onnx.KnownEncoders;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.EncoderLearners;
import dev.quickstudy.survey.UntrainedLearner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Learners on what an ONNX encoder makes of pictures. How a user's own was trained to see colours
 * is not known: as numbers of −1 … 1, or in deviations of those of ImageNet.
 */
public final class OnnxLearners implements EncoderLearners {
  private static final String LIKE = "glyphs-5way-1shot";
  private static final Colours EVEN =
      new Colours(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5), ", colours −1 … 1");
  private static final Colours IMAGENET =
      new Colours(
          List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225), ", colours as ImageNet's");

  @Override
  public List<UntrainedLearner> of(Path file, DataLocations locations) {
    List<UntrainedLearner> all = new ArrayList<>();
    for (Colours colours : colours(file, locations)) {
      PictureModel model = PictureModel.of(file, colours.mean, colours.deviation);
      List<String> changes =
          List.of(
              "source={kind: encoded-pictures, folder: own, model: %s, size: [%d, %d], mean: %s, deviation: %s, output: %s, dimension: %d, unitLength: true, fit: crop, split: %s}"
                  .formatted(
                      Draft.quoted(file),
                      model.height(),
                      model.width(),
                      colours.mean,
                      colours.deviation,
                      Draft.quoted(model.output().orElse("auto")),
                      model.dimension(),
                      UntrainedLearner.ALL_TO_TEST),
              "network={kind: identity, input: [%d]}".formatted(model.dimension()),
              "evaluation.regimes=[none]");
      String fitted =
          new PictureEmbeddings(model, locations.cache(), locations.threads()).description();
      String seen = file.getFileName() + colours.words;
      all.add(UntrainedLearner.prototypes(seen, LIKE, changes, fitted));
      all.add(UntrainedLearner.logistic(seen, LIKE, changes, fitted));
    }
    return all;
  }

  /** How a file wants its colours; of one that is not known, both usual ways. */
  private static List<Colours> colours(Path file, DataLocations locations) {
    return KnownEncoders.ofFile(file, locations.cache())
        .map(known -> List.of(new Colours(known.mean(), known.deviation(), "")))
        .orElse(List.of(EVEN, IMAGENET));
  }

  private record Colours(List<Double> mean, List<Double> deviation, String words) {}
}
