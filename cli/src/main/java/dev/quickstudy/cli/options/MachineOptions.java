package dev.quickstudy.cli.options;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.tensor.Workers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands that compute want to know of the machine. */
public final class MachineOptions {
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

  @Option(
      names = "--threads-within",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Threads that share the operations of each task, for steps of fewer tasks than"
              + " processors; more than 1 change the last digits of results. ${DEFAULT-VALUE} if"
              + " left out.")
  private int within;

  @Mixin private DeviceOption device;
  @Mixin private CacheOption cache;

  /** The folder with data sets. */
  public Optional<Path> data() {
    return data;
  }

  /** Where things are on this machine; what is done with data is said. */
  public DataLocations places(PrintWriter err) {
    return cache.places(data, threads(), err);
  }

  /** Refuses a number of threads out of range. */
  public void check(HelpfulCommand command) {
    threads.ifPresent(
        number ->
            command.require(
                number >= 1 && number <= MOST_THREADS,
                "--threads must be 1 to " + MOST_THREADS + ", but is " + number));
    command.require(
        within >= 1 && within <= MOST_THREADS,
        "--threads-within must be 1 to " + MOST_THREADS + ", but is " + within);
  }

  /** Makes the engine ready for this process. */
  public void startEngine() {
    device.startEngine();
  }

  /** How many threads to compute on. */
  public int threads() {
    return threads.orElseGet(
        () -> Math.max(1, Runtime.getRuntime().availableProcessors() / within));
  }

  public Workers workers() {
    return new Workers(threads(), within);
  }
}
