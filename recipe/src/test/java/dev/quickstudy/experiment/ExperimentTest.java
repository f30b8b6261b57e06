package dev.quickstudy.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.judge.Score;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.recipe.DataFolderNeededException;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.Tiny;
import dev.quickstudy.task.Metric;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.Checkpoint;
import dev.quickstudy.train.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentTest {
  private static final EvaluationChoice TEST = EvaluationChoice.of(Split.TEST);

  @TempDir private Path folder;

  private static EvaluationChoice choice(
      int ways, int shots, int queries, int episodes, long seed) {
    return new EvaluationChoice(
        Split.VALIDATION,
        Optional.of(ways),
        Optional.of(shots),
        Optional.of(queries),
        Optional.of(episodes),
        Optional.empty(),
        Optional.of(seed));
  }

  private static EvaluationChoice innerSteps(int steps) {
    return new EvaluationChoice(
        Split.TEST,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(steps),
        Optional.empty());
  }

  private static EvaluationResult untrained(Recipe recipe, EvaluationChoice choice) {
    Experiment experiment = Tiny.experiment(recipe);
    try (Scope scope = Scope.open();
        Workers workers = new Workers(2)) {
      return experiment.evaluate(experiment.untrained(), choice, workers);
    }
  }

  private static Optional<EvaluationResult> raw(Recipe recipe, EvaluationChoice choice) {
    try (Workers workers = new Workers(2)) {
      return Tiny.experiment(recipe).rawInputs(choice, workers);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sinusoid-maml", "sinusoid-maml-quick", "glyphs-5way-1shot"})
  void aRecipeThatNeedsNoDataFitsTogetherAsItIs(String name) {
    Recipe recipe = Recipes.resolve(name);
    assertThat(recipe.source().dataSet()).isEmpty();
    assertThat(Experiment.open(recipe, DataLocations.of(Optional.empty())).recipe())
        .isEqualTo(recipe);
  }

  @Test
  void regressionIsReportedByInnerSteps() {
    EvaluationResult report = untrained(Tiny.sine(), TEST);
    assertThat(report.meanSquaredError().keySet()).containsExactly(0, 1, 5, 10);
    assertThat(report.inductive()).isEmpty();
    assertThat(report.transductive()).isEmpty();
    assertThat(report.episodes()).isEqualTo(30);
    assertThat(report.shape()).isEqualTo(new TaskShape(1, 5, 7));
    assertThat(report.split()).isEqualTo(Split.TEST);
    assertThat(report.meanSquaredError().values())
        .allSatisfy(
            score -> {
              assertThat(score.metric()).isEqualTo(Metric.MEAN_SQUARED_ERROR);
              assertThat(score.regime()).isEqualTo(Regime.NONE);
              assertThat(score.episodeHash()).isEqualTo(report.episodeHash());
            })
        .extracting(Score::mean)
        .doesNotHaveDuplicates();
  }

  @Test
  void classesAreReportedUnderEachRegimeOnTheSameEpisodes() {
    EvaluationResult report = untrained(Tiny.glyphs(), TEST);
    Score inductive = report.inductive().orElseThrow();
    Score transductive = report.transductive().orElseThrow();
    assertThat(inductive.regime()).isEqualTo(Regime.RUNNING);
    assertThat(transductive.regime()).isEqualTo(Regime.JOINT);
    assertThat(inductive.metric()).isEqualTo(Metric.ACCURACY);
    assertThat(List.of(inductive.episodeHash(), transductive.episodeHash()))
        .containsOnly(report.episodeHash());
    assertThat(report.meanSquaredError()).isEmpty();
    assertThat(report.shape()).isEqualTo(new TaskShape(5, 1, 5));
    assertThat(inductive.mean()).isBetween(0.2, 1.0);
  }

  @Test
  void aRegimeThatIsNotAskedForIsAbsent() {
    EvaluationResult report = untrained(Tiny.glyphs("evaluation.regimes=[query-batch]"), TEST);
    assertThat(report.inductive()).isEmpty();
    assertThat(report.transductive().orElseThrow().regime()).isEqualTo(Regime.QUERY_BATCH);
  }

  @Test
  void rawInputsMeetTheSameEpisodes() {
    EvaluationResult raw = raw(Tiny.glyphs(), TEST).orElseThrow();
    assertThat(raw.episodeHash()).isEqualTo(untrained(Tiny.glyphs(), TEST).episodeHash());
    assertThat(raw.inductive().orElseThrow().regime()).isEqualTo(Regime.NONE);
    assertThat(raw.inductive().orElseThrow().mean()).isBetween(0.2, 0.8);
    assertThat(raw.transductive()).isEmpty();
    assertThat(raw(Tiny.sine(), TEST)).isEmpty();
  }

  @Test
  void aChoiceReplacesTheRecipesOwnNumbers() {
    EvaluationResult report = untrained(Tiny.glyphs(), choice(3, 2, 4, 6, 9));
    assertThat(report.shape()).isEqualTo(new TaskShape(3, 2, 4));
    assertThat(report.episodes()).isEqualTo(6);
    assertThat(report.split()).isEqualTo(Split.VALIDATION);
    assertThat(report.episodeHash())
        .isEqualTo(raw(Tiny.glyphs(), choice(3, 2, 4, 6, 9)).orElseThrow().episodeHash())
        .isNotEqualTo(raw(Tiny.glyphs(), choice(3, 2, 4, 6, 10)).orElseThrow().episodeHash());
  }

  @Test
  void innerStepsCanBeChosenForLearnersThatDescend() {
    Map<Integer, Score> chosen = untrained(Tiny.sine(), innerSteps(5)).meanSquaredError();
    assertThat(chosen).containsOnlyKeys(5);
    assertThat(chosen.get(5)).isEqualTo(untrained(Tiny.sine(), TEST).meanSquaredError().get(5));

    Recipe maml =
        Tiny.glyphs(
            "network={kind: mlp, input: [1, 28, 28], hidden: [8], outputs: 5}",
            "learner={kind: maml, rate: 0.5, steps: 1, testSteps: 1}",
            "training.regime=none",
            "training.validation.regime=none",
            "evaluation.regimes=[none]");
    Score none = untrained(maml, innerSteps(0)).inductive().orElseThrow();
    Score many = untrained(maml, innerSteps(10)).inductive().orElseThrow();
    assertThat(none.mean()).isLessThan(0.3);
    assertThat(many.mean()).isGreaterThan(0.3);
    assertThat(raw(maml, innerSteps(10))).isEqualTo(raw(maml, TEST));
  }

  @Test
  void regressionWithoutInnerStepsHasOneErrorWhateverTheRecipeAsksFor() {
    String[] process = {
      "network={kind: identity, input: [1]}",
      "learner={kind: neural-process, hidden: [4], width: 4, heads: 0, attention: [], dimension: 1}"
    };
    Map<Integer, Score> errors = untrained(Tiny.sine(process), TEST).meanSquaredError();

    assertThat(errors).containsOnlyKeys(0);
    Recipe none = Recipes.override(Tiny.sine(process), List.of("evaluation.innerSteps=[0]"));
    assertThat(untrained(none, TEST).meanSquaredError()).isEqualTo(errors);
    assertThatThrownBy(() -> untrained(none, innerSteps(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes no inner steps");
  }

  @Test
  void innerStepsAreRefusedForLearnersThatDoNotDescend() {
    assertThatThrownBy(() -> untrained(Tiny.glyphs(), innerSteps(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this learner takes no inner steps; leave their number out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1000000000|1|1|10|'ways' must be at most 1000000, but is 1000000000",
        "5000|1|1|10|5000 ways are more than the 10 classes of the validation split of glyphs; ask for at most 10",
        "5|12|1|10|12 shots + 1 queries are more than the 12 examples of class",
        "0|1|1|10|'ways' must be at least 1, but is 0",
        "1|1|1|10|a classification task needs at least 2 ways",
        "5|-1|1|10|'shots' must be at least 1, but is -1",
        "5|1|0|10|'queries' must be at least 1, but is 0",
        "5|1|1|1|'episodes' must be at least 2, but is 1",
      })
  void aChoiceThatTheTasksCannotMeetIsRefused(
      int ways, int shots, int queries, int episodes, String message) {
    assertThatThrownBy(() -> untrained(Tiny.glyphs(), choice(ways, shots, queries, episodes, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aFewStepsTrainTheSameModelOnAnyNumberOfThreads() {
    for (Recipe recipe : List.of(Tiny.glyphs(), Tiny.pretrained(), Tiny.sine())) {
      Path one = folder.resolve(recipe.learner().getClass().getSimpleName() + "-1");
      Path two = folder.resolve(recipe.learner().getClass().getSimpleName() + "-2");
      Tiny.train(recipe, one, 1);
      Tiny.train(recipe, two, 2);
      try (Scope scope = Scope.open();
          Workers workers = new Workers(2)) {
        Checkpoint first = Checkpoint.read(RunFolder.checkpoint(one));
        Checkpoint second = Checkpoint.read(RunFolder.checkpoint(two));
        Model before = Tiny.experiment(recipe).untrained();
        for (String name : before.phi().names()) {
          assertThat(first.model().phi().get(name).toFloats())
              .containsExactly(second.model().phi().get(name).toFloats())
              .isNotEqualTo(before.phi().get(name).toFloats());
        }
        assertThat(first.step()).isEqualTo(recipe.training().steps());
        assertThat(first.provenance().seed()).isEqualTo(recipe.training().seed());
        assertThat(first.provenance().fingerprint())
            .isEqualTo(Tiny.experiment(recipe).source().fingerprint());
        assertThat(Recipes.parse(first.provenance().settings(), "provenance")).isEqualTo(recipe);
        assertThat(Tiny.experiment(recipe).evaluate(first.model(), TEST, workers))
            .isEqualTo(Tiny.experiment(recipe).evaluate(second.model(), TEST, workers))
            .isNotEqualTo(untrained(recipe, TEST));
      }
    }
  }

  @Test
  void validationIsOnItsOwnSplitAndKeepsTheBest() {
    Recipe recipe = Tiny.sine();
    Tiny.train(recipe, folder.resolve("run"), 2);
    try (Scope scope = Scope.open();
        Workers workers = new Workers(2)) {
      Checkpoint best = Checkpoint.read(RunFolder.best(folder.resolve("run")));
      EvaluationChoice again =
          new EvaluationChoice(
              Split.VALIDATION,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(10),
              Optional.of(10),
              Optional.empty());
      assertThat(best.step()).isIn(2L, 4L);
      assertThat(
              Tiny.experiment(recipe)
                  .evaluate(best.model(), again, workers)
                  .meanSquaredError()
                  .values())
          .singleElement()
          .extracting(Score::mean)
          .isEqualTo(best.progress().best().orElseThrow().value());
    }
  }

  @Test
  void theRecipesPrecisionIsThatOfTheModel() {
    try (Scope scope = Scope.open()) {
      Model model = Tiny.experiment(Tiny.sine("training.precision=float64")).untrained();
      assertThat(model.phi().tensors()).allMatch(tensor -> tensor.type() == DType.FLOAT64);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "training.regime=none|'training.regime' cannot be 'none' with this network; it can be running,",
        "training.validation={every: 1, episodes: 5, regime: one-by-one, patience: 0}|'training.validation.regime'"
            + " cannot be 'one-by-one' with this network; it can be running,",
        "evaluation.regimes=[none]|'evaluation.regimes' cannot be 'none' with this network; it can be running,",
        "training.ways=50000|50000 ways are more than the 40 classes of the train split of glyphs; ask for at most 40",
        "training.ways=1|a classification task needs at least 2 ways, but is asked for 1",
        "training.queries=12|1 shots + 12 queries are more than the 12 examples of class train01/",
        "evaluation.ways=21|21 ways are more than the 20 classes of the test split of glyphs; ask for at most 20",
        "network.size=32|the network reads examples of shape [1, 32, 32], but the tasks have [1, 28, 28]",
        "network.channels=3|the network reads examples of shape [3, 28, 28], but the tasks have [1, 28, 28]",
        "evaluation.innerSteps=[1]|'evaluation.innerSteps' must be empty for classes; learner.testSteps says how many"
            + " inner steps are made",
      })
  void partsThatDoNotFitAreRefusedBeforeTraining(String assignment, String message) {
    assertThatThrownBy(() -> Tiny.experiment(Tiny.glyphs(assignment)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aValidationSplitThatIsTooSmallIsRefusedBeforeTraining() {
    assertThatThrownBy(
            () ->
                Tiny.experiment(
                    Tiny.glyphs(
                        "evaluation.ways=15",
                        "training.validation={every: 1, episodes: 5, regime: running, patience: 0}")))
        .hasMessage(
            "15 ways are more than the 10 classes of the validation split of glyphs; ask for at most 10");
  }

  @Test
  void aLastLayerOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> Tiny.experiment(Tiny.sine("network.outputs=2")))
        .hasMessage(
            "the network has 2 outputs, but the tasks need 1; a last layer serves only tasks of its own number of ways");
    assertThatThrownBy(() -> Tiny.experiment(Tiny.sine("learner={kind: protonet}")))
        .hasMessage(
            "prototypes need classes, but the tasks ask for Values[dimension=1]; use descent (maml) or a neural process (cnp) for them");
    assertThatThrownBy(() -> Tiny.experiment(Tiny.sine("evaluation.innerSteps=[]")))
        .hasMessage(
            "'evaluation.innerSteps' must name the inner steps after which errors are given, for instance [1, 5, 10]");
    assertThatThrownBy(() -> Tiny.experiment(Tiny.sine("evaluation.ways=2")))
        .hasMessage("sinusoids are regression tasks, which have 1 way, but are asked for 2");
  }

  @Test
  void openOfARecipeThatNeedsDataSaysWhich() {
    assertThatThrownBy(
            () ->
                Experiment.open(
                    Recipes.resolve("omniglot-5way-1shot-maml"),
                    DataLocations.of(Optional.empty())))
        .isInstanceOfSatisfying(
            DataFolderNeededException.class,
            needed -> assertThat(needed.dataSet()).contains("omniglot"))
        .hasMessage("this recipe reads Omniglot; name the folder that holds it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "training.shots=1|'training.shots' must be 0 for this learner, which is pretrained on mini-batches without"
            + " support sets",
        "training.ways=5|'training.ways' must be 40 as learner.classes, for pretraining is on all classes at once; but"
            + " is 5",
        "training.queries=0|'training.queries' must be at least 1 for this learner",
        "learner.classes=1|'learner.classes' must be at least 2, but is 1",
        "learner.step=0|'learner.step' must be in >0 … 1, but is 0.0",
        "learner.sharpness=101|'learner.sharpness' must be at most 100, but is 101.0",
        "training.queries=1000|a mini-batch of 1000 is more than the 480 examples of the train split of glyphs",
        "training.regime=running|'training.regime' cannot be 'running' with this network; it can be query-batch",
        "evaluation.regimes=[running]|'evaluation.regimes' cannot be 'running' with this network; it can be"
            + " query-batch, joint, query-set",
      })
  void pretrainingOnAnythingButAllClassesIsRefused(String assignment, String message) {
    assertThatThrownBy(() -> Tiny.experiment(Tiny.pretrained(assignment)))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aNumberOfClassesThatIsNotThatOfTheDataIsRefusedWithTheRightOne() {
    // One at a time they contradict each other, so both are replaced together.
    Recipe recipe =
        Recipes.override(
            Tiny.glyphs(),
            List.of(
                "learner={kind: simpleshot, classes: 41, features: cl2n}",
                "training.ways=41",
                "training.shots=0",
                "training.regime=query-batch"));
    assertThatThrownBy(() -> Tiny.experiment(recipe))
        .hasMessageStartingWith(
            "tasks of 0 shots are mini-batches of all 40 classes of the train split of glyphs");
  }
}
