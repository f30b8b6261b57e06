package dev.quickstudy.recipe;

import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.experiment.TrainingSession;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recipes that train in a blink. */
public final class Tiny {
  /**
   * Few and small alphabets: 40 characters (with turns) to train on, 10 to validate and 20 to test.
   */
  private static final TaskSource GLYPHS = new Glyphs(1, 1, 2, 10, 12, true, 0).tasks();

  private Tiny() {}

  /** The experiment of a recipe, on small alphabets where it is for glyphs. */
  public static Experiment experiment(Recipe recipe) {
    return recipe.source() instanceof SourceSpec.GeneratedGlyphs
        ? Experiment.of(recipe, GLYPHS)
        : Experiment.open(recipe, DataLocations.of(Optional.empty()));
  }

  /** MAML on sine waves: validated after every second of 5 steps. */
  public static Recipe sine(String... assignments) {
    return tiny(
        "sinusoid-maml",
        List.of(
            "network.hidden=[8]",
            "training.tasks=4",
            "training.steps=5",
            "training.validation={every: 2, episodes: 10, regime: none, patience: 0}",
            "training.checkpointEvery=2",
            "training.logEvery=1",
            "evaluation.episodes=30",
            "evaluation.queries=7"),
        assignments);
  }

  /** A prototypical network on glyphs: 2 steps. */
  public static Recipe glyphs(String... assignments) {
    return tiny(
        "glyphs-5way-1shot",
        List.of(
            "network.width=4",
            "training.ways=5",
            "training.tasks=3",
            "training.steps=2",
            "training.checkpointEvery=1",
            "evaluation.episodes=20"),
        assignments);
  }

  /** Pretraining on all 40 characters of {@link #glyphs}, and then PT-MAP. */
  public static Recipe pretrained(String... assignments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "learner={kind: pt-map, classes: 40, power: 0.5, sharpness: 10, step: 0.2, iterations: 20}",
                "training.ways=40",
                "training.shots=0",
                "training.queries=16",
                "training.regime=query-batch",
                "training.validation={every: 1, episodes: 5, regime: query-set, patience: 0}",
                "evaluation.regimes=[query-set]"));
    all.addAll(List.of(assignments));
    return glyphs(all.toArray(String[]::new));
  }

  private static Recipe tiny(String name, List<String> settings, String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return Recipes.override(Recipes.resolve(name), all);
  }

  /** Trains in a new folder. */
  public static void train(Recipe recipe, Path folder, int threads) {
    train(experiment(recipe), folder, threads);
  }

  /** The same on an experiment whose data are open. */
  public static void train(Experiment experiment, Path folder, int threads) {
    try (Workers workers = new Workers(threads);
        TrainingSession session =
            experiment.begin(folder, TrainingOptions.beginning().unplanned(), workers)) {
      TrainingSummary.Trained trained = session.train(new TrainingRun.Listener() {});
      if (trained.end() != TrainingRun.End.STEPS) {
        throw new IllegalStateException("ended by " + trained.end());
      }
    }
  }
}
