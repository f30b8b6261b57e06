package dev.quickstudy.inner;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Film;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.layers.LayerNorm;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.TaskDescription;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a learning strategy that says where to start: a small network reads the task
 * description, the data description and the task's descriptor, where tasks bring one, turns them
 * into one description z, and scales and shifts the shared weights by it (FiLM), where the network
 * has places for that. z is handed on to the inner transform. Before anything is learned, tasks
 * start from the shared weights as they are.
 *
 * <p>With a descriptor, z is layer-normalised and made twice: z₀ as if nothing were known, z₁ with
 * the descriptor. z = z₀ + g·(z₁ − z₀), where the gate g, between 0 and 1, reads the losses of the
 * support set at both starts: a descriptor that leads away from the examples counts for less. In
 * training, three descriptors of ten are not read at all; a task without one is such a task.
 *
 * @param width numbers in z and in the hidden layers, at least 1
 * @param reads what it reads; what it does not read enters as zeros
 * @param descriptor the shape of a task's descriptor: {@code [D]} for D numbers a task; {@code
 *     [columns, D]} for D numbers a column of its inputs, which are handed on to the inner
 *     transform too; empty for none
 */
public record StrategyInitialisation(int width, Reads reads, List<Integer> descriptor)
    implements TaskInitialisation {
  private static final double OPEN = 2;
  private static final double TINY = 1e-8;

  /** What the gate reads: the logarithms of both losses, and the number of examples. */
  private static final int OF_GATE = 3;

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
    descriptor = List.copyOf(descriptor);
    if (descriptor.size() > 2 || descriptor.stream().anyMatch(size -> size < 1)) {
      throw new UsageException(
          "a descriptor is of at least 1 number a task, [D], or a column, [columns, D], but is of "
              + descriptor);
    }
    if (width < 1) {
      throw new UsageException(
          "a strategy's description needs at least 1 number, but has " + width);
    }
  }

  /** Of tasks without a descriptor. */
  public StrategyInitialisation(int width, Reads reads) {
    this(width, reads, List.of());
  }

  private SupportSummary summary() {
    return new SupportSummary(width);
  }

  @Override
  public int describes() {
    return width;
  }

  @Override
  public int describesColumns() {
    return ofColumns() ? TaskDescriptor.width(descriptor) : 0;
  }

  @Override
  public List<Integer> descriptor(Network network) {
    return descriptor;
  }

  private boolean described() {
    return !descriptor.isEmpty();
  }

  private boolean ofColumns() {
    return descriptor.size() == 2;
  }

  @Override
  public void check(Network network) {
    if (ofColumns() && Shape.elements(network.inputShape()) != descriptor.get(0)) {
      throw new UsageException(
          "the descriptor is of "
              + descriptor.get(0)
              + " columns, but the network reads "
              + Shape.elements(network.inputShape()));
    }
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
    if (described()) {
      learned =
          learned
              .join(Dense.layout("descriptor", TaskDescriptor.width(descriptor), width, 1))
              .join(LayerNorm.layout("normalise", width))
              .join(Affine.layout("gate", OF_GATE, 1, Fresh.zeros(), Fresh.full(OPEN)));
    }
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
    Tensor known = known(shared.learned(), support);
    if (!described()) {
      Tensor z = describe(shared.learned(), known);
      return new InitialWeights(modulated(shared, z), Optional.of(z));
    }
    TaskDescriptor descriptors = TaskDescriptor.of(support, descriptor, now);
    Tensor without =
        describe(shared.learned(), known.plus(read(shared.learned(), descriptors.without())));
    Tensor with = describe(shared.learned(), known.plus(read(shared.learned(), descriptors)));
    Tensor open =
        Affine.apply(
                shared.learned(),
                "gate",
                Tensor.stack(
                    1,
                    List.of(
                        loss(shared, without, support, now),
                        loss(shared, with, support, now),
                        Tensor.full(
                            StrictMath.log1p(support.count()) / 4,
                            without.type(),
                            support.tasks()))))
            .sigmoid();
    Tensor z = without.plus(with.minus(without).times(open));
    return new InitialWeights(
        modulated(shared, z),
        Optional.of(z),
        ofColumns() ? Optional.of(descriptors.times(open).withGiven()) : Optional.empty());
  }

  private static Params modulated(SharedModel shared, Tensor z) {
    return shared.network().filmSites().isEmpty()
        ? Params.empty()
        : Film.modulate(shared.network(), shared.learned().under("film."), shared.weights(), z);
  }

  /** The logarithm of the loss of the support set where descent would start, {@code [T]}. */
  private static Tensor loss(SharedModel shared, Tensor z, Examples support, Context now) {
    Params all = shared.weights().forTasks(support.tasks()).with(modulated(shared, z));
    Tensor loss =
        support.loss(shared.network().apply(all, shared.state(), support.x(), now).value());
    return loss.plus(TINY).log().times(0.25);
  }

  /** What the first layer makes of all but the descriptor, {@code [T, width]}. */
  private Tensor known(Params learned, Examples support) {
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
    return Affine.apply(learned, "read", both);
  }

  /** What it makes of the descriptor: the mean over columns, where those have one each. */
  private Tensor read(Params learned, TaskDescriptor known) {
    Tensor each = Affine.apply(learned, "descriptor", known.withGiven());
    return ofColumns() ? each.relu().mean(false, 1) : each;
  }

  private Tensor describe(Params learned, Tensor read) {
    Tensor thought = Affine.apply(learned, "think", read.relu()).relu();
    Tensor z = Affine.apply(learned, "describe", thought);
    return described() ? LayerNorm.apply(learned, "normalise", z) : z;
  }
}
