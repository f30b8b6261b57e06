package dev.quickstudy.cli.options;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.predict.PredictionOptions;
import dev.quickstudy.recipe.DataLocations;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How files of the user's own are read and answered, for the commands that do so. */
public final class FileOptions {
  @Mixin private DeviceOption device;
  @Mixin private CacheOption cache;

  @Mixin private AnswerOptions answers;
  @Mixin private ReadingOptions reading;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder of data; needed only where the recipe of the run names an encoder in it.")
  private Optional<Path> data;

  public void check(HelpfulCommand command) {
    answers.check(command);
  }

  /** Whether an answer may be none. */
  public boolean knowsUnknown() {
    return answers.knowsUnknown();
  }

  /** What is wanted of predictions; nearest examples are not shown. */
  public PredictionOptions predictions() {
    return answers.predictions();
  }

  public void startEngine() {
    device.startEngine();
  }

  public RowOptions reading() {
    return reading.options();
  }

  public DataLocations places(PrintWriter err) {
    return cache.places(data, Runtime.getRuntime().availableProcessors(), err);
  }
}
