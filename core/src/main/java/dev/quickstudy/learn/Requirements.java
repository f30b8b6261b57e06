package dev.quickstudy.learn;

import dev.quickstudy.inner.TaskInitialisation;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What learners require, in one voice. */
final class Requirements {
  private Requirements() {}

  static void input(Network network, long[] inputShape) {
    if (!Arrays.equals(network.inputShape(), inputShape)) {
      throw new UsageException(
          "the network reads examples of shape "
              + Arrays.toString(network.inputShape())
              + ", but the tasks have "
              + Arrays.toString(inputShape));
    }
  }

  /** Refuses a network whose tasks would lack weights, or would have some that nothing reads. */
  static void brought(Network network, TaskInitialisation start) {
    Map<String, List<Integer>> needs = network.needs();
    Map<String, List<Integer>> brings = start.brings(network);
    Checks.require(
        needs.equals(brings),
        "the network "
            + (needs.isEmpty()
                ? "needs nothing of each task"
                : "needs of each task " + named(needs))
            + ", but its start brings "
            + (brings.isEmpty() ? "nothing" : named(brings))
            + "; a context is read by WithContext and Filmed and brought by ContextInitialisation, "
            + "an output layer by WithLastLayer and PrototypeInitialisation");
  }

  /** For instance {@code context [5]}. */
  private static String named(Map<String, List<Integer>> shapes) {
    return shapes.entrySet().stream()
        .map(shape -> shape.getKey() + " " + shape.getValue().toString().replace("[0", "[ways"))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  static void regime(Learner learner, Regime regime) {
    if (!learner.regimes().contains(regime)) {
      throw new UsageException(
          "this learner cannot predict under the regime '"
              + regime.label()
              + "'; it can under: "
              + learner.regimes().stream()
                  .sorted()
                  .map(Regime::label)
                  .collect(Collectors.joining(", ")));
    }
  }

  /** What is said where something asks for the state of what is learned in training. */
  static UsageException notKept() {
    return new UsageException(
        "what is learned in training belongs to the training step and has no state to keep; "
            + "adapt with Context.testing");
  }

  /**
   * Refuses a support set that a learner cannot adapt to. Answers are checked here, once for each
   * descent or fit, and not at each inner step: the check copies them to the heap.
   */
  static void support(Learner learner, Examples support, Regime regime) {
    regime(learner, regime);
    support.check();
    descriptor(learner, support);
    Checks.require(
        support.weights().isEmpty() || learner.takesWeights(regime),
        "the support set has weights, but this learner does not take them under the regime '"
            + regime.label()
            + "'; give it examples without weights, tasks of different sizes one at a time, or take "
            + "a learner that does: descent (maml), prototypes, ridge regression or logistic "
            + "regression on a network that does not normalise by the examples at hand");
  }

  /**
   * Refuses descriptors that a learner cannot read; one that reads none takes any.
   *
   * @param read the shape that it reads, without the task axis
   * @param given that of the tasks; empty where they have none
   * @param needed whether tasks without any are refused: training on them would learn nothing of
   *     what descriptors say
   */
  static void descriptor(List<Integer> read, List<Integer> given, boolean needed) {
    boolean fits = read.isEmpty() || given.equals(read) || (given.isEmpty() && !needed);
    Checks.require(
        fits,
        "this learner reads a descriptor of "
            + read
            + " numbers of each task, but the tasks have "
            + (given.isEmpty() ? "none" : "one of " + given));
  }

  private static void descriptor(Learner learner, Examples support) {
    descriptor(
        learner.descriptor(support.targets()),
        support
            .descriptor()
            .map(known -> Arrays.stream(known.shape()).skip(1).mapToObj(Math::toIntExact).toList())
            .orElse(List.of()),
        false);
  }

  /** Whether what a network gives for an example depends on that example alone. */
  static boolean byExample(Regime regime) {
    return regime == Regime.NONE || regime == Regime.RUNNING;
  }

  static void sameRegime(Regime adapted, Regime asked) {
    if (adapted != asked) {
      throw new UsageException(
          "the task was learned under the regime '"
              + adapted.label()
              + "', but a prediction is asked for under '"
              + asked.label()
              + "'; adapt again under that one");
    }
  }
}
