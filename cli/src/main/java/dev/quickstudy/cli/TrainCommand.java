package dev.quickstudy.cli;

import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.MachineOptions;
import dev.quickstudy.cli.options.MemoryOption;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.cli.output.ShownTraining;
import dev.quickstudy.cli.output.SummaryLines;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.RunSettings;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.experiment.TrainingSession;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.tensor.Device;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.MemoryPlan;
import dev.quickstudy.train.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quickstudy train}. */
@Command(
    name = "train",
    description = {
      "Meta-trains a learner by a recipe, then judges it on test tasks beside the same learner untrained.",
      "",
      "The run folder holds the recipe (config.yaml), a line of figures every so many steps (metrics.jsonl) and the"
          + " learner (checkpoint.safetensors, best.safetensors). Ctrl-C writes a checkpoint first; whatever ends a run,"
          + " --resume goes on to the same result, bit for bit.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy train glyphs-5way-1shot",
      "  quickstudy train omniglot-5way-1shot-protonet-quick --data data --run runs/omniglot --minutes 20",
      "  quickstudy train --run runs/omniglot --data data --resume",
      "  quickstudy train omniglot-5way-1shot-maml-quick --data data --plan --memory 1GiB",
      "  quickstudy train sinusoid-maml-quick --set learner.rate=0.02 --set training.tasks=10 --seed 7",
      "  quickstudy recipes                      what RECIPE can be"
    })
