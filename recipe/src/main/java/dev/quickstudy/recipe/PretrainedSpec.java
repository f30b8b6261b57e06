package dev.quickstudy.recipe;

import dev.quickstudy.head.PretrainedHead;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.learn.Pretrained;
import dev.quickstudy.nn.Network;
import dev.quickstudy.tensor.Checks;
import java.util.List;

/**
 * A learner that is trained as an ordinary classifier and then fits a head on embeddings. Its
 * recipes have as many {@code training.ways} as {@code classes}, 0 {@code training.shots}, and
 * {@code training.queries} examples in a mini-batch.
 *
 * @param classes meta-training classes
 * @param head whose settings stand beside
 */
record PretrainedSpec(int classes, PretrainedHead head) implements LearnerSpec {
  PretrainedSpec {
    Checks.count("classes", 2, classes);
  }

  @Override
  public Algorithm<Pretrained> with(Network network) {
    return new Algorithm<>(
        new Pretrained(
            network,
            classes,
            head.pretrainedByCosines()
                ? Pretrained.Classifier.COSINE
                : Pretrained.Classifier.LINEAR,
            head),
        new MetaGradients.Exact());
  }

  /** Refuses training on anything but mini-batches of all classes. */
  void checkTraining(Recipe.Training training) {
    Checks.require(
        training.shots().equals(List.of(0)),
        "training.shots",
        "must be 0 for this learner, which is pretrained on mini-batches without support sets");
    Checks.require(
        training.ways() == classes,
        "training.ways",
        "must be "
            + classes
            + " as learner.classes, for pretraining is on all classes at once; but is "
            + training.ways());
  }
}
