package dev.quickstudy.cli;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.predict.PredictionOptions;
import dev.quickstudy.recipe.Places;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How files of the user's own are read and answered, for the commands that do so. */
final class FileOptions {
  @Mixin private DeviceOption device;
  @Mixin private CacheOption cache;

  @Mixin private ReadingOptions reading;

  @Option(
      names = "--unknown-below",
      paramLabel = "P",
      description =
          "Answer 'unknown' where the likeliest class has a probability less than P, 0 … 1.")
  private Optional<Double> unknownBelow;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder of data; needed only where the recipe of the run names an encoder in it.")
  private Optional<Path> data;

  void check(HelpfulCommand command) {
    unknownBelow.ifPresent(
        p -> command.require(p >= 0 && p <= 1, "--unknown-below must be in 0 … 1, but is " + p));
  }

  /** Whether an answer may be none. */
  boolean knowsUnknown() {
    return unknownBelow.orElse(0.0) > 0;
  }

  /** What is wanted of predictions; nearest examples are not shown. */
  PredictionOptions predictions() {
    return new PredictionOptions(unknownBelow.orElse(0.0), 0);
  }

  void startEngine() {
    device.startEngine();
  }

  RowOptions reading() {
    return reading.options();
  }

  Places places(PrintWriter err) {
    return cache.places(data, Runtime.getRuntime().availableProcessors(), err);
  }
}
