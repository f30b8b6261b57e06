package dev.quickstudy.cli;

import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.MachineOptions;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.cli.output.Failures;
import dev.quickstudy.cli.output.Scores;
import dev.quickstudy.cli.output.ShownTraining;
import dev.quickstudy.cli.output.TextTable;
import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.experiment.RunSettings;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.experiment.TrainingSession;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.TrainingRun;
import dev.quickstudy.train.files.TrainingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quickstudy compare}. */
@Command(
    name = "compare",
    description = {
      "Trains several recipes under the same budget, judges all on the same tasks, and prints one table.",
      "",
      "The budget is time of one processor spent in training steps, so that a comparison on a busy machine, or with"
          + " several threads, stays fair. Runs are kept under --out; the same command again trains no finished one"
          + " anew and goes on with one that was cut off.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy compare sinusoid-maml-quick sinusoid-cavia --minutes 1",
      "  quickstudy compare omniglot-compare-maml omniglot-compare-protonet --minutes 5 --data data",
    })
final class CompareCommand extends HelpfulCommand {
  private static final int TIMED_TASKS = 25;

  private static final int WARM_UP = 50;

  /**
   * Processor time is fair on a busy machine. The first recipe must not pay for compiling what all
   * share.
   */
  private static final TrainingOptions OPTIONS =
      TrainingOptions.resuming()
          .unplanned()
          .withClock(TrainingRun.Clock.PROCESSOR)
          .withWarmUp(WARM_UP);

  @Mixin private MachineOptions machine;
  @Mixin private JsonOption json;

  @Parameters(
      arity = "1..*",
      paramLabel = "RECIPE",
      description = "Names that 'quickstudy recipes' lists, or YAML files.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description =
          "Minutes of one processor for each recipe, or its steps, whichever end first; what each recipe says if left"
              + " out.")
  private Optional<Double> minutes;

