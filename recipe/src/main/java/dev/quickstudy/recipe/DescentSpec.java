package dev.quickstudy.recipe;

import dev.quickstudy.inner.Backtracking;
import dev.quickstudy.inner.PulledBack;
import dev.quickstudy.inner.StrategyInitialisation;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.tensor.Checks;
import java.util.List;

/**
 * A learner that adapts by gradient, and its settings. All have these three: {@code rate}, the
 * inner rate or what it begins with; {@code steps}, inner steps in training; {@code testSteps},
 * inner steps at test. Where the whole network may adapt, {@code adaptNorms} says whether scales
 * and shifts of normalisation do; otherwise they are learned across tasks only. Implicit gradients
 * and Reptile's need all to adapt.
 */
public interface DescentSpec extends LearnerSpec {
  @Override
  Algorithm<Descent> with(Network network);

  private static void check(double rate, int steps, int testSteps) {
    Checks.positive("rate", rate);
    Checks.count("steps", 1, steps);
    Checks.count("testSteps", 0, testSteps);
  }

  private static Algorithm<Descent> norms(Algorithm<Descent> algorithm, boolean adapt) {
    return new Algorithm<>(
        algorithm.learner().adaptingNorms(adapt), algorithm.descent().orElseThrow().metaGradient());
  }

  /** Exact meta-gradient. */
  record Maml(double rate, int steps, int testSteps, boolean adaptNorms) implements DescentSpec {
    public Maml {
      DescentSpec.check(rate, steps, testSteps);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(Algorithms.maml(network, rate, steps, testSteps), adaptNorms);
    }
  }

  /** First-order meta-gradient. */
  record Fomaml(double rate, int steps, int testSteps, boolean adaptNorms) implements DescentSpec {
    public Fomaml {
      DescentSpec.check(rate, steps, testSteps);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(Algorithms.fomaml(network, rate, steps, testSteps), adaptNorms);
    }
  }

  /** The output layer adapts. */
  record Anil(double rate, int steps, int testSteps) implements DescentSpec {
    public Anil {
      DescentSpec.check(rate, steps, testSteps);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return Algorithms.anil(network, rate, steps, testSteps);
    }
  }

  /** All but the output layer adapts. */
  record Boil(double rate, int steps, int testSteps, boolean adaptNorms) implements DescentSpec {
    public Boil {
      DescentSpec.check(rate, steps, testSteps);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(Algorithms.boil(network, rate, steps, testSteps), adaptNorms);
    }
  }

  /** A learned rate for every weight. */
  record MetaSgd(double rate, int steps, int testSteps, boolean adaptNorms) implements DescentSpec {
    public MetaSgd {
      DescentSpec.check(rate, steps, testSteps);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(Algorithms.metaSgd(network, rate, steps, testSteps), adaptNorms);
    }
  }

  /**
   * A network writes rates and decays.
   *
   * @param perStep whether each inner step of training has learned rates and decays of its own, and
   *     decay is 1 less what is written; otherwise the older form, in which it is what is written
   * @param decay with {@code perStep}: what decays begin with, times {@code rate}
   */
  record Alfa(
      double rate, int steps, int testSteps, boolean perStep, double decay, boolean adaptNorms)
      implements DescentSpec {
    public Alfa {
      DescentSpec.check(rate, steps, testSteps);
      Checks.notNegative("decay", decay);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(
          Algorithms.alfa(
              network,
              new dev.quickstudy.inner.Alfa(rate, perStep ? steps : 0, decay),
              steps,
              testSteps),
          adaptNorms);
    }
  }

  /**
   * A network reads the task and writes where to start, rates, decays and when to halt.
   *
   * @param descriptor the shape of the tasks' descriptors; empty where it reads none
   */
  record Strategy(
      double rate,
      int steps,
      int testSteps,
      int width,
      StrategyInitialisation.Reads reads,
      List<Integer> descriptor,
      boolean adaptNorms)
      implements DescentSpec {
    public Strategy {
      DescentSpec.check(rate, steps, testSteps);
      Checks.count("width", 1, width);
      descriptor = List.copyOf(descriptor);
      descriptor.forEach(size -> Checks.count("descriptor", 1, size));
      Checks.require(
          descriptor.size() <= 2,
          "descriptor",
          "must be [numbers a task] or [columns, numbers a column], but is " + descriptor);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(
          Algorithms.strategy(network, rate, steps, testSteps, width, reads, descriptor),
          adaptNorms);
    }
  }

  /** Learned matrices turn gradients. */
  record MetaCurvature(double rate, int steps, int testSteps, boolean adaptNorms)
      implements DescentSpec {
    public MetaCurvature {
      DescentSpec.check(rate, steps, testSteps);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(
          Algorithms.metaCurvature(network, rate, steps, testSteps), adaptNorms);
    }
  }

