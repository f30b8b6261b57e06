package dev.quickstudy.train;

import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * An estimator whose machines share nothing but the settings: what goes between them are bytes. A
 * leaf goes to the machine that a rule says, or to the next one that has not failed.
 */
final class Machines implements Estimator {
  /** Which machine computes a leaf, if it can. */
  interface Division {
    int machine(int leaf, int leaves, int machines);
  }

  private static final class Machine {
    private final StepTasks<?> tasks;

    Machine(MetaTrainer.Settings<?> settings, MemoryStrategy memory) {
      this.tasks = tasks(settings, memory);
    }

    private static <L extends Learner> StepTasks<L> tasks(
        MetaTrainer.Settings<L> settings, MemoryStrategy memory) {
      return new StepTasks<>(memory.of(settings));
    }

    /** From φ, state, key and step to what can be added of the leaves. */
    List<byte[]> compute(byte[] request, List<Integer> leaves) {
      try (SumTree tree = new SumTree(tasks.leaves());
          TrainState state = state(request)) {
        leaves.forEach(leaf -> tree.add(tasks.estimate(state, leaf)));
        List<byte[]> answers = new ArrayList<>();
        for (GradientSum sum : tree.nodes()) {
          answers.add(bytes(sum));
          sum.close();
        }
        return answers;
      }
    }
  }

  private final MetaTrainer.Settings<?> settings;
  private final Division division;
  private final List<Integer> failing;
  private final int count;

  /** How many sums came over the wire, and of which levels. */
  final ConcurrentLinkedQueue<Integer> levels = new ConcurrentLinkedQueue<>();

  Machines(MetaTrainer.Settings<?> settings, int count, Division division, List<Integer> failing) {
    this.settings = settings;
    this.count = count;
    this.division = division;
    this.failing = failing;
  }

  @Override
  public GradientSum estimate(StepTasks<?> tasks, TrainState state) {
    byte[] request = bytes(state);
    List<Machine> machines =
        IntStream.range(0, count).mapToObj(i -> new Machine(settings, tasks.memory())).toList();
    try (SumTree tree = new SumTree(tasks.leaves())) {
      // The last machine answers first.
      for (int m = count - 1; m >= 0; m--) {
        if (!failing.contains(m)) {
          add(tree, machines.get(m).compute(request, leavesOf(m, tasks.leaves())));
        }
      }
      if (!tree.missing().isEmpty()) {
        int whole =
            IntStream.range(0, count).filter(m -> !failing.contains(m)).findFirst().orElseThrow();
        add(tree, machines.get(whole).compute(request, tree.missing()));
      }
      return tree.whole();
    }
  }

  private List<Integer> leavesOf(int machine, int leaves) {
    return IntStream.range(0, leaves)
        .filter(leaf -> division.machine(leaf, leaves, count) == machine)
        .boxed()
        .toList();
  }

  private void add(SumTree tree, List<byte[]> answers) {
    for (byte[] answer : answers) {
      GradientSum sum = sum(answer);
      levels.add(sum.level());
      tree.add(sum);
    }
  }

  private static byte[] bytes(TrainState state) {
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.putAll(state.model().phi().prefixed("phi.").asMap());
    tensors.putAll(state.model().state().prefixed("state.").asMap());
    return bytes(
        tensors,
        Map.of("key", Long.toString(state.key().value()), "step", Long.toString(state.step())));
  }

  private static TrainState state(byte[] bytes) {
    try (Scope scope = Scope.open()) {
      Safetensors.Content content = content(bytes);
      Params all = Params.of(content.tensors());
      return new TrainState(
          new Model(all.under("phi."), all.under("state.")),
          Params.empty(),
          new RandomKey(Long.parseLong(content.metadata().get("key"))),
          Long.parseLong(content.metadata().get("step")));
    }
  }

  private static byte[] bytes(GradientSum sum) {
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.putAll(sum.gradients().prefixed("gradients.").asMap());
    tensors.putAll(sum.state().prefixed("state.").asMap());
    tensors.put("loss", sum.loss());
    return bytes(
        tensors,
        Map.of("level", Integer.toString(sum.level()), "index", Integer.toString(sum.index())));
  }

  private static GradientSum sum(byte[] bytes) {
    try (Scope scope = Scope.open()) {
      Safetensors.Content content = content(bytes);
      Params all = Params.of(content.tensors());
      return new GradientSum(
          Integer.parseInt(content.metadata().get("level")),
          Integer.parseInt(content.metadata().get("index")),
          all.under("gradients."),
          all.under("state."),
          all.get("loss"));
    }
  }

  private static Safetensors.Content content(byte[] bytes) {
    return Safetensors.read(new ByteArrayInputStream(bytes), "bytes");
  }

  private static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws UncheckedIOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors, metadata);
    return out.toByteArray();
  }
}
