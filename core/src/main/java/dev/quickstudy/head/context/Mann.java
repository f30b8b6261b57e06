package dev.quickstudy.head.context;

import dev.quickstudy.head.Distances;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Layers;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.layers.Lstm;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A memory-augmented network (Santoro et al. 2016, §3): an LSTM reads the support set example by
 * example, each together with its answer, and writes to an external memory where it was least
 * recently used or last read, before it reads; then each query, without an answer, reads a snapshot
 * of memory and LSTM, and never writes. Differs from the published order of presentation, where an
 * answer comes one step after its example: support and query sets are apart here. Of the slots that
 * were least used, as many as there are heads (ibid., eq. 6), each head writes to one.
 *
 * <p>Predictions depend on the order of the support set. The number of outputs is fixed.
 *
 * @param outputs ways, or the dimension of values
 * @param hidden width of the LSTM, at least 1; published: 200
 * @param slots memory slots, at least 1; published: 128
 * @param width numbers in a slot, at least 1; published: 40
 * @param reads heads that read and write, at least 1, at most as many as slots; published: 4
 * @param sharpness positive; what cosines are multiplied by before their softmax says how much of
 *     each slot is read. As published it is 1: then a slot that is just what is looked for gets at
 *     most e² ≈ 7.4 times as much as any other, a fifth of all that is read of 32 slots
 */