  @Option(
      names = "--episodes",
      paramLabel = "E",
      description = "Test tasks; those of the first recipe if left out.")
  private Optional<Integer> episodes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of all randomness in training; test tasks stay the same.")
  private Optional<Long> seed;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Replaces a value in all recipes, for instance evaluation.shots=10.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs/compare",
      description = "Where the runs are kept, a folder each; ${DEFAULT-VALUE} if left out.")
  private Path folder;

  /** What one recipe came to. */
  private record Row(
      Recipe recipe,
      EvaluationResult report,
      long steps,
      double seconds,
      double secondsToAdapt,
      OptionalLong peak,
      long numbers) {}

  @Override
  public void run() {
    machine.check(this);
    minutes.ifPresent(
        number ->
            require(
                number > 0 && Double.isFinite(number),
                "--minutes must be more than 0 and finite, but is " + number));
    List<Recipe> recipes = recipes();
    machine.startEngine();
    List<Experiment> experiments = experiments(recipes);
    requireSameTasks(experiments);
    recipes.forEach(this::requireOwnRun);
    List<Row> rows = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    try (Workers workers = machine.workers()) {
      for (Experiment experiment : experiments) {
        try {
          Optional<Row> row = row(experiment, workers);
          if (row.isEmpty()) {
            return;
          }
          rows.add(row.get());
        } catch (TrainingException e) { // it diverged, say; the others need not wait for it
          failed.add(experiment.recipe().name());
          err().println(experiment.recipe().name() + " failed: " + Failures.message(e));
        }
      }
    }
    if (!rows.isEmpty()) {
      json.print(out(), object(rows), lines(rows));
    }
    if (!failed.isEmpty()) {
      throw new CommandFailure(
          "no figures of " + String.join(", ", failed) + "; what went wrong is said above");
    }
  }

  /** The parts of each recipe; the data of recipes with the same source is read once. */
  private List<Experiment> experiments(List<Recipe> recipes) {
    Map<SourceSpec, TaskSource> sources = new LinkedHashMap<>();
    List<Experiment> experiments = new ArrayList<>();
    for (Recipe recipe : recipes) {
      TaskSource source =
          sources.computeIfAbsent(recipe.source(), spec -> spec.open(machine.places(err())));
      experiments.add(Experiment.of(recipe, source));
    }
    return experiments;
  }

  private List<Recipe> recipes() {
    List<Recipe> recipes = new ArrayList<>();
    for (String name : names) {
      Recipe recipe = Recipes.resolve(name);
      require(
          recipes.stream().noneMatch(other -> other.name().equals(recipe.name())),
          "two recipes are called " + recipe.name() + "; name each once");
      recipes.add(recipe);
    }
    int judged = episodes.orElse(recipes.get(0).evaluation().episodes());
    List<String> changes = new ArrayList<>(assignments);
    changes.add("evaluation.episodes=" + judged);
    changes.add("training.validation.every=0");
    seed.ifPresent(number -> changes.add("training.seed=" + number));
    minutes.ifPresent(number -> changes.add("training.minutes=" + number));
    return recipes.stream().map(recipe -> Recipes.override(recipe, changes)).toList();
  }

  /** Figures of different tasks must not stand in one table. */
  private void requireSameTasks(List<Experiment> experiments) {
    Experiment first = experiments.get(0);
    for (Experiment experiment : experiments.subList(1, experiments.size())) {
      requireSame(
          "task source", first, first.source().name(), experiment, experiment.source().name());
      requireSame(
          "data",
          first,
          first.source().fingerprint(),
          experiment,
          experiment.source().fingerprint());
      requireSame(
          "size of test tasks",
          first,
          first.recipe().evaluation().shape().toString(),
          experiment,
          experiment.recipe().evaluation().shape().toString());
      requireSame(
          "seed of test tasks",
          first,
          String.valueOf(first.recipe().evaluation().seed()),
          experiment,
          String.valueOf(experiment.recipe().evaluation().seed()));
    }
  }

  private void requireSame(String what, Experiment a, String ofA, Experiment b, String ofB) {
    require(
        ofA.equals(ofB),
        a.recipe().name()
            + " and "
            + b.recipe().name()
            + " cannot be compared: their "
            + what
            + " differs ("
            + ofA
            + "; "
            + ofB
            + ")");
  }

  /** Trains and judges one; empty if the process was asked to end. */
  private Optional<Row> row(Experiment experiment, Workers workers) {
    Recipe recipe = experiment.recipe();
    Path home = home(recipe);
    err().println("training " + recipe.name() + " in " + home);
    try (TrainingSession session = experiment.begin(home, OPTIONS, workers)) {
      Optional<TrainingSummary.Trained> trained =
          ShownTraining.of(session, recipe, err(), "the same command");
      if (trained.isEmpty()) {
        return Optional.empty();
      }
      err().println("judging " + recipe.name());
      try (Scope scope = Scope.open();
          OpenRun run = OpenRun.open(home)) {
        return Optional.of(
            new Row(
                recipe,
                experiment.evaluate(run.model(), EvaluationChoice.of(Split.TEST), workers),
                trained.get().steps(),
                trained.get().seconds(),
                experiment.secondsToAdapt(run.model(), TIMED_TASKS, workers),
                RunFolder.peakMemory(home),
                run.model().phi().elements()));
      }
    }
  }

  private Path home(Recipe recipe) {
    return folder.resolve(recipe.name());
  }

  /**
   * Refuses a folder that holds another recipe's run, or one that has had a greater budget. The
   * number of test tasks is no matter of training.
   */
  private void requireOwnRun(Recipe recipe) {
    Path home = home(recipe);
    if (!RunFolder.holdsRun(home)) {
      return;
    }
    Recipe before = Runs.recipe(home);
    Recipe held =
        Recipes.override(before, List.of("evaluation.episodes=" + recipe.evaluation().episodes()));
    RunSettings.requireSame(home, before, recipe);
    if (before.training().steps() > recipe.training().steps()
        || minutes(before) > minutes(recipe)) {
      throw new CommandFailure(
          home
              + " holds a run of a greater budget: "
              + Recipes.difference(held, recipe).orElseThrow()
              + " as asked for; name another --out");
    }
  }

  private static double minutes(Recipe recipe) {
    double minutes = recipe.training().minutes();
    return minutes > 0 ? minutes : Double.POSITIVE_INFINITY;
  }

  private static List<String> lines(List<Row> rows) {
    EvaluationResult first = rows.get(0).report();
    List<String> lines = new ArrayList<>();
    lines.add(first.tasks());
    lines.add("");
    List<String> headings = new ArrayList<>(List.of("recipe"));
    List<Integer> innerSteps = innerSteps(rows);
    if (innerSteps.isEmpty()) {
      headings.addAll(List.of("inductive", "by", "transductive", "by"));
    } else {
      innerSteps.forEach(steps -> headings.add("error after " + steps));
    }
    headings.addAll(
        List.of("steps", "minutes", "s/step", "ms to adapt", "peak memory", "numbers in φ"));
    TextTable table = new TextTable(headings.toArray(String[]::new));
    for (Row row : rows) {
      List<String> cells = new ArrayList<>(List.of(row.recipe().name()));
      if (innerSteps.isEmpty()) {
        cells.addAll(Scores.cells(row.report().inductive()));
        cells.addAll(Scores.cells(row.report().transductive()));
      } else {
        innerSteps.forEach(
            steps ->
                cells.add(
                    Scores.cell(Optional.ofNullable(row.report().meanSquaredError().get(steps)))));
      }
      cells.add(Long.toString(row.steps()));
      cells.add(Wording.number("%.2f", row.seconds() / 60));
      cells.add(Wording.number("%.4f", row.seconds() / Math.max(1, row.steps())));
      cells.add(Wording.number("%.2f", 1000 * row.secondsToAdapt()));
      cells.add(row.peak().isPresent() ? Wording.bytes(row.peak().getAsLong()) : "–");
      cells.add(Long.toString(row.numbers()));
      table.row(cells.toArray(String[]::new));
    }
    lines.addAll(table.lines());
    return lines;
  }

  private static List<Integer> innerSteps(List<Row> rows) {
    return rows.stream()
        .flatMap(row -> row.report().meanSquaredError().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  private static Map<String, Object> object(List<Row> rows) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("recipe", row.recipe().name());
      one.put("steps", row.steps());
      one.put("processorSeconds", row.seconds());
      one.put("secondsPerStep", row.seconds() / Math.max(1, row.steps()));
      one.put("secondsToAdapt", row.secondsToAdapt());
      row.peak().ifPresent(bytes -> one.put("peakBytes", bytes));
      one.put("metaParameters", row.numbers());
      one.put("evaluation", Scores.json(row.report()));
      list.add(one);
    }
    return Map.of("recipes", list);
  }
}
