package dev.quickstudy.cli;

import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.MachineOptions;
import dev.quickstudy.cli.output.DelayedMessage;
import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.report.RunPage;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy report}. */
@Command(
    name = "report",
    description = {
      "Writes a page about a run: what was trained on what, how it went, how good it is, example tasks with their"
          + " predictions, what is confused, and a map of embeddings.",
      "",
      "One HTML file that asks for nothing from outside: open it, print it, send it on. The run is judged anew, as train"
          + " does at its end.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy report --run runs/glyphs-5way-1shot",
      "  quickstudy report --run runs/omniglot --data data --out omniglot.html",
      "  quickstudy report --run runs/omniglot --data data --episodes 100   sooner, with wider intervals"
    })
final class ReportCommand extends HelpfulCommand {
  @Mixin private MachineOptions machine;
  @Mixin private JsonOption json;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      required = true,
      description = "The run's folder, as given to train.")
  private Path run;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The HTML file to write; report.html in the run's folder if left out.")
  private Optional<Path> out;

  @Option(
      names = "--episodes",
      paramLabel = "E",
      description = "Tasks to judge on, at least 2; as many as the recipe says if left out.")
  private Optional<Integer> episodes;

  @Override
  public void run() {
    machine.check(this);
    Path file = out.orElse(run.resolve("report.html"));
    Path folder = file.toAbsolutePath().getParent();
    require(
        !Files.isDirectory(file)
            && (out.isEmpty() || (folder != null && Files.isDirectory(folder))),
        "--out must be a file in a folder that exists, but is " + file);
    EvaluationChoice choice =
        new EvaluationChoice(
            Split.TEST,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            episodes,
            Optional.empty(),
            Optional.empty());
    Runs.requireLearner(run);
    machine.startEngine();
    try (OpenRun opened = Runs.open(run);
        Workers workers = machine.workers()) {
      Experiment experiment =
          Experiment.judging(opened.recipe(), Optional.empty(), machine.places(err()));
      AtomicFile.replace(file, page(opened, experiment, choice, workers));
    }
    json.print(out(), Map.of("page", file.toString()), List.of("the page is in " + file));
  }

  private String page(
      OpenRun opened, Experiment experiment, EvaluationChoice choice, Workers workers) {
    try (DelayedMessage note =
        new DelayedMessage(err(), "judging on " + experiment.source().name() + " …")) {
      return RunPage.of(run, opened, experiment, choice, workers);
    }
  }
}