public record Mann(int outputs, int hidden, int slots, int width, int reads, double sharpness)
    implements Head {
  /** How fast usage fades; the paper gives no number. */
  private static final double FADING = 0.95;

  /** More than any usage. */
  private static final double TAKEN = 1e30;

  public Mann {
    Checks.count("outputs", 1, outputs);
    Checks.count("hidden", 1, hidden);
    Checks.count("slots", 1, slots);
    Checks.count("width", 1, width);
    Checks.count("reads", 1, reads);
    Checks.positive("sharpness", sharpness);
    if (reads > slots) {
      throw new UsageException(
          reads
              + " heads write to as many slots at a time, but there are "
              + slots
              + "; use "
              + reads
              + " slots or fewer heads");
    }
  }

  @Override
  public Layout layout(Network encoder) {
    double bound = 1 / Math.sqrt(width);
    Fresh memory = (key, shape) -> Fresh.within(bound, "memory").of(key, shape).times(0.1);
    int in = encoder.outputs() + outputs;
    return Layout.of(
            TensorSpec.of("memory", Role.OTHER, memory, slots, width),
            TensorSpec.of("gate", Role.OTHER, Fresh.zeros(), reads))
        .join(Lstm.layout("lstm", in, hidden + reads * width, hidden))
        .join(Layers.affine("keys", hidden, (long) reads * width))
        .join(Layers.affine("out", hidden + (long) reads * width, outputs));
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.requireOutputs("this memory-augmented network", outputs, targets);
  }

  @Override
  public boolean readsOrder() {
    return true;
  }

  /** What is remembered between examples, {@code [T, …]} each. */
  private record Memory(
      Tensor slots, Tensor usage, Tensor readWeights, Tensor hidden, Tensor cell, Tensor read) {}

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Tensor x = Tensor.cat(2, List.of(embedded.x(), Labels.answers(embedded)));
    Memory memory = empty(learned, x);
    for (long i = 0; i < x.size(1); i++) {
      memory = remember(learned, memory, x.slice(1, i, i + 1));
    }
    Map<String, Tensor> fitted = new LinkedHashMap<>();
    fitted.put("slots", memory.slots);
    fitted.put("hidden", memory.hidden);
    fitted.put("cell", memory.cell);
    fitted.put("read", memory.read);
    return Params.perTask(fitted);
  }

  private Memory empty(Params learned, Tensor x) {
    long tasks = x.size(0);
    return new Memory(
        learned.get("memory").unsqueeze(0).expand(tasks, slots, width),
        Tensor.zeros(x.type(), tasks, slots),
        Tensor.zeros(x.type(), tasks, reads, slots),
        Tensor.zeros(x.type(), tasks, 1, hidden),
        Tensor.zeros(x.type(), tasks, 1, hidden),
        Tensor.zeros(x.type(), tasks, 1, (long) reads * width));
  }

  /** The LSTM behind some inputs, each by itself. */
  private Lstm.State think(Params learned, Tensor before, Tensor cell, Tensor x) {
    long tasks = x.size(0);
    long count = x.size(1);
    return Lstm.step(
        learned,
        "lstm",
        x,
        before.expand(tasks, count, hidden + (long) reads * width),
        cell.expand(tasks, count, hidden),
        hidden);
  }

  /** What the heads look for, {@code [T, N · reads, width]}. */
  private Tensor keys(Params learned, Tensor thought) {
    return Affine.apply(learned, "keys", thought)
        .reshape(thought.size(0), thought.size(1) * reads, width);
  }

  /** How much of each slot is read, {@code [T, N · reads, slots]} (eq. 2–3). */
  private Tensor weights(Tensor keys, Tensor memory) {
    return Distances.cosine(keys, memory).times(sharpness).softmax(-1);
  }

  /** What is read, {@code [T, N, reads · width]} (eq. 4). */
  private Tensor read(Tensor weights, Tensor memory) {
    return weights
        .matmul(memory)
        .reshape(memory.size(0), weights.size(1) / reads, (long) reads * width);
  }

  /** Writes one example to memory, then reads from it (eq. 2–8). */
  private Memory remember(Params learned, Memory before, Tensor x) {
    Lstm.State state =
        think(learned, Tensor.cat(2, List.of(before.hidden, before.read)), before.cell, x);
    Tensor keys = keys(learned, state.hidden());
    List<Tensor> least = leastUsed(before.usage);
    Tensor gate = learned.get("gate").sigmoid().reshape(1, reads, 1);
    Tensor writes =
        before.readWeights.times(gate).plus(Tensor.stack(1, least).times(gate.negate().plus(1)));
    // The least used slot is wiped before it is written (§3.2).
    Tensor kept = before.slots.times(least.get(0).negate().plus(1).unsqueeze(2));
    Tensor memory = kept.plus(writes.transpose(1, 2).matmul(keys));
    Tensor weights = weights(keys, memory);
    Tensor usage =
        before.usage.times(FADING).plus(weights.sum(false, 1)).plus(writes.sum(false, 1));
    return new Memory(memory, usage, weights, state.hidden(), state.cell(), read(weights, memory));
  }

  /**
   * For each head 1 at a slot, {@code [T, slots]}: for the first the slot with the least usage, for
   * the next the next; of equals the first. No gradient.
   */
  private List<Tensor> leastUsed(Tensor usage) {
    List<Tensor> least = new ArrayList<>();
    Tensor left = usage.detach().negate();
    for (int head = 0; head < reads; head++) {
      Tensor slot = left.argmax(1).oneHot(slots, usage.type());
      least.add(slot);
      left = left.minus(slot.times(TAKEN));
    }
    return least;
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of(
        "slots",
        List.of(slots, width),
        "hidden",
        List.of(1, hidden),
        "cell",
        List.of(1, hidden),
        "read",
        List.of(1, reads * width));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor nothing = Tensor.zeros(queries.type(), queries.size(0), queries.size(1), outputs);
    Lstm.State state =
        think(
            learned,
            Tensor.cat(2, List.of(fitted.get("hidden"), fitted.get("read"))),
            fitted.get("cell"),
            Tensor.cat(2, List.of(queries, nothing)));
    Tensor memory = fitted.get("slots");
    Tensor read = read(weights(keys(learned, state.hidden()), memory), memory);
    return Affine.apply(learned, "out", Tensor.cat(2, List.of(state.hidden(), read)));
  }
}
