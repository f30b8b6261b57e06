package dev.quickstudy.learn;

import dev.quickstudy.head.Prototypes;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Transform;
import dev.quickstudy.nn.Transforms;

/** The catalogue: published algorithms as compositions of parts. */
public final class Algorithms {
  private Algorithms() {}

  /**
   * MAML (Finn, Abbeel and Levine 2017): descent from φ, exact meta-gradient.
   *
   * @param rate the inner rate α
   * @param steps inner steps in training
   * @param testSteps inner steps at test
   */
  public static Algorithm<Descent> maml(Network network, double rate, int steps, int testSteps) {
    return new Algorithm<>(
        Descent.of(network, Transforms.sgd(rate), steps, testSteps), new MetaGradients.Exact());
  }

  /**
   * First-order MAML (Finn, Abbeel and Levine 2017, §5.2): MAML with inner gradients taken as
   * constants.
   */
  public static Algorithm<Descent> fomaml(Network network, double rate, int steps, int testSteps) {
    return new Algorithm<>(
        Descent.of(network, Transforms.sgd(rate), steps, testSteps),
        new MetaGradients.FirstOrder());
  }

  /**
   * Reptile (Nichol, Achiam and Schulman 2018): φ moves towards where descent ends.
   *
   * @param inner the inner optimizer; published: Adam with β₁ = 0
   * @param batch support examples an inner step; 0 for all
   */
  public static Algorithm<Descent> reptile(
      Network network, Transform inner, int steps, int testSteps, int batch) {
    return new Algorithm<>(
        Descent.of(network, inner, steps, testSteps).inBatches(batch), new MetaGradients.Reptile());
  }

  /** Prototypical networks (Snell, Swersky and Zemel 2017). */
  public static Algorithm<Encoded> protonet(Network encoder) {
    return new Algorithm<>(new Encoded(encoder, new Prototypes()), new MetaGradients.Exact());
  }
}
