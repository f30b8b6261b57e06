package dev.quickstudy.cli;

import dev.quickstudy.cli.options.FileOptions;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.output.AnswerTable;
import dev.quickstudy.predict.FileTask;
import dev.quickstudy.predict.LearnedTask;
import dev.quickstudy.predict.Predictions;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.tensor.Workers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy predict}. */
@Command(
    name = "predict",
    description = {
      "Classifies with a task that was learned before.",
      "",
      "The file is one that adapt --save wrote; it needs neither the run nor the examples again. Each query is judged by"
          + " itself.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support letters --save letters.task",
      "  quickstudy predict --model letters.task --query new.png other.png",
      "  quickstudy predict --model intents.task --query mails.csv --unknown-below 0.5 --json"
    })
final class PredictCommand extends HelpfulCommand {
  @Mixin private JsonOption json;
  @Mixin private FileOptions files;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description = "A learned task, as adapt --save wrote it.")
  private Path model;

  @Option(
      names = "--query",
      paramLabel = "DIR|FILE",
      required = true,
      arity = "1..*",
      description =
          "Pictures or sounds to classify, or folders of them; or files of texts or rows. Folders of classes"
              + " within, or labels, give an accuracy too.")
  private List<Path> query;

  @Option(
      names = "--learner",
      paramLabel = "DIR|FILE",
      description =
          "Where the task's learner is, if the file names it only: a learner file, a folder of such, or a run's"
              + " folder.")
  private Optional<Path> learner;

  @Override
  public void run() {
    files.check(this);
    Runs.requireTask(model);
    requireFound("--query", query);
    files.startEngine();
    try (Workers workers = Workers.ofMachine();
        Resources resources = Resources.of(workers, files.places(err()));
        LearnedTask learned = Runs.task(model, resources, learner)) {
      FileTask task = FileTask.of(learned, files.reading());
      Predictions predictions = FileTask.predict(learned, task.queries(query), files.predictions());
      AnswerTable table = new AnswerTable(task, predictions);
      json.print(out(), table.object(), table.lines());
    }
  }
}
