package dev.quickstudy.recipe;

import dev.quickstudy.data.FittedPictures;
import dev.quickstudy.head.Prototypes;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.Encoded;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.learn.Tempered;
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
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.Calibration;
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
 * The experiment that a recipe describes, with its data open and all parts checked against each
 * other.
 */
public final class Experiment {
  private static final int CALIBRATION_TASKS = 200;

  private final Recipe recipe;
  private final TaskSource source;
  private final Algorithm<? extends Learner> algorithm;

  private Experiment(Recipe recipe, TaskSource source, Algorithm<? extends Learner> algorithm) {
    this.recipe = recipe;
    this.source = source;
    this.algorithm = algorithm;
  }

  /**
   * Puts the parts together, reads the data and checks that all can be trained and judged as the
   * recipe says.
   *
   * @param data the folder that data sets are read from; needed only by recipes that read one
   * @throws UsageException if parts do not fit together
   */
  public static Experiment of(Recipe recipe, Optional<Path> data) {
    return of(recipe, Places.of(data));
  }

  /** The same with all places named. */
  public static Experiment of(Recipe recipe, Places places) {
    Experiment experiment = of(recipe, recipe.source().open(places));
    experiment.sayTooSmall(Split.TRAIN, recipe.training().shape(), places);
    experiment.sayTooSmall(Split.TEST, recipe.evaluation().shape(), places);
    return experiment;
  }

  /** Names tables that no task can be drawn from. */
  private void sayTooSmall(Split split, TaskShape shape, Places places) {
    if (source instanceof TableTasks || source instanceof MixedTasks) {
      List<String> left = realTables().tooSmall(split, shape);
      if (!left.isEmpty()) {
        places
            .listener()
            .say(
                "%d tables of the %s split are too small for its tasks: %s"
                    .formatted(left.size(), split.label(), String.join(", ", left)));
      }
    }
  }

  /** The same on a source that is open already, which is what the recipe's own would be. */
  public static Experiment of(Recipe recipe, TaskSource source) {
    Experiment experiment = judging(recipe, source);
    boolean validated = recipe.training().validation().every() > 0;
    requireRegime(
        "training.regime", experiment.learner().trainingRegimes(), recipe.training().regime());
    if (validated) {
      requireRegime(
          "training.validation.regime",
          experiment.learner().regimes(),
          recipe.training().validation().regime());
    }
    TaskShape trained = recipe.training().shape();
    TaskShape judged = recipe.evaluation().shape();
    if (recipe.training().steps() > 0) {
      source.check(Split.TRAIN, trained);
      experiment.learner().checkTraining(source, trained);
    }
    if (validated) {
      source.check(Split.VALIDATION, judged);
    }
    source.check(Split.TEST, judged);
    experiment.learner().check(source.inputShape(), source.targets(judged));
    requireInnerSteps(recipe.evaluation().innerSteps(), source.targets(judged));
    return experiment;
  }

