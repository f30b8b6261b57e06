package dev.quickstudy.bench;

import dev.quickstudy.bench.Stopwatch.Measured;
import dev.quickstudy.bench.Stopwatch.Pace;
import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.data.characters.Omniglot;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.tensor.Workers;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Times workloads, one after the other, each beside the machine's limit and, on request, beside
 * peers: in every round ours has a turn, then each peer.
 */
public final class Benchmark {
  private static final double WARM_MS = 1500;
  private static final double TURN_MS = 300;
  private static final int CHECKED_TASKS = 2;

  private final Pace pace;
  private final Optional<Peers> peers;
  private final Workers workers;
  private final Consumer<String> say;
  private final LazyTasks pictures;

  /**
   * Sets it up; nothing runs yet.
   *
   * @param rounds at least 1
   * @param data the folder that holds Omniglot; generated characters take its place if empty
   * @param peers whom to run beside
   * @param say takes progress, line by line
   */
  public Benchmark(
      int rounds,
      Optional<Path> data,
      Optional<Peers> peers,
      Workers workers,
      Consumer<String> say) {
    this(
        new Pace(WARM_MS, TURN_MS, rounds, MachineRate.SIZE),
        new LazyTasks(
            () ->
                data.map(folder -> new Omniglot(folder, Omniglot.Division.VINYALS).tasks())
                    .orElseGet(() -> Glyphs.standard().tasks())),
        peers,
        workers,
        say);
  }

  Benchmark(
      Pace pace, LazyTasks pictures, Optional<Peers> peers, Workers workers, Consumer<String> say) {
    this.pace = pace;
    this.pictures = pictures;
    this.peers = peers;
    this.workers = workers;
    this.say = say;
  }

  /** Runs workloads in the order of {@link Workload}. */
  public Results run(List<Workload> workloads) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    double rate = MachineRate.products(workers, pace.productSize());
    List<Row> rows = new ArrayList<>();
    for (Workload workload : workloads.stream().distinct().sorted().toList()) {
      rows.add(row(workload, rate));
    }
    return new Results(workers.threads(), rate, load, rows);
  }

  private Row row(Workload workload, double rate) {
    say.accept("timing " + workload.label() + ": " + workload.description());
    boolean alone = workload.step().tasks() == 1 && workload != Workload.SAMPLING;
    try (TemporaryFolder folder = new TemporaryFolder();
        Workers helped = new Workers(1, workers.threads());
        Ours ours = ours(workload, alone ? helped : workers)) {
      List<PeerEntry> entries = entries(workload);
      Optional<PeerEntry.Cases> cases =
          entries.isEmpty() ? Optional.empty() : Optional.of(cases(folder.path(), workload));
      ProcessMemory.giveBack();
      Stopwatch watch = new Stopwatch(ours, pace);
      watch.warmUp();
      try {
        for (PeerEntry entry : entries) {
          entry.prepare(
              peers.orElseThrow(), workload, workers.threads(), cases.orElseThrow(), pace);
          say.accept("  " + entry.scores());
        }
        for (int i = 0; i < pace.rounds(); i++) {
          watch.turn();
          entries.forEach(PeerEntry::turn);
        }
        Measured measured = watch.measured();
        List<PeerResult> results = entries.stream().map(e -> e.result(measured)).toList();
        return Row.of(workload, measured, limitMs(workload, rate), formula(workload), results);
      } finally {
        entries.forEach(PeerEntry::close);
      }
    }
  }

  private Ours ours(Workload workload, Workers on) {
    return switch (workload) {
      case ADAPT -> Ours.adapting(workload.step(), pictures, on);
      case SAMPLING ->
          Ours.sampling(workload.step().shape(), pictures.get(), Workload.EPISODES, on);
      default -> Ours.training(workload.step(), pictures, on);
    };
  }

  private double limitMs(Workload workload, double rate) {
    if (workload == Workload.SAMPLING) {
      int numbers = numbers(workload.step().shape());
      return 1e3 * numbers / MachineRate.copies(workers, numbers);
    }
    return 1e3 * work(workload).flop() / rate;
  }

  private static String formula(Workload workload) {
    TaskShape shape = workload.step().shape();
    return workload == Workload.SAMPLING
        ? "copying %d·%d·(%d + %d)·28² = %,d float32 numbers"
            .formatted(
                Workload.EPISODES, shape.ways(), shape.minShots(), shape.queries(), numbers(shape))
        : work(workload).formula();
  }

  private static MultiplyAdds.Work work(Workload workload) {
    return workload == Workload.ADAPT
        ? MultiplyAdds.adaptation(workload.step())
        : MultiplyAdds.metaStep(workload.step());
  }

  private static int numbers(TaskShape shape) {
    return Workload.EPISODES * shape.ways() * (shape.minShots() + shape.queries()) * 28 * 28;
  }

  /** All peers, as installed and with our allocator's settings; none adapts to a single task. */
  private List<PeerEntry> entries(Workload workload) {
    List<PeerEntry> entries = new ArrayList<>();
    if (peers.isPresent() && workload != Workload.ADAPT) {
      for (String contender : peers.get().contenders()) {
        entries.add(new PeerEntry(contender, false));
        entries.add(new PeerEntry(contender, true));
      }
    }
    return entries;
  }

  private PeerEntry.Cases cases(Path folder, Workload workload) {
    MetaStep step = workload.step();
    Path whole = folder.resolve("whole.safetensors");
    if (workload == Workload.SAMPLING) {
      CaseFile.writePictures(whole, step.shape(), pictures.get());
      return new PeerEntry.Cases(folder, Optional.empty(), whole);
    }
    Path small = folder.resolve("small.safetensors");
    int few = Math.min(CHECKED_TASKS, step.tasks());
    // On a worker, as in training: one thread an operation.
    workers.map(
        1,
        ignored -> {
          CaseFile.write(small, step, pictures, few, DType.FLOAT64);
          CaseFile.write(whole, step, pictures, step.tasks(), DType.FLOAT32);
          return true;
        });
    return new PeerEntry.Cases(folder, Optional.of(small), whole);
  }
}
