package dev.quickstudy.nn.optim;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.List;

/** The usual transforms. Each is a record and so its own configuration. */
public final class Transforms {
  private Transforms() {}

  /** Plain gradient descent: −rate · gradient. */
  public static Transform sgd(double rate) {
    return new Sgd(new Schedule.Constant(rate), 0, 0);
  }

  /** Adam with the usual constants β = (0.9, 0.999), ε = 10⁻⁸. */
  public static Transform adam(double rate) {
    return adam(new Schedule.Constant(rate));
  }

  /** Adam with the usual constants and a schedule. */
  public static Transform adam(Schedule rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8, 0);
  }

  /** Adam with decoupled weight decay and the usual constants. */
  public static Transform adamw(Schedule rate, double weightDecay) {
    return new Adam(rate, 0.9, 0.999, 1e-8, weightDecay);
  }

  /** One transform after another: each gets the updates of the one before as its gradients. */
  public static Transform chain(Transform... parts) {
    return new Chain(List.of(parts));
  }

  /**
   * Gradient descent with momentum: v ← momentum · v + g, update −rate · v, where g = gradient +
   * weightDecay · params.
   *
   * @param momentum 0 … &lt; 1; 0 keeps no velocity
   * @param weightDecay at least 0
   */
  public record Sgd(Schedule rate, double momentum, double weightDecay) implements Transform {
    public Sgd {
      Checks.require(
          momentum >= 0 && momentum < 1, "momentum must be in 0 … <1, but is " + momentum);
      Checks.require(weightDecay >= 0, "weight decay must not be negative, but is " + weightDecay);
    }

    @Override
    public boolean followsBudget() {
      return rate.followsBudget();
    }

    @Override
    public Params init(Params params) {
      return momentum == 0 ? Params.empty() : params.map(Tensor::zerosLike).prefixed("velocity.");
    }

    @Override
    public Step update(Params gradients, Params state, Params params, Signal signal) {
      Params g = weightDecay == 0 ? gradients : gradients.plus(params.times(weightDecay));
      if (momentum == 0) {
        return new Step(g.times(-rate.at(signal.step(), signal.spent())), state);
      }
      Params velocity = state.under("velocity.").times(momentum).plus(g);
      return new Step(
          velocity.times(-rate.at(signal.step(), signal.spent())), velocity.prefixed("velocity."));
    }
  }

  /**
   * Adam (Kingma and Ba 2015, algorithm 1); with weight decay, AdamW (Loshchilov and Hutter 2019,
   * algorithm 2).
   *
   * @param beta1 0 … &lt; 1; 0 keeps no mean
   * @param beta2 0 … &lt; 1
   * @param epsilon added to the root of the second moment
   * @param weightDecay decoupled from the gradient: the params shrink by rate · weightDecay a step
   */
  public record Adam(Schedule rate, double beta1, double beta2, double epsilon, double weightDecay)
      implements Transform {
    /**
     * Under the root, it gives a gradient of zero (a dead unit) a finite derivative; it changes no
     * update.
     */
    private static final double TINY = 1e-30;

    public Adam {
      Checks.require(beta1 >= 0 && beta1 < 1, "beta1 must be in 0 … <1, but is " + beta1);
      Checks.require(beta2 >= 0 && beta2 < 1, "beta2 must be in 0 … <1, but is " + beta2);
      Checks.require(epsilon > 0, "epsilon must be positive, but is " + epsilon);
      Checks.require(weightDecay >= 0, "weight decay must not be negative, but is " + weightDecay);
    }

    @Override
    public boolean followsBudget() {
      return rate.followsBudget();
    }

    @Override
    public Params init(Params params) {
      Params zeros = params.map(Tensor::zerosLike);
      return zeros.prefixed("mean.").join(zeros.prefixed("square."));
    }

    @Override
    public Step update(Params gradients, Params state, Params params, Signal signal) {
      double t = signal.step() + 1.0;
      Params mean = state.under("mean.").times(beta1).plus(gradients.times(1 - beta1));
      Params square =
          state.under("square.").times(beta2).plus(gradients.map(Tensor::square).times(1 - beta2));
      double meanScale = rate.at(signal.step(), signal.spent()) / (1 - StrictMath.pow(beta1, t));
      double squareScale = 1 / (1 - StrictMath.pow(beta2, t));
      Params updates =
          mean.zip(
              square,
              (m, s) ->
                  m.times(-meanScale)
                      .dividedBy(s.times(squareScale).plus(TINY).sqrt().plus(epsilon)));
      if (weightDecay > 0) {
        updates = updates.minus(params.times(rate.at(signal.step(), signal.spent()) * weightDecay));
      }
      return new Step(updates, mean.prefixed("mean.").join(square.prefixed("square.")));
    }
  }

  /**
   * Shrinks gradients so that their norm, over all tensors together, is at most {@code most};
   * params with a task axis are clipped each task by itself (Pascanu, Mikolov and Bengio 2013,
   * algorithm 1).
   *
   * @param most positive
   */
  public record ClipByGlobalNorm(double most) implements Transform {
    public ClipByGlobalNorm {
      Checks.require(most > 0, "the greatest norm must be positive, but is " + most);
    }

    @Override
    public Params init(Params params) {
      return Params.empty();
    }

    @Override
    public Step update(Params gradients, Params state, Params params, Signal signal) {
      if (gradients.isEmpty()) { // of a learner without meta-parameters
        return new Step(gradients, state);
      }
      List<Tensor> squares =
          gradients.tensors().stream().map(g -> squaredNorm(g, gradients.perTask())).toList();
      Tensor total = squares.get(0);
      for (Tensor square : squares.subList(1, squares.size())) {
        total = total.plus(square);
      }
      // A tiny number keeps a norm of zero from dividing by zero; it changes no factor below 1. It
      // is as great as it is so that the derivative, a cube, is finite in float32.
      Tensor factor = total.plus(1e-24).rsqrt().times(most).atMost(1);
      return new Step(
          gradients.perTask() ? gradients.timesEach(factor) : gradients.map(g -> g.times(factor)),
          state);
    }

    private static Tensor squaredNorm(Tensor gradient, boolean perTask) {
      Tensor square = gradient.square();
      return perTask ? square.reshape(square.size(0), -1).sum(false, 1) : square.sum();
    }
  }

  /** One transform after another. */
  public record Chain(List<Transform> parts) implements Transform {
    public Chain {
      parts = List.copyOf(parts);
      Checks.require(!parts.isEmpty(), "a chain needs at least one transform");
    }

    @Override
    public boolean learns() {
      return parts.stream().anyMatch(Transform::learns);
    }

    @Override
    public boolean followsBudget() {
      return parts.stream().anyMatch(Transform::followsBudget);
    }

    @Override
    public int reads() {
      return parts.stream().mapToInt(Transform::reads).max().orElse(0);
    }

    @Override
    public int readsColumns() {
      return parts.stream().mapToInt(Transform::readsColumns).max().orElse(0);
    }

    @Override
    public Layout learned(Layout params) {
      Layout learned = Layout.empty();
      for (int i = 0; i < parts.size(); i++) {
        long number = i;
        learned =
            learned.join(
                parts.get(i).learned(params).keyed(key -> key.fold(number)).prefixed(i + "."));
      }
      return learned;
    }

    @Override
    public Params init(Params params) {
      Params state = Params.empty();
      for (int i = 0; i < parts.size(); i++) {
        state = state.join(parts.get(i).init(params).prefixed(i + "."));
      }
      return state;
    }

    @Override
    public Step update(Params gradients, Params state, Params params, Signal signal) {
      Params updates = gradients;
      Params next = Params.empty();
      for (int i = 0; i < parts.size(); i++) {
        Step step =
            parts.get(i).update(updates, state.under(i + "."), params, signal.under(i + "."));
        updates = step.updates();
        next = next.join(step.state().prefixed(i + "."));
      }
      return new Step(updates, next);
    }
  }
}
