package dev.quickstudy.recipe;

import dev.quickstudy.data.FittedPictures;
import dev.quickstudy.head.Prototypes;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.Encoded;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Identity;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.tables.Comparison;
import dev.quickstudy.tables.MixedTasks;
import dev.quickstudy.tables.TableTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.train.Evaluation;
import dev.quickstudy.train.MemoryPlan;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.train.Provenance;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.Score;
import dev.quickstudy.train.TrainingRun;
import dev.quickstudy.train.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ring that a recipe describes, with its data open and all parts checked against each other.
 */
public final class Ring {
  private final Recipe recipe;
  private final TaskSource source;
  private final Algorithm<? extends Learner> algorithm;

  private Ring(Recipe recipe, TaskSource source, Algorithm<? extends Learner> algorithm) {
    this.recipe = recipe;
    this.source = source;
    this.algorithm = algorithm;
  }

  /**
   * Puts the parts together, reads the data and checks that all can be trained and judged as the
   * recipe says.
   *
   * @param data the folder that data sets are read from; needed only by recipes that read one
   * @throws IllegalArgumentException if parts do not fit together
   */
  public static Ring of(Recipe recipe, Optional<Path> data) {
    return of(recipe, Places.of(data));
  }

  /** The same with all places named. */
  public static Ring of(Recipe recipe, Places places) {
    return of(recipe, recipe.source().open(places));
  }

  /** The same on a source that is open already, which is what the recipe's own would be. */
  public static Ring of(Recipe recipe, TaskSource source) {
    Ring ring = judging(recipe, source);
    boolean validated = recipe.training().validation().every() > 0;
    requireRegime("training.regime", ring.learner().trainingRegimes(), recipe.training().regime());
    if (validated) {
      requireRegime(
          "training.validation.regime",
          ring.learner().regimes(),
          recipe.training().validation().regime());
    }
    TaskShape trained = recipe.training().shape();
    TaskShape judged = recipe.evaluation().shape();
    source.check(Split.TRAIN, trained);
    if (validated) {
      source.check(Split.VALIDATION, judged);
    }
    source.check(Split.TEST, judged);
    ring.learner().checkTraining(source, trained);
    ring.learner().check(source.inputShape(), source.targets(judged));
    requireInnerSteps(recipe.evaluation().innerSteps(), source.targets(judged));
    return ring;
  }

  /**
   * Puts the parts together for judging a trained model, perhaps on other tasks than it was trained
   * on. Pictures of another source are brought to the shape that the network reads, which the
   * source's name then says.
   *
   * @param other where to take tasks from instead of the recipe's source
   */
  public static Ring judging(Recipe recipe, Optional<SourceSpec> other, Places places) {
    TaskSource source = other.orElse(recipe.source()).open(places);
    return judging(recipe, other.isPresent() ? fitted(source, recipe.network()) : source);
  }

  private static TaskSource fitted(TaskSource source, Network network) {
    long[] wanted = network.inputShape();
    return Arrays.equals(source.inputShape(), wanted)
            || !FittedPictures.fits(source.inputShape(), wanted)
        ? source
        : new FittedPictures(source, (int) wanted[0], (int) wanted[1], (int) wanted[2]);
  }

  private static Ring judging(Recipe recipe, TaskSource source) {
    Algorithm<? extends Learner> algorithm = recipe.algorithm();
    recipe
        .evaluation()
        .regimes()
        .forEach(
            regime -> requireRegime("evaluation.regimes", algorithm.learner().regimes(), regime));
    return new Ring(recipe, source, algorithm);
  }

  private static void requireRegime(String key, Set<Regime> regimes, Regime regime) {
    Limits.require(
        regimes.contains(regime),
        key,
        "cannot be '"
            + regime.label()
            + "' with this network; it can be "
            + regimes.stream().sorted().map(Regime::label).collect(Collectors.joining(", ")));
  }

  private static void requireInnerSteps(List<Integer> steps, Targets targets) {
    boolean regression = targets instanceof Targets.Values;
    Limits.require(
        steps.isEmpty() != regression,
        "evaluation.innerSteps",
        regression
            ? "must name the inner steps after which errors are given, for instance [1, 5, 10]"
            : "must be empty for classes; learner.testSteps says how many inner steps are made");
  }

