package dev.quickstudy.encoders;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.EncoderLearners;
import dev.quickstudy.survey.UntrainedLearner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Learners on what an ONNX encoder makes of pictures. How it was trained to see colours is not
 * known: as numbers of −1 … 1, or in deviations of those of ImageNet.
 */
final class OnnxLearners implements EncoderLearners {
  private static final String LIKE = "glyphs-5way-1shot";

  @Override
  public List<UntrainedLearner> of(Path file, DataLocations locations) {
    List<UntrainedLearner> all = new ArrayList<>();
    for (boolean even : new boolean[] {true, false}) {
      List<Double> mean = even ? List.of(0.5, 0.5, 0.5) : List.of(0.485, 0.456, 0.406);
      List<Double> deviation = even ? List.of(0.5, 0.5, 0.5) : List.of(0.229, 0.224, 0.225);
      PictureModel model = PictureModel.of(file, mean, deviation);
      List<String> changes =
          List.of(
              "source={kind: encoded-pictures, folder: own, model: %s, size: [%d, %d], mean: %s, deviation: %s, output: %s, dimension: %d, unitLength: true, split: %s}"
                  .formatted(
                      Draft.quoted(file),
                      model.height(),
                      model.width(),
                      mean,
                      deviation,
                      Draft.quoted(model.output().orElse("auto")),
                      model.dimension(),
                      UntrainedLearner.ALL_TO_TEST),
              "network={kind: identity, input: [%d]}".formatted(model.dimension()),
              "evaluation.regimes=[none]");
      String fitted =
          new PictureEmbeddings(model, locations.cache(), locations.threads()).description();
      String seen = file.getFileName() + (even ? ", colours −1 … 1" : ", colours as ImageNet's");
      all.add(UntrainedLearner.prototypes(seen, LIKE, changes, fitted));
      all.add(UntrainedLearner.logistic(seen, LIKE, changes, fitted));
    }
    return all;
  }
}
