package dev.quickstudy.inner;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a task starts from: the shared weights, or weights that follow from its support set.
 * Implementations are records of settings.
 */
public interface TaskInitialisation {
  /** Meta-parameters of its own; empty where it learns nothing. */
  default Layout layout(Network network) {
    return Layout.empty();
  }

  /**
   * The weights that it brings and the shared ones lack; they always adapt. As {@link
   * Network#needs}, which they must be.
   *
   * @throws UsageException as {@link #check(Network)}
   */
  default Map<String, List<Integer>> brings(Network network) {
    return Map.of();
  }

  /** The shared weights that it gives each task its own value of. */
  default Set<String> changes(Network network) {
    return Set.of();
  }

  /** Numbers in the description that it hands on of each task; 0 where it hands on none. */
  default int describes() {
    return 0;
  }

  /**
   * The shape of the descriptor that it reads of each task, without the task axis; empty where it
   * reads none. See {@link Examples#descriptor}.
   */
  default List<Integer> descriptor(Network network) {
    return List.of();
  }

  /** Numbers that it hands on of each column of a task's inputs; 0 where it hands on none. */
  default int describesColumns() {
    return 0;
  }

  /**
   * Checks that a network can start so at all.
   *
   * @throws UsageException if not, with the reason and the nearest valid choice
   */
  default void check(Network network) {}

  /** Checks that the network can start so on tasks of a kind. */
  default void check(Network network, Targets targets) {
    if (network.outputs() != targets.outputs()) {
      throw new UsageException(
          "the network has "
              + network.outputs()
              + " outputs, but the tasks need "
              + targets.outputs()
              + "; a last layer serves only tasks of its own number of ways");
    }
  }

  /**
   * Whether it honours the weights of support examples, so that one of weight 0 changes nothing;
   * others are never given weights.
   */
  default boolean takesWeights() {
    return false;
  }

  /**
   * Begins T tasks.
   *
   * @param now with the statistics that a pass over the support set takes
   */
  InitialWeights begin(SharedModel shared, Examples support, Context now);

  /**
   * What all tasks share.
   *
   * @param learned the initialisation's own meta-parameters, named as in {@link #layout}
   * @param weights the network's
   * @param state the network's
   */
  record SharedModel(Network network, Params learned, Params weights, Params state) {}

  /**
   * The weights that tasks begin with.
   *
   * @param params weights with a task axis: in place of the shared ones of their names, or new
   *     ones; empty where tasks start from the shared weights
   * @param description what was read of each task, {@code [T, D]}, for transforms that want it
   * @param columns what was read of each column of its inputs, {@code [T, columns, D]}, likewise
   */
  record InitialWeights(Params params, Optional<Tensor> description, Optional<Tensor> columns) {
    /** Of whose columns nothing was read. */
    public InitialWeights(Params params, Optional<Tensor> description) {
      this(params, description, Optional.empty());
    }
  }

  /** From the shared weights: θ₀ = φ. */
  record Shared() implements TaskInitialisation {
    @Override
    public boolean takesWeights() {
      return true;
    }

    @Override
    public InitialWeights begin(SharedModel shared, Examples support, Context now) {
      return new InitialWeights(Params.empty(), Optional.empty());
    }
  }
}
