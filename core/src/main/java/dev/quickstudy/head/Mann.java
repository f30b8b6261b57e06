package dev.quickstudy.head;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A memory-augmented network (Santoro et al. 2016, §3): an LSTM reads the support set example by
 * example, each together with its answer, and writes to an external memory where it was least
 * recently used or last read; then each query, without an answer, reads a snapshot of memory and
 * LSTM, and never writes. Differs from the published order of presentation, where an answer comes
 * one step after its example: support and query sets are apart here.
 *
 * <p>Predictions depend on the order of the support set. The number of outputs is fixed.
 *
 * @param outputs ways, or the dimension of values
 * @param hidden width of the LSTM, at least 1; published: 200
 * @param slots memory slots, at least 1; published: 128
 * @param width numbers in a slot, at least 1; published: 40
 * @param reads read heads, at least 1; published: 4
 */
public record Mann(int outputs, int hidden, int slots, int width, int reads) implements Head {
  /** How fast usage fades (published: 0.95). */
  private static final double FADING = 0.95;

  public Mann {
    if (Math.min(Math.min(outputs, hidden), Math.min(Math.min(slots, width), reads)) < 1) {
      throw new IllegalArgumentException(
          "outputs, hidden width, slots, slot width and read heads must all be at least 1");
    }
  }

  @Override
  public Params init(Network encoder, RandomKey key) {
    Map<String, Tensor> learned = new LinkedHashMap<>();
    learned.put("memory", Layers.uniform(key.fold("memory"), width, slots, width).times(0.1));
    learned.put("gate", Tensor.zeros(DType.FLOAT32, reads));
    int in = encoder.outputs() + outputs;
    return Params.of(learned)
        .join(Lstm.init("lstm", in, hidden + reads * width, hidden, key))
        .join(Layers.affine("keys", hidden, reads * width, key))
        .join(Layers.affine("out", hidden + reads * width, outputs, key));
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.requireOutputs("this memory-augmented network", outputs, targets);
  }

  /** What is remembered between examples, {@code [T, …]} each. */
  private record Memory(
      Tensor slots, Tensor usage, Tensor readWeights, Tensor hidden, Tensor cell, Tensor read) {}

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Tensor x = Tensor.cat(2, List.of(embedded.x(), Labels.answers(embedded)));
    Memory memory = empty(learned, x);
    for (long i = 0; i < x.size(1); i++) {
      memory = write(learned, look(learned, memory, x.slice(1, i, i + 1)), memory);
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

  /**
   * What the network sees of some inputs, each by itself.
   *
   * @param keys {@code [T, N, reads, width]}
   * @param weights of slots, {@code [T, N, reads, slots]}
   * @param read {@code [T, N, reads · width]}
   */
  private record Seen(Tensor hidden, Tensor cell, Tensor keys, Tensor weights, Tensor read) {}

  private Seen look(Params learned, Memory memory, Tensor x) {
    long tasks = x.size(0);
    long count = x.size(1);
    Tensor past =
        Tensor.cat(2, List.of(memory.hidden, memory.read))
            .expand(tasks, count, hidden + (long) reads * width);
    Lstm.State state =
        Lstm.step(learned, "lstm", x, past, memory.cell.expand(tasks, count, hidden), hidden);
    Tensor keys =
        Layers.apply(learned, "keys", state.hidden()).reshape(tasks, count * reads, width);
    Tensor weights = Distances.cosine(keys, memory.slots).softmax(-1);
    Tensor read = weights.matmul(memory.slots).reshape(tasks, count, (long) reads * width);
    return new Seen(
        state.hidden(),
        state.cell(),
        keys.reshape(tasks, count, reads, width),
        weights.reshape(tasks, count, reads, slots),
        read);
  }

  /** Writes what one example leaves behind (eq. 5–8). */
  private Memory write(Params learned, Seen seen, Memory before) {
    Tensor weights = seen.weights.select(1, 0);
    Tensor least = leastUsed(before.usage);
    Tensor gate = learned.get("gate").sigmoid().reshape(1, reads, 1);
    Tensor writes =
        before.readWeights.times(gate).plus(least.unsqueeze(1).times(gate.negate().plus(1)));
    // The least used slot is wiped before it is written (§3.2).
    Tensor kept = before.slots.times(least.negate().plus(1).unsqueeze(2));
    Tensor slotsAfter = kept.plus(writes.transpose(1, 2).matmul(seen.keys.select(1, 0)));
    Tensor usage =
        before.usage.times(FADING).plus(weights.sum(false, 1)).plus(writes.sum(false, 1));
    return new Memory(slotsAfter, usage, weights, seen.hidden, seen.cell, seen.read);
  }

  /** 1 at the slot with the least usage, the first of equals, {@code [T, slots]}; no gradient. */
  private Tensor leastUsed(Tensor usage) {
    return usage.detach().negate().argmax(1).oneHot(slots, usage.type());
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor nothing = Tensor.zeros(queries.type(), queries.size(0), queries.size(1), outputs);
    Tensor unused = fitted.get("slots");
    Memory snapshot =
        new Memory(
            unused, unused, unused, fitted.get("hidden"), fitted.get("cell"), fitted.get("read"));
    Seen seen = look(learned, snapshot, Tensor.cat(2, List.of(queries, nothing)));
    return Layers.apply(learned, "out", Tensor.cat(2, List.of(seen.hidden, seen.read)));
  }
}
