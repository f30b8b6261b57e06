package dev.quickstudy.cli;

import dev.quickstudy.data.TextColumns;
import dev.quickstudy.predict.PredictionOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What files of the user's own hold, and which answers are none. */
final class AnswerOptions {
  @Option(
      names = "--text-column",
      paramLabel = "NAME",
      description = "The column of the texts; one of a usual name (text, sentence …) if left out.")
  private Optional<String> textColumn;

  @Option(
      names = {"--label-column", "--target"},
      paramLabel = "NAME",
      description =
          "The column of their classes; one of a usual name (label …) if left out, in tables the last.")
  private Optional<String> labelColumn;

  @Option(
      names = "--unknown-below",
      paramLabel = "P",
      description =
          "Answer 'unknown' where the likeliest class has a probability less than P, 0 … 1.")
  private Optional<Double> unknownBelow;

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

  TextColumns columns() {
    return new TextColumns(textColumn, labelColumn);
  }
}