final class TrainCommand extends HelpfulCommand {
  @Mixin private MachineOptions machine;
  @Mixin private JsonOption json;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description =
          "A name that 'quickstudy recipes' lists, or a YAML file. May be left out with --resume.")
  private Optional<String> name;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "The run's folder; runs/RECIPE (or runs/RECIPE-2 …) if left out.")
  private Optional<Path> run;

  @Option(names = "--steps", paramLabel = "N", description = "Where training ends.")
  private Optional<Long> steps;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "Ends training earlier, after so many minutes over all sessions of the run.")
  private Optional<Double> minutes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of all randomness: the same seed, the same result.")
  private Optional<Long> seed;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Replaces a value of the recipe, for instance training.tasks=8.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "The most that the process may hold, such as 4GiB: inner steps are then recomputed rather than"
              + " kept, or fewer threads used, where it does not suffice. What the machine has left, if left out.")
  private Optional<String> memory;

  @Option(names = "--plan", description = "Say what training would need of memory, and end.")
  private boolean plan;

  @Option(
      names = "--resume",
      description = "Go on with the run in --run, from its last checkpoint or from the start.")
  private boolean resume;

  @Override
  public void run() {
    List<String> changes = changes();
    Optional<Recipe> named = name.map(Recipes::resolve);
    require(
        named.isPresent() || (resume && run.isPresent()),
        resume
            ? "--resume without a recipe needs --run DIR"
            : "name a recipe, such as glyphs-5way-1shot; 'quickstudy recipes' lists them");
    Optional<Path> held =
        resume
            ? run.or(() -> named.map(own -> Runs.home(Recipes.override(own, changes))))
                .filter(RunFolder::holdsRun)
            : Optional.empty();
    Recipe recipe = recipe(named, changes, held);
    Path folder =
        held.or(() -> run).orElseGet(() -> resume ? Runs.home(recipe) : Runs.unused(recipe));
    machine.startEngine();
    Experiment experiment = Experiment.open(recipe, machine.locations(err()));
    Optional<Long> bytes = memory.flatMap(MemoryOption::bytes);
    if (plan) {
      plan(experiment, bytes);
      return;
    }
    TrainingOptions options = new TrainingOptions(resume, true, bytes, Optional.empty(), 0);
    try (Workers workers = machine.workers();
        TrainingSession session = experiment.begin(folder, options, workers)) {
      if (resume && !session.resumed()) {
        err().println("there was no run in " + folder + " yet; this one begins");
      }
      train(experiment, session).ifPresent(trained -> judge(recipe, session, trained));
    }
  }

  private void judge(Recipe recipe, TrainingSession session, TrainingSummary.Trained trained) {
    err().println("judging on " + recipe.evaluation().episodes() + " test tasks …");
    long start = System.nanoTime();
    TrainingSummary summary = session.judge(trained);
    err()
        .println(
            "calibrated and judged, beside %s without training, in %s"
                .formatted(
                    Wording.count(summary.scores().byLearner().size() - 1, "learner"),
                    Wording.duration((System.nanoTime() - start) / 1e9)));
    json.print(
        out(),
        SummaryLines.json(summary),
        SummaryLines.lines(summary, "quickstudy report --run " + session.folder() + data()));
    summary.requireFinite(); // what there is has been printed
  }

  private void plan(Experiment experiment, Optional<Long> bytes) {
    MemoryPlan known =
        experiment
            .memory(machine.threads(), true)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        Engine.device() == Device.CUDA
                            ? "what a GPU's memory is going to hold is not measured; --plan is for processors"
                            : "this system does not tell how much memory a process holds"));
    MemoryOption.lines(known, bytes).forEach(out()::println);
  }

  /** What the options change in the recipe; flags count more than {@code --set}. */
  private List<String> changes() {
    machine.check(this);
    steps.ifPresent(number -> require(number >= 0, "--steps must be at least 0, but is " + number));
    memory.ifPresent(
        size ->
            require(
                MemoryOption.bytes(size).isPresent(),
                "--memory must be a size such as 4GiB or 800MB, but is '" + size + "'"));
    minutes.ifPresent(
        number ->
            require(
                number > 0 && Double.isFinite(number),
                "--minutes must be more than 0 and finite, but is " + number));
    List<String> changes = new ArrayList<>(assignments);
    steps.ifPresent(number -> changes.add("training.steps=" + number));
    minutes.ifPresent(number -> changes.add("training.minutes=" + number));
    seed.ifPresent(number -> changes.add("training.seed=" + number));
    return changes;
  }

  /** The recipe to run: the named one or else the folder's, with what the options change. */
  private Recipe recipe(Optional<Recipe> named, List<String> changes, Optional<Path> held) {
    if (held.isEmpty()) {
      return Recipes.override(
          named.orElseThrow(
              () ->
                  new CommandFailure(
                      run.map(Path::toString).orElse("the folder")
                          + " holds no run to go on with (there is no config.yaml in it);"
                          + " name the recipe too to begin one")),
          changes);
    }
    Recipe before = Runs.recipe(held.get());
    Recipe asked = Recipes.override(named.orElse(before), changes);
    RunSettings.requireSame(held.get(), before, asked);
    return asked;
  }

  /** Trains to the end; empty if the process was asked to end before. */
  private Optional<TrainingSummary.Trained> train(Experiment experiment, TrainingSession session) {
    Recipe recipe = experiment.recipe();
    err()
        .println(
            "training "
                + recipe.name()
                + " on "
                + experiment.source().name()
                + " in "
                + session.folder()
                + ", "
                + Wording.count(session.threads(), "thread"));
    recipe
        .onlyWays()
        .ifPresent(
            ways ->
                err()
                    .println(
                        "this learner learns tasks of exactly %d classes%s"
                            .formatted(
                                ways,
                                recipe
                                    .source()
                                    .unwrapped()
                                    .recipeOfAnyClasses()
                                    .map(
                                        other ->
                                            "; of any number: quickstudy classify, or the recipe "
                                                + other)
                                    .orElse(""))));
    session
        .memory()
        .ifPresent(
            chosen ->
                err()
                    .println(
                        "memory: about "
                            + Wording.bytes(chosen.bytes())
                            + " at the most, "
                            + chosen));
    return ShownTraining.of(
        session,
        recipe,
        err(),
        "quickstudy train --run " + session.folder() + data() + " --resume");
  }

  private String data() {
    return machine.data().map(folder -> " --data " + folder).orElse("");
  }
}
