package dev.quickstudy.cli;

import dev.quickstudy.tensor.Engine;
import dev.quickstudy.train.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that several commands share. */
final class Options {
  private Options() {}

  /** Where data sets are. */
  static final class Data {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "folder with data sets (quickstudy data get NAME fetches one)")
    private @Nullable Path folder;

    /**
     * The folder, if given.
     *
     * @throws IllegalArgumentException if it is not there
     */
    Optional<Path> folder() {
      if (folder != null && !Files.isDirectory(folder)) {
        throw new IllegalArgumentException("--data " + folder + " is no folder; name the folder that holds the data sets");
      }
      return Optional.ofNullable(folder);
    }
  }

  /** How much of the machine is used. */
  static final class Threads {
    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "threads that tasks run on (default: all processors); changes no bit of a result")
    private int threads;

    /** Starts the engine and its threads. */
    Workers start() {
      if (threads < 0 || threads > 1024) {
        throw new IllegalArgumentException("--threads must be 1 … 1024, but is " + threads);
      }
      Engine.start(new Engine.Options(true));
      return threads == 0 ? Workers.ofMachine() : new Workers(threads);
    }
  }

  /** Results for programs. */
  static final class Json {
    @Option(names = "--json", description = "print one JSON object as the last line of the output")
    private boolean wanted;

    boolean wanted() {
      return wanted;
    }
  }
}
