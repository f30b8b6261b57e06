package dev.quickstudy.cli;

import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.MachineOptions;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.cli.output.DelayedMessage;
import dev.quickstudy.cli.output.Failures;
import dev.quickstudy.cli.output.ShownTraining;
import dev.quickstudy.cli.output.SummaryLines;
import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.JudgedRun;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.experiment.RunSettings;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.experiment.TrainingSession;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.SourceSpec;
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
import java.util.stream.Collectors;
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
          + " anew, judges none again whose model, recipe and data are the same, and goes on with one that was cut off.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy compare sinusoid-maml-quick sinusoid-cavia --minutes 1",
      "  quickstudy compare omniglot-compare-maml omniglot-compare-protonet --minutes 5 --data data",
      "  quickstudy compare sinusoid-maml-quick sinusoid-cavia --minutes 1 --seeds 3",
    })
final class CompareCommand extends HelpfulCommand {
  private static final int TIMED_TASKS = 25;

  private static final int WARM_UP = 50;
  private static final int MOST_SEEDS = 1000;

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

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How often each recipe is trained, with seeds one after the other; the table then says how much training runs"
              + " differ, and ranks; ${DEFAULT-VALUE} if left out.")
  private int seeds;

  @Override
  public void run() {
    machine.check(this);
    require(
        seeds >= 1 && seeds <= MOST_SEEDS,
        "--seeds must be in 1 … " + MOST_SEEDS + ", but is " + seeds);
    minutes.ifPresent(
        number ->
            require(
                number > 0 && Double.isFinite(number),
                "--minutes must be more than 0 and finite, but is " + number));
    List<Recipe> recipes = recipes();
    machine.startEngine();
    List<Experiment> experiments = experiments(recipes);
    requireSameTasks(experiments);
    for (int number = 0; number < seeds; number++) {
      for (Recipe recipe : recipes) {
        requireOwnRun(seeded(recipe, number), home(recipe, number));
      }
    }
    Map<String, List<ComparedRun>> runs = new LinkedHashMap<>();
    Map<String, List<String>> failed = new LinkedHashMap<>();
    try (Workers workers = machine.workers()) {
      // All recipes once before any of them again: what is cut off has whole tables of fewer runs.
      for (int number = 0; number < seeds; number++) {
        for (Experiment experiment : experiments) {
          String name = experiment.recipe().name();
          Path home = home(experiment.recipe(), number);
          try {
            Optional<ComparedRun> run =
                run(
                    Experiment.of(seeded(experiment.recipe(), number), experiment.source()),
                    home,
                    workers);
            if (run.isEmpty()) {
              return;
            }
            runs.computeIfAbsent(name, ignored -> new ArrayList<>()).add(run.get());
          } catch (TrainingException e) { // it diverged, say; the others need not wait for it
            String which = number == 0 ? name : home.getFileName().toString();
            failed.computeIfAbsent(name, ignored -> new ArrayList<>()).add(which);
            err().println(which + " failed: " + Failures.message(e));
          }
        }
      }
    }
    if (!runs.isEmpty()) {
      Map<String, Integer> lost = new LinkedHashMap<>();
      failed.forEach((name, which) -> lost.put(name, which.size()));
      ComparisonTable table = new ComparisonTable(runs, lost);
      json.print(out(), table.object(), table.lines());
    }
    if (!failed.isEmpty()) {
      throw new CommandFailure(
          "no figures of "
              + failed.values().stream().flatMap(List::stream).collect(Collectors.joining(", "))
              + "; what went wrong is said above");
    }
  }

  /** The same recipe with the seed of one of its runs. */
  private static Recipe seeded(Recipe recipe, int number) {
    return number == 0
        ? recipe
        : Recipes.override(
            recipe,
            List.of("training.seed=" + Math.addExact(recipe.training().seed(), (long) number)));
  }

  /** The parts of each recipe; the data of recipes with the same source is read once. */
  private List<Experiment> experiments(List<Recipe> recipes) {
    Map<SourceSpec, TaskSource> sources = new LinkedHashMap<>();
    List<Experiment> experiments = new ArrayList<>();
    for (Recipe recipe : recipes) {
      TaskSource source =
          sources.computeIfAbsent(recipe.source(), spec -> spec.open(machine.locations(err())));
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
          "query marginal",
          first,
          first.recipe().evaluation().queryMarginal().toString(),
          experiment,
          experiment.recipe().evaluation().queryMarginal().toString());
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
  private Optional<ComparedRun> run(Experiment experiment, Path home, Workers workers) {
    Recipe recipe = experiment.recipe();
    String name = recipe.name() + (seeds == 1 ? "" : ", seed " + recipe.training().seed());
    err().println("training " + name + " in " + home);
    try (TrainingSession session = experiment.begin(home, OPTIONS, workers)) {
      Optional<TrainingSummary.Trained> trained =
          ShownTraining.of(session, recipe, err(), "the same command");
      if (trained.isEmpty()) {
        return Optional.empty();
      }
      SummaryLines.setbacks(trained.get().setbacks()).ifPresent(err()::println);
      try (Scope scope = Scope.open();
          OpenRun run = OpenRun.open(home)) {
        JudgedRun judged = judged(experiment, home, run, workers);
        EvaluationResult result = judged.result();
        result.requireFinite("the model of step %d in %s".formatted(run.step(), home));
        return Optional.of(
            new ComparedRun(
                recipe,
                result,
                trained.get().steps(),
                trained.get().seconds(),
                judged.secondsToAdapt(),
                RunFolder.peakMemory(home),
                run.model().phi().elements()));
      }
    }
  }

  private JudgedRun judged(Experiment experiment, Path home, OpenRun run, Workers workers) {
    try (DelayedMessage note = new DelayedMessage(err(), "judging the run in " + home + " …")) {
      return JudgedRun.of(experiment, home, run, TIMED_TASKS, workers);
    }
  }

  /** The folder of a run; that of the first is what it was when each recipe had one run. */
  private Path home(Recipe recipe, int number) {
    return folder.resolve(
        number == 0
            ? recipe.name()
            : recipe.name() + "-seed-" + seeded(recipe, number).training().seed());
  }

  /**
   * Refuses a folder that holds another recipe's run, or one that has had a greater budget. The
   * number of test tasks is no matter of training.
   */
  private void requireOwnRun(Recipe recipe, Path home) {
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
}