  /** The words. */
  public Recipe recipe() {
    return recipe;
  }

  /** Where tasks come from. */
  public TaskSource source() {
    return source;
  }

  /** The learner. */
  public Learner learner() {
    return algorithm.learner();
  }

  /** φ and state before any training, in the current scope. */
  public Model untrained() {
    return learner()
        .init(RandomKey.of(recipe.training().seed()).fold("init"))
        .to(recipe.training().outerPrecision());
  }

  /**
   * What training is going to need of memory, with up to so many threads; empty where the system
   * does not tell.
   */
  public Optional<MemoryPlan> memory(int threads) {
    return MemoryPlan.of(settings(algorithm), threads);
  }

  /** A run of the recipe in a folder, all of whose inner steps are in memory at once. */
  public TrainingRun<?> training(
      RunFolder folder, Workers workers, TrainingRun.Listener listener, TrainingRun.Clock clock) {
    return training(settings(algorithm), folder, workers, listener, clock);
  }

  /** A run of the recipe in a folder, in the memory of a way of its plan. */
  public TrainingRun<?> training(
      MemoryPlan.Way way, RunFolder folder, Workers workers, TrainingRun.Listener listener) {
    return training(way.of(settings(algorithm)), folder, workers, listener, TrainingRun.Clock.WALL);
  }

  private <L extends Learner> MetaTrainer.Settings<L> settings(Algorithm<L> chosen) {
    Recipe.Training training = recipe.training();
    return new MetaTrainer.Settings<>(
        chosen,
        source,
        training.shape(),
        training.tasks(),
        training.regime(),
        training.optimizer(),
        training.outerPrecision());
  }

  /**
   * How long it takes to learn one task of the recipe's evaluation, on one thread: under its
   * inductive regime, or where it has none, with the task's answers.
   *
   * @param tasks how many are timed, after as many that are not; at least 1
   * @return seconds, the median
   */
  public double secondsToAdapt(Model model, int tasks, Workers workers) {
    Recipe.Evaluation own = recipe.evaluation();
    Regime regime =
        own.regimes().stream()
            .filter(one -> !one.transductive())
            .findFirst()
            .orElse(own.regimes().get(0));
    return new Evaluation(source, Split.TEST, own.shape(), own.episodes(), own.seed())
        .secondsToAdapt(learner(), model, regime, tasks, workers);
  }

  private <L extends Learner> TrainingRun<L> training(
      MetaTrainer.Settings<L> settings,
      RunFolder folder,
      Workers workers,
      TrainingRun.Listener listener,
      TrainingRun.Clock clock) {
    Recipe.Training training = recipe.training();
    MetaTrainer<L> trainer = new MetaTrainer<>(settings, workers);
    Recipe.Validation validation = training.validation();
    TrainingRun.Plan plan =
        new TrainingRun.Plan(
            training.steps(),
            training.minutes() > 0
                ? Optional.of(Duration.ofMillis(Math.round(training.minutes() * 60_000)))
                : Optional.empty(),
            clock,
            training.checkpointEvery(),
            training.logEvery());
    Optional<TrainingRun.Validation> judged =
        validation.every() == 0
            ? Optional.empty()
            : Optional.of(
                new TrainingRun.Validation(
                    new Evaluation(
                        source,
                        Split.VALIDATION,
                        recipe.evaluation().shape(),
                        validation.episodes(),
                        recipe.evaluation().seed()),
                    validation.regime(),
                    validation.every(),
                    validation.patience()));
    return new TrainingRun<>(trainer, plan, judged, provenance(), folder, workers, listener);
  }

  private Provenance provenance() {
    return new Provenance(
        Version.current(),
        source.name(),
        source.fingerprint(),
        Recipes.yaml(recipe),
        recipe.training().seed());
  }

  /** Scores of a model. */
  public Report evaluate(Model model, EvaluationChoice choice, Workers workers) {
    return report(learner(), model, recipe.evaluation().regimes(), choice, workers);
  }

