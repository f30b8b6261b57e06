package dev.quickstudy.cli;

import dev.quickstudy.recipe.Places;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.train.Workers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands that compute want to know of the machine. */
final class MachineOptions {
  private static final int MOST_THREADS = 1024;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder that holds data sets, for recipes that read one (quickstudy data list).")
  private Optional<Path> data;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads to compute on, 1 to 1024; they change the speed and no bit of a result."
              + " All processors if left out.")
  private Optional<Integer> threads;

  @Mixin private CacheOption cache;

  /** The folder with data sets. */
  Optional<Path> data() {
    return data;
  }

  /** Where things are on this machine; what is done with data is said. */
  Places places(PrintWriter err) {
    return cache.places(data, threads(), err);
  }

  /** Refuses a number of threads out of range. */
  void check(HelpfulCommand command) {
    threads.ifPresent(
        number ->
            command.require(
                number >= 1 && number <= MOST_THREADS,
                "--threads must be 1 to " + MOST_THREADS + ", but is " + number));
  }

  /** Starts the engine for this process, which is ours. */
  static void startEngine() {
    Engine.start(new Engine.Options(true, 0));
  }

  /** How many threads to compute on. */
  int threads() {
    return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  Workers workers() {
    return new Workers(threads());
  }

  /** The same, but for a bound. */
  Workers workers(Optional<Integer> most) {
    return new Workers(Math.min(threads(), most.orElse(Integer.MAX_VALUE)));
  }
}
