package dev.quickstudy.bench;

import dev.quickstudy.bench.Stopwatch.Measured;
import dev.quickstudy.bench.Stopwatch.Pace;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;

/** A peer in a contest: checked, then timed, until something is wrong with it. */
final class PeerEntry implements AutoCloseable {
  /** Meta-gradients in float64 that differ by more are of something else. */
  static final double TOLERANCE = 1e-5;

  private final String name;
  private final boolean ourAllocator;
  private Optional<PeerProcess> process = Optional.empty();
  private Optional<Stopwatch> watch = Optional.empty();
  private OptionalDouble float64 = OptionalDouble.empty();
  private OptionalDouble float32 = OptionalDouble.empty();
  private Optional<String> problem = Optional.empty();

  PeerEntry(String name, boolean ourAllocator) {
    this.name = name;
    this.ourAllocator = ourAllocator;
  }

  /** Starts it, compares its meta-gradients with ours and warms it up. */
  void prepare(Peers peers, Workload workload, int threads, Cases cases, Pace pace) {
    attempt(
        ignored -> {
          Path log = cases.folder().resolve(name + (ourAllocator ? "-allocator" : "") + ".log");
          PeerProcess started = new PeerProcess(peers, name, workload, threads, ourAllocator, log);
          process = Optional.of(started);
          if (!started.offers()) {
            throw new PeerFailure("it has no such workload");
          }
          if (cases.small().isPresent()) {
            float64 = OptionalDouble.of(started.load(cases.small().get()));
            if (!(float64.getAsDouble() <= TOLERANCE)) {
              throw new PeerFailure(
                  String.format(
                      Locale.ROOT,
                      "its meta-gradient differs from ours by %.1e in float64, so it computes"
                          + " something else",
                      float64.getAsDouble()));
            }
          }
          double found = started.load(cases.whole());
          float32 = Double.isNaN(found) ? OptionalDouble.empty() : OptionalDouble.of(found);
          Stopwatch timing = new Stopwatch(started, pace);
          timing.warmUp();
          watch = Optional.of(timing);
        });
  }

  /** One line for people: who it is, and whether it takes part. */
  String scores() {
    return name
        + (ourAllocator ? ", with our allocator's settings" : ", as installed")
        + problem
            .map(why -> ": not timed: " + why)
            .orElseGet(() -> ": its meta-gradient " + difference());
  }

  private String difference() {
    return float64.isPresent()
        ? String.format(
            Locale.ROOT,
            "differs from ours by %.1e in float64, %.1e in float32",
            float64.getAsDouble(),
            float32.orElse(Double.NaN))
        : "is not in question";
  }

  /** A turn, if nothing is wrong with it. */
  void turn() {
    watch.ifPresent(timing -> attempt(ignored -> timing.turn()));
  }

  private void attempt(Consumer<PeerEntry> what) {
    try {
      what.accept(this);
    } catch (PeerFailure e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
      watch = Optional.empty();
      close();
    }
  }

  PeerResult result(Measured ours) {
    Optional<Measured> measured = Optional.empty();
    if (watch.isPresent()) {
      Stopwatch timing = watch.get();
      Measured[] found = new Measured[1];
      attempt(ignored -> found[0] = timing.measured());
      measured = Optional.ofNullable(found[0]);
    }
    return new PeerResult(
        name,
        ourAllocator,
        float64,
        float32,
        of(measured, Measured::median),
        of(measured, ours::ratioOf),
        of(measured, Measured::cpuMs),
        measured.map(Measured::peakMiB).orElse(OptionalDouble.empty()),
        measured.map(Measured::processMiB).orElse(OptionalDouble.empty()),
        problem);
  }

  private static OptionalDouble of(Optional<Measured> measured, Function<Measured, Double> what) {
    return measured
        .map(found -> OptionalDouble.of(what.apply(found)))
        .orElse(OptionalDouble.empty());
  }

  @Override
  public void close() {
    process.ifPresent(PeerProcess::close);
  }

  /**
   * What peers load.
   *
   * @param folder for their logs
   * @param small a few tasks in float64 with our meta-gradient; empty for what has none
   * @param whole what is timed
   */
  record Cases(Path folder, Optional<Path> small, Path whole) {}
}
