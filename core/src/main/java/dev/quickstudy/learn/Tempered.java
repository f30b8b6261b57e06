package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.Optional;
import java.util.Set;

/**
 * A learner of classes whose logits are divided by a temperature when it predicts: the same
 * answers, with other probabilities (Guo, Pleiss, Sun, Weinberger 2017, §4.2). Not for training.
 *
 * @param temperature above 0; more than 1 makes it less sure
 */
public record Tempered(Learner of, double temperature) implements Learner {
  public Tempered {
    Checks.require(
        temperature > 0 && Double.isFinite(temperature),
        "a temperature must be above 0, but is " + temperature);
  }

  @Override
  public Layout layout() {
    return of.layout();
  }

  @Override
  public Layout stateLayout() {
    return of.stateLayout();
  }

  @Override
  public Adapted adapt(Model model, Examples support, Context now) {
    return new Cooled(of.adapt(model, support, now), temperature);
  }

  @Override
  public Adapted resume(Model model, TaskState state) {
    return new Cooled(of.resume(model, state), temperature);
  }

  @Override
  public Set<Regime> regimes() {
    return of.regimes();
  }

  @Override
  public Set<Regime> trainingRegimes() {
    return Set.of();
  }

  @Override
  public boolean takesWeights(Regime regime) {
    return of.takesWeights(regime);
  }

  @Override
  public Network network() {
    return of.network();
  }

  @Override
  public void check(long[] inputShape, Targets targets) {
    Checks.require(
        targets.classes().isPresent(),
        "only classes have a temperature, but the tasks ask for " + targets);
    of.check(inputShape, targets);
  }

  private record Cooled(Adapted of, double temperature) implements Adapted {
    @Override
    public Output predict(Tensor queries, Context now) {
      Output output = of.predict(queries, now);
      return new Output(output.value().times(1 / temperature), output.state());
    }

    @Override
    public Optional<Tensor> features(Tensor queries, Context now) {
      return of.features(queries, now);
    }

    @Override
    public TaskState state() {
      return of.state();
    }

    @Override
    public Optional<Tensor> embedding() {
      return of.embedding();
    }

    @Override
    public void close() {
      of.close();
    }
  }
}
