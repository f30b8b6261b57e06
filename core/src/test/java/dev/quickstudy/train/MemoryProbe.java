package dev.quickstudy.train;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.Workers;
import java.util.List;

/**
 * Trains in a process of its own and prints its memory after every block of steps. Nothing but
 * scopes frees native memory here: JavaCPP's own collector, which would hide a leak, is off.
 */
final class MemoryProbe {
  private MemoryProbe() {}

  /** Options of a process whose memory is that of native code, but for a constant. */
  static List<String> options() {
    // A heap of one size, in memory from the start, and the compiler that needs little memory
    // itself.
    return List.of(
        "-Xms48m", "-Xmx48m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  }

  /**
   * Arguments: {@code waves} or {@code pictures}, number of blocks, steps a block, bytes to leak at
   * each step.
   */
  public static void main(String[] args) {
    Engine.start(new Engine.Options(true, 0));
    MetaTrainer.Settings<Descent> settings = args[0].equals("waves") ? waves() : pictures();
    int blocks = Integer.parseInt(args[1]);
    int steps = Integer.parseInt(args[2]);
    int leak = Integer.parseInt(args[3]);
    try (Workers workers = new Workers(2);
        Scope leaked = Scope.detached()) {
      MetaTrainer<Descent> trainer = new MetaTrainer<>(settings, workers);
      TrainState state = trainer.start(1);
      for (int block = 0; block < blocks; block++) {
        for (int step = 0; step < steps; step++) {
          state = trainer.train(state, 1);
          leak(leak, leaked);
        }
        System.gc();
        System.out.println("resident " + Engine.residentBytes());
      }
      state.close();
    }
  }

  private static void leak(int bytes, Scope leaked) {
    if (bytes > 0) {
      try (Scope scope = Scope.open()) {
        leaked.adopt(Tensor.zeros(DType.FLOAT32, bytes / 4));
      }
    }
  }

  private static MetaTrainer.Settings<Descent> waves() {
    Algorithm<Descent> maml = Algorithms.maml(new Mlp(List.of(1), List.of(40, 40), 1), 0.01, 1, 1);
    return new MetaTrainer.Settings<>(
        maml, new Waves(), new TaskShape(1, 5, 5), 4, Regime.NONE, Transforms.adam(0.001));
  }

  private static MetaTrainer.Settings<Descent> pictures() {
    Conv4 network = new Conv4(14, 1, 8, 3, Downsampling.POOL, Normalisation.BATCH, 5);
    return new MetaTrainer.Settings<>(
        Algorithms.maml(network, 0.1, 1, 1),
        Pictures.tasks(20, 14),
        new TaskShape(5, 1, 2),
        4,
        Regime.SUPPORT,
        Transforms.adam(0.001));
  }
}
