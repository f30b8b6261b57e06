package dev.quickstudy.nn.layers;

import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Runs a network on one task after the other, for networks that fill a core with one task. */
public final class TaskByTask {
  private TaskByTask() {}

  /** A network on one task: its own weights and state, x {@code [N, …]}. */
  public interface OneTask {
    public Output apply(int task, Params weights, Params state, Tensor x);
  }

  /**
   * All tasks.
   *
   * @param weights shared, or one set a task
   * @param state likewise
   * @param x {@code [T, N, …]}
   */
  public static Output apply(Params weights, Params state, Tensor x, OneTask network) {
    int tasks = (int) x.size(0);
    List<Tensor> values = new ArrayList<>(tasks);
    List<Params> states = new ArrayList<>(tasks);
    for (int t = 0; t < tasks; t++) {
      Output output = network.apply(t, weights.task(t), state.task(t), x.select(0, t));
      values.add(output.value());
      states.add(output.state());
    }
    return new Output(Tensor.stack(0, values), Params.stack(states));
  }
}
