package dev.quickstudy.cli;

import dev.quickstudy.learn.Model;
import dev.quickstudy.recipe.EvaluationChoice;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.Report;
import dev.quickstudy.recipe.Ring;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.TrainingRun;
import dev.quickstudy.train.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code quickstudy train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Meta-trains a learner by a recipe and judges it on meta-test tasks, beside the same learner untrained.", ""
    },
    footer = {
      "",
      "Examples:",
      "  quickstudy train glyphs-5way-1shot",
      "  quickstudy train omniglot-5way-1shot-maml-quick --data data --run runs/maml",
      "  quickstudy train sinusoid-maml-quick --set learner.rate=0.02 --steps 2000",
      "  quickstudy train --run runs/maml --data data --resume      goes on after any interruption",
      "",
      "The run folder holds config.yaml, metrics.jsonl, checkpoint.safetensors (latest) and",
      "best.safetensors (best on validation tasks). Ctrl-C ends a run after its current step."
    })
final class TrainCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE|FILE.yaml",
      description = "a recipe's name (quickstudy recipes lists them) or a file; may be left out with --resume")
  private @Nullable String recipeName;

  @Mixin private Options.Data data = new Options.Data();
  @Mixin private Options.Threads threads = new Options.Threads();
  @Mixin private Options.Json json = new Options.Json();

  @Option(names = "--run", paramLabel = "DIR", description = "run folder (default: runs/NAME, with a number if taken)")
  private @Nullable Path folder;

  @Option(names = "--steps", paramLabel = "N", description = "where training ends")
  private @Nullable Long steps;

  @Option(names = "--minutes", paramLabel = "M", description = "ends training after that many minutes at the latest")
  private @Nullable Double minutes;

  @Option(names = "--seed", paramLabel = "N", description = "of all randomness of the run")
  private @Nullable Long seed;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "another value for a key of the recipe, for instance training.tasks=8; may be given several times")
  private List<String> assignments = List.of();

  @Option(names = "--resume", description = "go on with the run in the folder; from step 0 where it has no checkpoint")
  private boolean resume;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (resume && folder == null) {
      throw new IllegalArgumentException("--resume needs the run's folder: --run DIR");
    }
    boolean goesOn = resume && RunFolder.holdsRun(folder);
    Recipe recipe = goesOn ? resumed(folder) : chosen();
    Path place = folder == null ? freePlace(recipe.name()) : folder;
    try (Workers workers = threads.start()) {
      Ring ring = Ring.of(recipe, data.folder());
      try (RunFolder run = goesOn ? RunFolder.open(place) : RunFolder.create(place, Recipes.yaml(recipe))) {
        console.note("training %s in %s", recipe.name(), place);
        TrainingRun.Outcome outcome = train(ring, run, workers);
        outcome.close();
        console.note(
            "%d steps in %s; drawing tasks took %.1f %% of the workers' time",
            outcome.last().step(),
            ProgressView.duration(outcome.progress().seconds()),
            100 * outcome.samplingShare());
        if (outcome.end() == TrainingRun.End.STOPPED) {
          return INTERRUPTED;
        }
        judge(ring, run.path(), outcome, workers);
      }
    }
    return 0;
  }

  private Recipe chosen() {
    if (recipeName == null) {
      throw new IllegalArgumentException("name a recipe; quickstudy recipes lists them");
    }
    return Recipes.override(Recipes.resolve(recipeName), overrides());
  }

  private List<String> overrides() {
    List<String> all = new ArrayList<>(assignments);
    if (steps != null) {
      all.add("training.steps=" + steps);
    }
    if (minutes != null) {
      all.add("training.minutes=" + minutes);
    }
    if (seed != null) {
      all.add("training.seed=" + seed);
    }
    return all;
  }

  /** The folder's own recipe, with new limits where they are given; any other difference is refused. */
  private Recipe resumed(Path place) {
    Recipe own = Recipes.parse(RunFolder.config(place), place.resolve("config.yaml").toString());
    List<String> limits = new ArrayList<>();
    if (recipeName != null) {
      Recipe named = chosen();
      limits.add("training.steps=" + named.training().steps());
      limits.add("training.minutes=" + named.training().minutes());
      Optional<String> difference = Recipes.difference(Recipes.override(own, limits), named);
      if (difference.isPresent()) {
        throw new RecipeException(
            "the run folder " + place + " is of another recipe: " + difference.get() + "; name another folder");
      }
      return named;
    }
    Recipe asked = Recipes.override(own, overrides());
    limits.add("training.steps=" + asked.training().steps());
    limits.add("training.minutes=" + asked.training().minutes());
    Optional<String> difference = Recipes.difference(Recipes.override(own, limits), asked);
    if (difference.isPresent()) {
      throw new RecipeException("a run cannot change its settings when it goes on: " + difference.get());
    }
    return asked;
  }

  private static Path freePlace(String name) {
    Path place = Path.of("runs", name);
    for (int i = 2; Files.exists(place); i++) {
      place = Path.of("runs", name + "-" + i);
    }
    return place;
  }

  /** Trains; Ctrl-C makes the run write a checkpoint and end. */
  private TrainingRun.Outcome train(Ring ring, RunFolder run, Workers workers) {
    Recipe.Training training = ring.recipe().training();
    Optional<Double> limit = training.minutes() > 0 ? Optional.of(60 * training.minutes()) : Optional.empty();
    CountDownLatch ended = new CountDownLatch(1);
    boolean terminal = System.console() != null;
    try (ProgressView view =
        new ProgressView(console, ring.recipe().name(), training.steps(), limit, terminal)) {
      TrainingRun<?> trainingRun = ring.training(run, workers, view);
      Thread hook =
          new Thread(
              () -> {
                trainingRun.stop();
                try {
                  ended.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                console.note("stopped; go on with: quickstudy train --run %s --resume", run.path());
              });
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return trainingRun.run();
      } finally {
        ended.countDown();
        removeHook(hook);
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook is what ended the training.
    }
  }

  private void judge(Ring ring, Path place, TrainingRun.Outcome outcome, Workers workers) {
    EvaluationChoice choice = EvaluationChoice.of(Split.TEST);
    console.note("judging …");
    Report trained;
    try (OpenRun opened = OpenRun.open(place)) {
      trained = ring.evaluate(opened.model(), choice, workers);
    }
    Report untrained;
    try (Scope scope = Scope.open()) {
      Model model = ring.untrained();
      untrained = ring.evaluate(model, choice, workers);
    }
    Optional<Report> rawInputs = ring.rawInputs(choice, workers);
    Reports.heading(console, trained);
    Reports.rows(console, "trained", trained);
    Reports.rows(console, "untrained", untrained);
    rawInputs.ifPresent(report -> Reports.rows(console, "nearest mean of raw inputs", report));
    console.say("run folder %s", place);
    if (json.wanted()) {
      ObjectNode object = Console.object();
      object.put("run", place.toString());
      object.put("steps", outcome.last().step());
      object.put("seconds", outcome.progress().seconds());
      object.put("samplingShare", outcome.samplingShare());
      object.set("evaluation", Reports.json(trained));
      object.set("untrained", Reports.json(untrained));
      rawInputs.ifPresent(report -> object.set("rawInputs", Reports.json(report)));
      console.json(object);
    }
  }
}
