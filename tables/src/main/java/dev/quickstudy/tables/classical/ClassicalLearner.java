package dev.quickstudy.tables.classical;

import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.learn.TaskState;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A classical classifier as a learner: it is fitted on each task's support set, and nothing is
 * learned across tasks, so that φ is empty. Any number of ways and shots.
 *
 * <p>What it knows of a task is the support set itself ({@code support.x}, {@code support.y}):
 * resuming fits it again, to the same bits. Logits are logarithms of the classifier's shares, each
 * class counted once more than it was seen: log(n · share + 1) of n support examples.
 *
 * @param network the inputs as they are; columns that are 0 in all support examples are left out
 * @param method what is fitted
 */
public record ClassicalLearner(Network network, Baseline method) implements Learner {
  private static final long SEED = 0;

  public ClassicalLearner {
    if (!(network instanceof Identity)) {
      throw new UsageException(
          "a classical learner reads inputs as they are; give it the network 'identity'");
    }
  }

  @Override
  public Layout layout() {
    return Layout.empty();
  }

  @Override
  public void check(long[] inputShape, Targets targets) {
    if (!Arrays.equals(network.inputShape(), inputShape)) {
      throw new UsageException(
          "the learner reads examples of shape %s, but the tasks have %s"
              .formatted(Arrays.toString(network.inputShape()), Arrays.toString(inputShape)));
    }
    if (targets.classes().isEmpty()) {
      throw new UsageException(
          "a %s learns classes, but the tasks ask for %s".formatted(method.label(), targets));
    }
  }

  @Override
  public void checkTraining(TaskSource source, TaskShape shape) {
    throw new UsageException(
        "a %s learns nothing across tasks, so that there is nothing to train; set training.steps to 0"
            .formatted(method.label()));
  }

  @Override
  public Adapted adapt(Model model, Examples support, Context now) {
    requireRegime(now.regime());
    support.check();
    check(exampleShape(support.x()), support.targets());
    if (support.weights().isPresent()) {
      throw new UsageException(
          "a %s takes no weights of examples; give tasks of different sizes one at a time"
              .formatted(method.label()));
    }
    return new Fitted(method, support);
  }

  @Override
  public Adapted resume(Model model, TaskState state) {
    Set<String> wanted = Set.of(TaskState.SUPPORT_X, TaskState.SUPPORT_Y);
    if (!state.tensors().names().equals(wanted) || !state.state().isEmpty()) {
      throw new UsageException(
          "the task's state has %s, but this learner needs %s: it was learned by another learner"
              .formatted(state.tensors().names(), wanted));
    }
    Examples support =
        new Examples(
            state.tensors().get(TaskState.SUPPORT_X),
            state.tensors().get(TaskState.SUPPORT_Y),
            state.targets());
    return adapt(model, support, Context.testing(RandomKey.of(SEED), state.regime()));
  }

  private static void requireRegime(Regime regime) {
    if (regime != Regime.NONE) {
      throw new UsageException(
          "this learner cannot predict under the regime '%s'; it can under: %s"
              .formatted(regime.label(), Regime.NONE.label()));
    }
  }

  private static long[] exampleShape(Tensor x) {
    return Arrays.copyOfRange(x.shape(), 2, x.rank());
  }

  /** One task's classifier, and the columns that it reads. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Task(Baseline.Fitted fitted, int[] columns) {}

  /** Learned tasks; they own no native memory. */
  private static final class Fitted implements Adapted {
    private final List<Task> tasks = new ArrayList<>();
    private final float[] x;
    private final long[] shape;
    private final DType type;
    private final long[] y;
    private final Targets targets;
    private final int width;

    Fitted(Baseline method, Examples support) {
      x = support.x().toFloats();
      shape = support.x().shape();
      type = support.x().type();
      y = support.y().toLongs();
      targets = support.targets();
      int count = support.count();
      width = x.length / y.length;
      for (int t = 0; t < support.tasks(); t++) {
        int[] there = IntStream.range(t * count, (t + 1) * count).toArray();
        int[] columns = TaskRows.used(x, there, width);
        int[] labels = IntStream.of(there).map(i -> (int) y[i]).toArray();
        float[][] rows = TaskRows.rows(x, there, width, columns);
        tasks.add(new Task(method.fit(rows, labels, targets.outputs(), SEED), columns));
      }
    }

    @Override
    public Output predict(Tensor queries, Context now) {
      requireRegime(now.regime());
      int asked = (int) queries.size(1);
      int ways = targets.outputs();
      double examples = shape[1];
      float[] numbers = queries.toFloats();
      double[] logits = new double[tasks.size() * asked * ways];
      for (int i = 0; i < tasks.size() * asked; i++) {
        Task task = tasks.get(i / asked);
        float[] row = TaskRows.rows(numbers, new int[] {i}, width, task.columns())[0];
        double[] shares = task.fitted().shares(row);
        for (int way = 0; way < ways; way++) {
          logits[i * ways + way] = Math.log(examples * shares[way] + 1);
        }
      }
      Tensor value = Tensor.of(logits, tasks.size(), asked, ways).to(queries.type());
      return new Output(value, Params.empty());
    }

    /** The inputs as they are. */
    @Override
    public Optional<Tensor> features(Tensor queries, Context now) {
      return Optional.of(queries.reshape(queries.size(0), queries.size(1), -1));
    }

    @Override
    public TaskState state() {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put(TaskState.SUPPORT_X, Tensor.of(x, shape).to(type));
      tensors.put(TaskState.SUPPORT_Y, Tensor.of(y, shape[0], shape[1]));
      return new TaskState(Params.perTask(tensors), Params.empty(), Regime.NONE, 0, targets);
    }

    @Override
    public Optional<Tensor> embedding() {
      return Optional.empty();
    }

    @Override
    public void close() {
      // The garbage collector frees what it was fitted to.
    }
  }
}
