package dev.quickstudy.nn;

import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A function from examples to outputs with weights from outside. A network is a specification and
 * holds sizes, never tensors; implementations are records, so a specification is its own
 * configuration.
 */
public interface Network {
  /** Fresh float32 weights. */
  Params init(RandomKey key);

  /**
   * The state before the first pass: no gradient, no weight decay. Empty where the network has
   * none.
   */
  Params initialState();

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
    return Set.of();
  }

  /**
   * Whether inner loops may change a tensor; warps, for instance, are learned across tasks only.
   */
  default boolean adapts(String name) {
    return true;
  }

  /**
   * Where a task may scale and shift what passes through the network (FiLM). Empty where it has no
   * such place.
   */
  default List<FilmSite> filmSites() {
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
   * Weights that it reads but {@link #init} does not make: each task brings its own. From names to
   * shapes, in which 0 is as many as a task has ways.
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
   * bfloat16; see {@link InBfloat16}.
   */
  default boolean takesBfloat16() {
    return false;
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
