package dev.quickstudy.recipe;

import dev.quickstudy.head.CosineFineTuning;
import dev.quickstudy.head.Features;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Pretrained;
import dev.quickstudy.nn.Network;
import java.util.List;

/**
 * A learner that is trained as an ordinary classifier and then fits a head on embeddings, and its
 * settings. All have {@code classes}, the number of meta-training classes; such recipes have as
 * many {@code training.ways}, 0 {@code training.shots}, and {@code training.queries} examples in a
 * mini-batch.
 */
sealed interface PretrainedSpec extends LearnerSpec {
  /** Meta-training classes. */
  int classes();

  @Override
  Algorithm<Pretrained> with(Network network);

  /** Refuses training on anything but mini-batches of all classes. */
  default void checkTraining(Recipe.Training training) {
    Limits.require(
        training.shots().equals(List.of(0)),
        "training.shots",
        "must be 0 for this learner, which is pretrained on mini-batches without support sets");
    Limits.require(
        training.ways() == classes(),
        "training.ways",
        "must be "
            + classes()
            + " as learner.classes, for pretraining is on all classes at once; but is "
            + training.ways());
  }

  private static void check(int classes) {
    Limits.count("classes", 2, classes);
  }

  /** A cosine classifier, fine-tuned. */
  record BaselinePlusPlus(
      int classes,
      double sharpness,
      double rate,
      double momentum,
      double weightDecay,
      int steps,
      int batch)
      implements PretrainedSpec {
    public BaselinePlusPlus {
      check(classes);
      Limits.positive("sharpness", sharpness);
      Limits.positive("rate", rate);
      Limits.require(
          momentum >= 0 && momentum < 1, "momentum", "must be in 0 … <1, but is " + momentum);
      Limits.notNegative("weightDecay", weightDecay);
      Limits.count("steps", 1, steps);
      Limits.count("batch", 0, batch);
    }

    @Override
    public Algorithm<Pretrained> with(Network network) {
      return Algorithms.baselinePlusPlus(
          network,
          classes,
          new CosineFineTuning(sharpness, rate, momentum, weightDecay, steps, batch));
    }
  }

  /** Class means of prepared embeddings. */
  record SimpleShot(int classes, Features features) implements PretrainedSpec {
    public SimpleShot {
      check(classes);
    }

    @Override
    public Algorithm<Pretrained> with(Network network) {
      return Algorithms.simpleShot(network, classes, features);
    }
  }

  /** Power transform and optimal transport. */
  record PtMap(int classes, double power, double sharpness, double step, int iterations)
      implements PretrainedSpec {
    public PtMap {
      check(classes);
      Limits.positive("power", power);
      Limits.positive("sharpness", sharpness);
      Limits.require(sharpness <= 100, "sharpness", "must be at most 100, but is " + sharpness);
      Limits.require(step > 0 && step <= 1, "step", "must be in >0 … 1, but is " + step);
      Limits.count("iterations", 0, iterations);
    }

    @Override
    public Algorithm<Pretrained> with(Network network) {
      return Algorithms.ptMap(
          network, classes, new dev.quickstudy.head.PtMap(power, sharpness, step, iterations));
    }
  }

  /** Information maximisation. */
  record Tim(
      int classes,
      Features features,
      double temperature,
      double supervision,
      double certainty,
      int iterations)
      implements PretrainedSpec {
    public Tim {
      check(classes);
      Limits.positive("temperature", temperature);
      Limits.positive("supervision", supervision);
      Limits.notNegative("certainty", certainty);
      Limits.count("iterations", 0, iterations);
    }

    @Override
    public Algorithm<Pretrained> with(Network network) {
      return Algorithms.tim(
          network,
          classes,
          new dev.quickstudy.head.Tim(features, temperature, supervision, certainty, iterations));
    }
  }

  /** Class means that neighbours agree on. */
  record LaplacianShot(
      int classes, Features features, double smoothness, int neighbours, int iterations)
      implements PretrainedSpec {
    public LaplacianShot {
      check(classes);
      Limits.notNegative("smoothness", smoothness);
      Limits.count("neighbours", 1, neighbours);
      Limits.count("iterations", 0, iterations);
    }

    @Override
    public Algorithm<Pretrained> with(Network network) {
      return Algorithms.laplacianShot(
          network,
          classes,
          new dev.quickstudy.head.LaplacianShot(features, smoothness, neighbours, iterations));
    }
  }
}
