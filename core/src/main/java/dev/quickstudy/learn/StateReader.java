package dev.quickstudy.learn;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Takes a {@link TaskState} apart, and refuses one that does not fit a learner and its model. */
final class StateReader {
  /** In the shapes of {@link #read}: the number of support examples, whatever it is. */
  private static final long COUNT = 0;

  /** A size that each task may have for itself. */
  private static final long ANY = -1;

  private final Learner learner;
  private final Model model;
  private final TaskState state;
  private final int tasks;
  private final Set<String> read = new HashSet<>();
  private long count = -1;

  StateReader(Learner learner, Model model, TaskState state) {
    Requirements.regime(learner, state.regime());
    learner.check(learner.network().inputShape(), state.targets());
    this.learner = learner;
    this.model = model;
    this.state = state;
    Tensor first =
        state.tensors().tensors().stream()
            .findFirst()
            .orElseThrow(() -> new UsageException("the task's state holds no tensors"));
    Checks.require(
        first.rank() > 0,
        "the task's state: "
            + state.tensors().names().iterator().next()
            + " has no task axis, it is "
            + Shape.of(first));
    this.tasks = Math.toIntExact(first.size(0));
    Checks.atLeast("innerStep", 0, state.innerStep());
  }

  int tasks() {
    return tasks;
  }

  Regime regime() {
    return state.regime();
  }

  int innerStep() {
    return state.innerStep();
  }

  Targets targets() {
    return state.targets();
  }

  /**
   * The tasks' own weights.
   *
   * @param own names of those that φ has too
   * @param brought those that it has not, as {@link dev.quickstudy.inner.TaskInitialisation#brings}
   */
  Params theta(Set<String> own, Map<String, List<Integer>> brought) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    own.forEach(name -> shapes.put(name, sizes(model.phi().get(name))));
    brought.forEach(
        (name, shape) ->
            shapes.put(
                name, shape.stream().map(size -> size == 0 ? targets().outputs() : size).toList()));
    return read(TaskState.THETA, shapes, state.tensors());
  }

  /**
   * What a head was fitted to.
   *
   * @param shapes as {@link dev.quickstudy.head.Head#fitted}
   * @param toWeights of those that need not be there, as {@link
   *     dev.quickstudy.head.Head#fittedToWeights}
   */
  Params fitted(Map<String, List<Integer>> shapes, Map<String, List<Integer>> toWeights) {
    Map<String, List<Integer>> there = new LinkedHashMap<>(shapes);
    toWeights.forEach(
        (name, shape) -> {
          if (state.tensors().has(TaskState.FIT + name)) {
            there.put(name, shape);
          }
        });
    return read(TaskState.FIT, there, state.tensors());
  }

  /** The support set's statistics. */
  Params statistics() {
    return read(TaskState.STATISTICS, learner.network().recorded(), state.state());
  }

  /** The network's state after learning. */
  Params after() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    model.state().asMap().forEach((name, tensor) -> shapes.put(name, sizes(tensor)));
    return read(TaskState.AFTER, shapes, state.state());
  }

  /** The inputs of the support sets, {@code [T, N, …]}. */
  Tensor supportInputs() {
    List<Integer> shape = new ArrayList<>();
    shape.add((int) COUNT);
    for (long size : learner.network().inputShape()) {
      shape.add((int) size);
    }
    return tensor("", TaskState.SUPPORT_X, shape, state.tensors());
  }

  /** The support sets. */
  Examples support() {
    Tensor x = supportInputs();
    read.add(TaskState.SUPPORT_Y);
    Tensor y = state.tensors().asMap().get(TaskState.SUPPORT_Y);
    if (y == null) {
      throw new UsageException(
          "the task's state lacks " + TaskState.SUPPORT_Y + ", the answers of its examples");
    }
    return new Examples(x, y, targets()).check();
  }

  /**
   * What each task is like.
   *
   * @param width its numbers; 0 where a state has no tensor for it
   */
  Optional<Tensor> embedding(int width) {
    return width == 0
        ? Optional.empty()
        : Optional.of(tensor("", TaskState.EMBEDDING, List.of(width), state.tensors()));
  }

  /** Refuses tensors that nothing has asked for. */
  void end() {
    Set<String> unknown = new TreeSet<>(state.tensors().names());
    unknown.addAll(state.state().names());
    unknown.removeAll(read);
    Checks.require(
        unknown.isEmpty(),
        "the task's state has tensors that this learner does not know under the regime '"
            + regime().label()
            + "': "
            + unknown
            + "; it was learned by another learner, or under another regime");
  }

  private static List<Integer> sizes(Tensor tensor) {
    List<Integer> sizes = new ArrayList<>();
    for (long size : tensor.shape()) {
      sizes.add((int) size);
    }
    return sizes;
  }

  private Params read(String prefix, Map<String, List<Integer>> shapes, Params from) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, tensor(prefix, name, shape, from)));
    return Params.perTask(tensors);
  }

  private Tensor tensor(String prefix, String name, List<Integer> shape, Params from) {
    String full = prefix + name;
    read.add(full);
    Tensor tensor = from.asMap().get(full);
    DType type = type();
    if (tensor == null) {
      throw new UsageException(
          "the task's state lacks "
              + full
              + ", which this learner needs as "
              + named(type, shape)
              + "; it has "
              + from.names());
    }
    boolean fits =
        tensor.type() == type && tensor.rank() == shape.size() + 1 && tensor.size(0) == tasks;
    for (int i = 0; fits && i < shape.size(); i++) {
      long size = tensor.size(i + 1);
      if (shape.get(i) == COUNT) {
        count = count < 0 ? size : count;
        fits = size == count;
      } else {
        fits = shape.get(i) == ANY || size == shape.get(i);
      }
    }
    if (!fits) {
      throw new UsageException(
          "the task's state has "
              + full
              + " as "
              + Shape.of(tensor)
              + ", but this learner needs it as "
              + named(type, shape));
    }
    return tensor;
  }

  /** For instance {@code float32[3, N, 4]}. */
  private String named(DType type, List<Integer> shape) {
    StringBuilder sizes = new StringBuilder();
    for (int size : shape) {
      sizes
          .append(", ")
          .append(size == ANY ? "any" : size == COUNT ? (count < 0 ? "N" : count) : size);
    }
    return type.name().toLowerCase(java.util.Locale.ROOT) + "[" + tasks + sizes + "]";
  }

  /** That of φ, or where φ is empty that of the state. */
  private DType type() {
    return model.phi().isEmpty()
        ? state.tensors().tensors().get(0).type()
        : model.phi().tensors().get(0).type();
  }
}
