package dev.quickstudy.inner;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Film;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.TaskDescription;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a learning strategy that says where to start: a small network reads the task
 * description and the data description, turns them into one description z, and scales and shifts
 * the shared weights by it (FiLM), where the network has places for that. z is handed on to the
 * inner transform. Before anything is learned, tasks start from the shared weights as they are.
 *
 * @param width numbers in z and in the hidden layers, at least 1
 * @param reads what it reads; what it does not read enters as zeros
 */
public record StrategyInitialisation(int width, Reads reads) implements TaskInitialisation {
  /** What a strategy reads before the first step. */
  public enum Reads {
    /** The task description and the data description. */
    BOTH,
    /** The task description only. */
    TASK,
    /** The data description only. */
    DATA,
    /** Neither: z is the same for every task. */
    NOTHING
  }

  public StrategyInitialisation {
    if (width < 1) {
      throw new UsageException(
          "a strategy's description needs at least 1 number, but has " + width);
    }
  }

  private SupportSummary summary() {
    return new SupportSummary(width);
  }

  @Override
  public int describes() {
    return width;
  }

  @Override
  public Layout layout(Network network) {
    int read = TaskDescription.WIDTH + DataDescription.STATISTICS.size() + width;
    Layout learned =
        summary()
            .layout(network)
            .prefixed("summary.")
            .join(Dense.layout("read", read, width, 1))
            .join(Dense.afterRelu("think", width, width))
            .join(Dense.afterRelu("describe", width, width));
    return network.filmSites().isEmpty()
        ? learned
        : learned.join(Film.layout(network, width).prefixed("film."));
  }

  @Override
  public Set<String> changes(Network network) {
    return Film.changes(network);
  }

  @Override
  public InitialWeights begin(SharedModel shared, Examples support, Context now) {
    Tensor z = describe(shared.learned(), support);
    Params initial =
        shared.network().filmSites().isEmpty()
            ? Params.empty()
            : Film.modulate(shared.network(), shared.learned().under("film."), shared.weights(), z);
    return new InitialWeights(initial, Optional.of(z));
  }

  private Tensor describe(Params learned, Examples support) {
    double[] task = TaskDescription.of(support).numbers();
    Tensor ofTask =
        Tensor.of(task, 1, task.length).to(support.x().type()).expand(support.tasks(), task.length);
    DataDescription data = summary().describe(learned.under("summary."), support);
    Tensor ofData = Tensor.cat(1, List.of(data.statistics(), data.summary()));
    Tensor both =
        Tensor.cat(
            1,
            List.of(
                reads == Reads.DATA || reads == Reads.NOTHING ? ofTask.zerosLike() : ofTask,
                reads == Reads.TASK || reads == Reads.NOTHING ? ofData.zerosLike() : ofData));
    Tensor read = Affine.apply(learned, "read", both).relu();
    Tensor thought = Affine.apply(learned, "think", read).relu();
    return Affine.apply(learned, "describe", thought);
  }
}