  /**
   * Scores of the nearest class mean on raw inputs (with one shot, of the nearest neighbour), on
   * the same episodes. Empty for regression.
   */
  public Optional<Report> rawInputs(EvaluationChoice choice, Workers workers) {
    if (!(source.targets(shape(choice)) instanceof Targets.Classes)) {
      return Optional.empty();
    }
    List<Integer> input = Arrays.stream(source.inputShape()).mapToObj(Math::toIntExact).toList();
    return Optional.of(
        report(
            new Encoded(new Identity(input), new Prototypes()),
            new Model(Params.empty(), Params.empty()),
            List.of(Regime.NONE),
            choice.withoutInnerSteps(),
            workers));
  }

  /**
   * The model and classical classifiers on the same tasks of tables, under the recipe's inductive
   * regime.
   *
   * @throws IllegalArgumentException if the tasks are not drawn from real tables, or are no
   *     classification
   */
  public Comparison baselines(Model model, EvaluationChoice choice) {
    TableTasks tables;
    if (source instanceof MixedTasks mixed) {
      tables = mixed.real();
    } else if (source instanceof TableTasks real) {
      tables = real;
    } else {
      throw new IllegalArgumentException(
          "baselines are for real tables, but these tasks are " + source.name());
    }
    Regime regime =
        recipe.evaluation().regimes().stream()
            .filter(one -> !one.transductive())
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("baselines need an inductive regime beside"));
    return Comparison.of(
        recipe.name(),
        learner(),
        model,
        regime,
        tables,
        choice.split(),
        shape(choice),
        choice.episodes().orElse(recipe.evaluation().episodes()),
        choice.seed().orElse(recipe.evaluation().seed()));
  }

  private Report report(
      Learner learner,
      Model model,
      List<Regime> regimes,
      EvaluationChoice choice,
      Workers workers) {
    Recipe.Evaluation own = recipe.evaluation();
    TaskShape shape = shape(choice);
    Evaluation evaluation =
        new Evaluation(
            source,
            choice.split(),
            shape,
            choice.episodes().orElse(own.episodes()),
            choice.seed().orElse(own.seed()));
    learner.check(source.inputShape(), source.targets(shape));
    if (source.targets(shape) instanceof Targets.Values) {
      return regression(learner, model, regimes.get(0), choice, evaluation, workers);
    }
    Learner judged =
        choice.innerSteps().isPresent() ? withSteps(learner, choice.innerSteps().get()) : learner;
    List<Score> scores =
        regimes.stream().map(regime -> evaluation.of(judged, model, regime, workers)).toList();
    return new Report(
        evaluation.episodes(),
        scores.get(0).episodeHash(),
        shape,
        choice.split(),
        scores.stream().filter(score -> !score.regime().transductive()).findFirst(),
        scores.stream().filter(score -> score.regime().transductive()).findFirst(),
        Map.of());
  }

  private Report regression(
      Learner learner,
      Model model,
      Regime regime,
      EvaluationChoice choice,
      Evaluation evaluation,
      Workers workers) {
    List<Integer> own = learner instanceof Descent ? recipe.evaluation().innerSteps() : List.of(0);
    List<Integer> steps = choice.innerSteps().map(List::of).orElse(own);
    Map<Integer, Score> errors = new TreeMap<>();
    for (int count : steps) {
      errors.put(count, evaluation.of(withSteps(learner, count), model, regime, workers));
    }
    return new Report(
        evaluation.episodes(),
        errors.values().iterator().next().episodeHash(),
        evaluation.shape(),
        choice.split(),
        Optional.empty(),
        Optional.empty(),
        errors);
  }

  private static Learner withSteps(Learner learner, int steps) {
    if (learner instanceof Descent descent) {
      return descent.withTestSteps(steps);
    }
    if (steps == 0) {
      return learner;
    }
    throw new IllegalArgumentException(
        "this learner takes no inner steps; leave --inner-steps out");
  }

  private TaskShape shape(EvaluationChoice choice) {
    Recipe.Evaluation own = recipe.evaluation();
    int ways = choice.ways().orElse(own.ways());
    List<Integer> shots = choice.shots().map(List::of).orElse(own.shots());
    int queries = choice.queries().orElse(own.queries());
    Limits.task(ways, shots, 1, queries, 1);
    return Recipe.shape(ways, shots, queries);
  }
}
