package dev.quickstudy.nn;

import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A function from examples to outputs with weights from outside. A network is a specification and
 * holds sizes, never tensors; implementations are records, so a specification is its own
 * configuration.
 */
public interface Network {
  /** Its weights, by name, shape and role. */
  Layout layout();

  /** Its state, likewise. Empty where the network has none. */
  default Layout stateLayout() {
    return Layout.empty();
  }

  /** Fresh float32 weights: those of {@link #layout}, which is where their beginnings stand. */
  default Params init(RandomKey key) {
    return layout().init(key);
  }

  /** The state before the first pass: no gradient, no weight decay. */
  default Params initialState() {
    return stateLayout().init(RandomKey.of(0));
  }

  /**
   * Runs the network on the examples of T tasks.
   *
   * @param weights shared by all tasks, {@code […]}, or one set a task, {@code [T, …]}
   * @param state likewise; read where {@code now.statistics()} is {@link Statistics#STATE}
   * @param x {@code [T, N, …]}
   */
  Output apply(Params weights, Params state, Tensor x, Context now);

  /**
   * The names of the output layer's tensors: what ANIL adapts and BOIL does not. Empty where there
   * is no output layer.
   */
  default Set<String> lastLayer() {
    return layout().select(tensor -> tensor.part() == TensorSpec.Part.LAST_LAYER).names();
  }

  /**
   * Those of some tensors that inner loops may change; warps, for instance, are learned across
   * tasks only. What the network does not have, because a task brings it, may change.
   */
  default Set<String> adapting(Set<String> names) {
    Layout layout = layout();
    Set<String> adapting = new LinkedHashSet<>(names);
    adapting.removeIf(
        name ->
            layout
                .find(name)
                .filter(tensor -> tensor.part() == TensorSpec.Part.ACROSS_TASKS)
                .isPresent());
    return adapting;
  }

  /**
   * Where a task may scale and shift what passes through the network (FiLM). Empty where it has no
   * such place.
   */
  default List<Film.Site> filmSites() {
    return List.of();
  }

  /**
   * The shape of one example's output, whose product is {@link #outputs()}: for maps of features
   * {@code [channels, height, width]}, otherwise {@code [outputs]}.
   */
  default long[] outputShape() {
    return new long[] {outputs()};
  }

  /**
   * Weights that it reads but {@link #layout} does not have: each task brings its own. From names
   * to shapes, in which 0 is as many as a task has ways.
   */
  default Map<String, List<Integer>> needs() {
    return Map.of();
  }

  /**
   * The state that a pass gives for each task in which normalisation {@linkplain Statistics#RECORD
   * records}, from names to shapes. Empty where nothing is recorded.
   */
  default Map<String, List<Integer>> recorded() {
    return Map.of();
  }

  /**
   * Whether it can be given examples in bfloat16 with weights in float32, and then computes in
   * bfloat16.
   */
  default boolean takesBfloat16() {
    return false;
  }

  /**
   * What {@code torch.nn} calls one of its weights, or one beside them, which keeps its name: for
   * {@link dev.quickstudy.nn.networks.TorchNames}.
   */
  default String torchName(String name) {
    return name;
  }

  /** The shape of one example's input. */
  long[] inputShape();

  /** Numbers that come out for one example; 0 where the weights decide. */
  int outputs();

  /** How it normalises. */
  Normalisation normalisation();

  /**
   * How many tasks are best run together on a processor: many for small dense networks, where one
   * call for all saves the cost of calls; one for convolutions, which fill a core with one task.
   */
  int tasksTogether();
}
