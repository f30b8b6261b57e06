package dev.quickstudy.cli.options;

import dev.quickstudy.predict.PredictionOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which answers are none. */
public final class AnswerOptions {
  @Option(
      names = "--unknown-below",
      paramLabel = "P",
      description =
          "Answer 'unknown' where the likeliest class has a probability less than P, 0 … 1.")
  private Optional<Double> unknownBelow;

  @Option(
      names = "--unknown-rate",
      paramLabel = "R",
      description =
          "Answer 'unknown' where an input is unlike the examples, so that a share R of inputs like them is"
              + " called so by mistake, for instance 0.05. It needs at least 1/R - 1 examples.")
  private Optional<Double> unknownRate;

  public void check(HelpfulCommand command) {
    unknownBelow.ifPresent(
        p -> command.require(p >= 0 && p <= 1, "--unknown-below must be in 0 … 1, but is " + p));
    unknownRate.ifPresent(
        r ->
            command.require(r > 0 && r < 1, "--unknown-rate must be between 0 and 1, but is " + r));
  }

  /** Whether an answer may be none. */
  public boolean knowsUnknown() {
    return unknownBelow.orElse(0.0) > 0 || unknownRate.isPresent();
  }

  /** What is wanted of predictions; nearest examples are not shown. */
  public PredictionOptions predictions() {
    return new PredictionOptions(unknownBelow.orElse(0.0), unknownRate.orElse(0.0), 0);
  }
}
