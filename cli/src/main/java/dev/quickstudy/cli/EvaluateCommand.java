package dev.quickstudy.cli;

import dev.quickstudy.recipe.EvaluationChoice;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.Report;
import dev.quickstudy.recipe.Ring;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.Split;
import dev.quickstudy.train.Workers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {"Judges a trained run on tasks that it has not seen, with 95 % intervals over episodes.", ""},
    footer = {
      "",
      "Examples:",
      "  quickstudy evaluate --run runs/glyphs-5way-1shot --episodes 2000",
      "  quickstudy evaluate --run runs/protonet --data data --ways 20",
      "  quickstudy evaluate --run runs/glyphs-5way-1shot --source omniglot --data data   other tasks than it was trained on"
    })
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--run", required = true, paramLabel = "DIR", description = "the run's folder")
  private Path folder = Path.of(".");

  @Mixin private Options.Data data = new Options.Data();
  @Mixin private Options.Threads threads = new Options.Threads();
  @Mixin private Options.Json json = new Options.Json();

  @Option(names = "--source", paramLabel = "NAME", description = "another task source: omniglot, glyphs")
  private @Nullable String source;

  @Option(names = "--split", paramLabel = "NAME", description = "train, validation or test (default: test)")
  private Split split = Split.TEST;

  @Option(names = "--ways", paramLabel = "W", description = "classes a task")
  private @Nullable Integer ways;

  @Option(names = "--shots", paramLabel = "K", description = "support examples a class")
  private @Nullable Integer shots;

  @Option(names = "--queries", paramLabel = "Q", description = "query examples a class")
  private @Nullable Integer queries;

  @Option(names = "--episodes", paramLabel = "E", description = "number of tasks")
  private @Nullable Integer episodes;

  @Option(names = "--inner-steps", paramLabel = "N", description = "inner steps, for learners that descend")
  private @Nullable Integer innerSteps;

  @Option(names = "--seed", paramLabel = "N", description = "which episodes: the same seed gives the same")
  private @Nullable Long seed;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    EvaluationChoice choice =
        new EvaluationChoice(
            split,
            Optional.ofNullable(ways),
            Optional.ofNullable(shots),
            Optional.ofNullable(queries),
            Optional.ofNullable(episodes),
            Optional.ofNullable(innerSteps),
            Optional.ofNullable(seed));
    try (Workers workers = threads.start();
        OpenRun run = OpenRun.open(folder)) {
      Optional<SourceSpec> other = Optional.ofNullable(source).map(SourceSpec::named);
      Ring ring = Ring.judging(run.recipe(), other, data.folder());
      console.note("judging %s after %d steps on %s …", run.recipe().name(), run.step(), ring.source().name());
      Report report = ring.evaluate(run.model(), choice, workers);
      Reports.heading(console, report);
      Reports.rows(console, run.recipe().name(), report);
      if (json.wanted()) {
        console.json(Reports.json(report));
      }
    }
    return 0;
  }
}