  /**
   * Puts the parts together for judging a trained model, perhaps on other tasks than it was trained
   * on. Pictures of another source are brought to the shape that the network reads, which the
   * source's name then says.
   *
   * @param other where to take tasks from instead of the recipe's source
   */
  public static Experiment judging(Recipe recipe, Optional<SourceSpec> other, Places places) {
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

  private static Experiment judging(Recipe recipe, TaskSource source) {
    Algorithm<? extends Learner> algorithm = recipe.algorithm();
    recipe
        .evaluation()
        .regimes()
        .forEach(
            regime -> requireRegime("evaluation.regimes", algorithm.learner().regimes(), regime));
    return new Experiment(recipe, source, algorithm);
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
   *
   * @param withOthers whether to measure algorithms too that would need less
   */
  public Optional<MemoryPlan> memory(int threads, boolean withOthers) {
    return MemoryPlan.of(settings(algorithm), threads, withOthers);
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
    return new Evaluation(source, Split.TEST, own.shape(), own.episodes(), own.seed())
        .secondsToAdapt(learner(), model, usualRegime(), tasks, workers);
  }

  private <L extends Learner> TrainingRun<L> training(
      MetaTrainer.Settings<L> settings,
      RunFolder folder,
      Workers workers,
      TrainingRun.Listener listener,
      TrainingRun.Clock clock) {
    Recipe.Training training = recipe.training();
    MetaTrainer<L> trainer =
        training.steps() == 0
            ? MetaTrainer.ofNoSteps(settings, workers)
            : new MetaTrainer<>(settings, workers);
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
        recipe.training().seed(),
        source.fitted());
  }

  /**
   * Learns on validation tasks what makes the probabilities of a model mean what they say.
   *
   * @param step after which the model is
   * @return empty for regression
   * @throws UsageException if there are no such validation tasks
   */
  public Optional<Calibration> calibration(Model model, long step, Workers workers) {
    Recipe.Evaluation own = recipe.evaluation();
    if (!(source.targets(own.shape()) instanceof Targets.Classes)) {
      return Optional.empty();
    }
    Evaluation evaluation =
        new Evaluation(
            source,
            Split.VALIDATION,
            own.shape(),
            Math.max(CALIBRATION_TASKS, recipe.training().validation().episodes()),
            own.seed());
    return Optional.of(
        Calibration.learn(evaluation, learner(), model, step, usualRegime(), workers));
  }

  /** Scores of a run's model, calibrated where that was learned. */
  public EvaluationResult evaluate(OpenRun run, EvaluationChoice choice, Workers workers) {
    return report(
        learner(), run.calibration(), run.model(), recipe.evaluation().regimes(), choice, workers);
  }

  /** Scores of any model, as it is. */
  public EvaluationResult evaluate(Model model, EvaluationChoice choice, Workers workers) {
    return report(
        learner(), Optional.empty(), model, recipe.evaluation().regimes(), choice, workers);
  }

  /**
   * Scores of the nearest class mean on raw inputs (with one shot, of the nearest neighbour), on
   * the same episodes. Empty for regression.
   */
  public Optional<EvaluationResult> rawInputs(EvaluationChoice choice, Workers workers) {
    if (!(source.targets(shape(choice)) instanceof Targets.Classes)) {
      return Optional.empty();
    }
    List<Integer> input = Arrays.stream(source.inputShape()).mapToObj(Math::toIntExact).toList();
    return Optional.of(
        report(
            new Encoded(new Identity(input), new Prototypes()),
            Optional.empty(),
            new Model(Params.empty(), Params.empty()),
            List.of(Regime.NONE),
            choice.withoutInnerSteps(),
            workers));
  }

  /**
   * Checks that {@link #baselines} can be asked for.
   *
   * @throws UsageException if the tasks are not drawn from real tables, or there is no inductive
   *     regime
   */
  public void checkBaselines() {
    realTables();
    inductive();
  }

  private TableTasks realTables() {
    if (source instanceof MixedTasks mixed) {
      return mixed.real();
    }
    if (source instanceof TableTasks real) {
      return real;
    }
    throw new UsageException("baselines are for real tables, but these tasks are " + source.name());
  }

  private Regime inductive() {
    return recipe
        .evaluation()
        .inductive()
        .orElseThrow(() -> new UsageException("baselines need an inductive regime beside"));
  }

  /**
   * The model and classical learners on the same tasks of tables, under the recipe's inductive
   * regime.
   *
   * @throws UsageException as {@link #checkBaselines}
   */
  public Comparison baselines(Model model, EvaluationChoice choice, Workers workers) {
    return Comparison.of(
        recipe.name(),
        choice.innerSteps().isPresent()
            ? withSteps(learner(), choice.innerSteps().get())
            : learner(),
        model,
        inductive(),
        realTables(),
        choice.split(),
        shape(choice),
        choice.episodes().orElse(recipe.evaluation().episodes()),
        choice.seed().orElse(recipe.evaluation().seed()),
        workers);
  }

  /** The episodes that models are judged on. */
  public Evaluation evaluation(EvaluationChoice choice) {
    Recipe.Evaluation own = recipe.evaluation();
    return new Evaluation(
        source,
        choice.split(),
        shape(choice),
        choice.episodes().orElse(own.episodes()),
        choice.seed().orElse(own.seed()));
  }

  /** The regime that scores are told by first: the recipe's inductive one where it has one. */
  public Regime usualRegime() {
    Recipe.Evaluation own = recipe.evaluation();
    return own.inductive().orElse(own.regimes().get(0));
  }

  private EvaluationResult report(
      Learner learner,
      Optional<Calibration> calibration,
      Model model,
      List<Regime> regimes,
      EvaluationChoice choice,
      Workers workers) {
    Evaluation evaluation = evaluation(choice);
    TaskShape shape = evaluation.shape();
    learner.check(source.inputShape(), source.targets(shape));
    if (source.targets(shape) instanceof Targets.Values) {
      return regression(learner, model, regimes.get(0), choice, evaluation, workers);
    }
    Learner stepped =
        choice.innerSteps().isPresent() ? withSteps(learner, choice.innerSteps().get()) : learner;
    List<Score> scores =
        regimes.stream()
            .map(
                regime ->
                    evaluation.of(tempered(stepped, calibration, regime), model, regime, workers))
            .toList();
    return new EvaluationResult(
        evaluation.episodes(),
        scores.get(0).episodeHash(),
        shape,
        choice.split(),
        scores.stream().filter(score -> !score.regime().transductive()).findFirst(),
        scores.stream().filter(score -> score.regime().transductive()).findFirst(),
        Map.of());
  }

  private EvaluationResult regression(
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
    return new EvaluationResult(
        evaluation.episodes(),
        errors.values().iterator().next().episodeHash(),
        evaluation.shape(),
        choice.split(),
        Optional.empty(),
        Optional.empty(),
        errors);
  }

  /** A temperature says nothing under another regime than it was learned under. */
  static Learner tempered(Learner learner, Optional<Calibration> calibration, Regime regime) {
    return calibration
        .filter(known -> known.regime() == regime)
        .<Learner>map(known -> new Tempered(learner, known.temperature()))
        .orElse(learner);
  }

  private static Learner withSteps(Learner learner, int steps) {
    if (learner instanceof Descent descent) {
      return descent.withTestSteps(steps);
    }
    if (steps == 0) {
      return learner;
    }
    throw new UsageException("this learner takes no inner steps; leave --inner-steps out");
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