  /** Linear maps learned across tasks give the metric. */
  record TNet(double rate, int steps, int testSteps, boolean adaptNorms) implements DescentSpec {
    public TNet {
      DescentSpec.check(rate, steps, testSteps);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(Algorithms.tNet(network, rate, steps, testSteps), adaptNorms);
    }
  }

  /** The output layer starts from prototypes. */
  record ProtoMaml(double rate, int steps, int testSteps, boolean adaptNorms)
      implements DescentSpec {
    public ProtoMaml {
      DescentSpec.check(rate, steps, testSteps);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(Algorithms.protoMaml(network, rate, steps, testSteps), adaptNorms);
    }
  }

  /** Learned rates for every tensor and step; annealings count outer steps. */
  record MamlPlusPlus(
      double rate, int steps, int testSteps, long annealing, long firstOrder, boolean adaptNorms)
      implements DescentSpec {
    public MamlPlusPlus {
      DescentSpec.check(rate, steps, testSteps);
      Checks.atLeast("annealing", 0, annealing);
      Checks.atLeast("firstOrder", 0, firstOrder);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(
          Algorithms.mamlPlusPlus(network, rate, steps, testSteps, annealing, firstOrder),
          adaptNorms);
    }
  }

  /** An LSTM makes the updates. */
  record MetaLstm(int hidden, double rate, int steps, int testSteps, boolean adaptNorms)
      implements DescentSpec {
    public MetaLstm {
      DescentSpec.check(rate, steps, testSteps);
      Checks.count("hidden", 1, hidden);
      Checks.require(rate < 1, "rate", "must be below 1, but is " + rate);
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return DescentSpec.norms(
          Algorithms.metaLstm(network, hidden, rate, steps, testSteps), adaptNorms);
    }
  }

  /**
   * Descent held near φ; implicit meta-gradient.
   *
   * @param descent what holds a task near φ
   */
  record Imaml(
      double rate,
      double lambda,
      int steps,
      int testSteps,
      int iterations,
      double damping,
      double lambdaDamping,
      Towards descent)
      implements DescentSpec {
    private static final double TOLERANCE = 1e-10;

    /** What holds a task near φ. */
    public enum Towards {
      /** Every step goes down the regularised loss, as in the paper. */
      REGULARISED,
      /** The same; a step after which it is not lower is taken back, and its rate halved. */
      BACKTRACKING,
      /** Steps are plain, and one back towards φ follows the last, as in the authors' program. */
      PULLED_BACK
    }

    public Imaml {
      DescentSpec.check(rate, steps, testSteps);
      Checks.positive("lambda", lambda);
      Checks.count("iterations", 1, iterations);
      Checks.notNegative("damping", damping);
      Checks.notNegative("lambdaDamping", lambdaDamping);
      inner(descent, rate, lambda); // refuses rates that are too great
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      // Pulled back, λ is no part of the steps, but of the curvature all the same.
      boolean inSteps = descent != Towards.PULLED_BACK;
      return Algorithms.imaml(
          network,
          inner(descent, rate, lambda),
          inSteps ? lambda : 0,
          steps,
          testSteps,
          new MetaGradients.Implicit(
              iterations,
              TOLERANCE,
              damping,
              inSteps ? lambdaDamping : lambda + lambdaDamping,
              false));
    }

    private static Transform inner(Towards descent, double rate, double lambda) {
      return switch (descent) {
        case REGULARISED -> Transforms.sgd(rate);
        case BACKTRACKING -> new Backtracking(rate);
        case PULLED_BACK -> new PulledBack(rate, lambda);
      };
    }
  }

  /**
   * Only a context adapts, which the network reads as its last columns, or which scales and shifts
   * what passes through the network.
   *
   * @param at at which of the network's places, from 1; empty for all
   */
  record Cavia(int context, List<Integer> at, double rate, int steps, int testSteps)
      implements DescentSpec {
    public Cavia {
      DescentSpec.check(rate, steps, testSteps);
      Checks.count("context", 1, context);
      at = List.copyOf(at);
      at.forEach(place -> Checks.count("at", 1, place));
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return Algorithms.cavia(network, context, at, rate, steps, testSteps);
    }
  }

  /** φ moves towards where descent ends. */
  record Reptile(Transform inner, int steps, int testSteps, int batch) implements DescentSpec {
    public Reptile {
      DescentSpec.check(1, steps, testSteps);
      Limits.rate("inner", inner);
      Checks.count("batch", 0, batch);
    }

    @Override
    public boolean learnsFromQueries() {
      return false;
    }

    @Override
    public Algorithm<Descent> with(Network network) {
      return Algorithms.reptile(network, inner, steps, testSteps, batch);
    }
  }
}
