package dev.quickstudy.experiment;

import dev.quickstudy.head.fitted.Softmax;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.judge.Calibration;
import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.judge.Score;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.learn.Tempered;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.recipe.Limits;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.task.MarginalTasks;
import dev.quickstudy.task.QueryMarginal;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges and calibrates models of a recipe's learner on tasks of a source.
 *
 * @param recipe what is left out of a choice is as its evaluation says
 */
record ModelJudge(Recipe recipe, TaskSource source, Learner learner) {
  /** Beside what is trained on embeddings, whose length is about 1. */
  private static final Softmax REGRESSION = new Softmax(10, 0.003, 0.1, 60);

  private static final int CALIBRATION_TASKS = 200;

  /** Ways and shots that a temperature is learned for, beside the recipe's own. */
  private static final List<Integer> WAYS = List.of(2, 5, 20, 64);

  private static final List<Integer> SHOTS = List.of(1, 2, 5, 10);

  /** Of the largest tasks: as many ways as validation has classes for. */
  private static final List<Integer> MOST_WAYS = List.of(64, 50, 40, 30, 25, 20, 15, 10);

  /** Of a task of another size than the recipe's. */
  private static final int SIZE_QUERIES = 5;

  /** Answers to tasks of each such size, which bounds the time that it takes. */
  private static final int SIZE_ANSWERS = 1500;

  private static final int MOST_SIZE_TASKS = 60;
  private static final int FEWEST_SIZE_TASKS = 4;

  /** The recipe's inductive regime where it has one, or else its first. */
  Regime usualRegime() {
    Recipe.Evaluation own = recipe.evaluation();
    return own.inductive().orElse(own.regimes().get(0));
  }

  /** The episodes of a choice. */
  Evaluation evaluation(EvaluationChoice choice) {
    Recipe.Evaluation own = recipe.evaluation();
    return new Evaluation(
        judgedOn(choice),
        choice.split(),
        shape(choice),
        choice.episodes().orElse(own.episodes()),
        choice.seed().orElse(own.seed()));
  }

  private QueryMarginal marginal(EvaluationChoice choice) {
    return choice.queryMarginal().orElse(recipe.evaluation().queryMarginal());
  }

  private TaskSource judgedOn(EvaluationChoice choice) {
    return marginal(choice).equals(QueryMarginal.UNIFORM)
        ? source
        : new MarginalTasks(source, marginal(choice));
  }

  private TaskShape shape(EvaluationChoice choice) {
    Recipe.Evaluation own = recipe.evaluation();
    int ways = choice.ways().orElse(own.ways());
    List<Integer> shots = choice.shots().map(List::of).orElse(own.shots());
    int queries = choice.queries().orElse(own.queries());
    Limits.task(ways, shots, 1, queries, 1);
    return Recipe.shape(ways, shots, queries);
  }

  /** The learner with the inner steps of a choice. */
  Learner learner(EvaluationChoice choice) {
    return chosen(learner, choice);
  }

  private static Learner chosen(Learner learner, EvaluationChoice choice) {
    return choice.innerSteps().map(steps -> withSteps(learner, steps)).orElse(learner);
  }

  static boolean takesInnerSteps(Learner learner) {
    return learner instanceof Descent;
  }

  private static Learner withSteps(Learner learner, int steps) {
    if (learner instanceof Descent descent) {
      return descent.withTestSteps(steps);
    }
    if (steps == 0) {
      return learner;
    }
    throw new UsageException("this learner takes no inner steps; leave their number out");
  }

  /**
   * Learns on validation tasks what makes the probabilities of a model mean what they say.
   *
   * @param step after which the model is
   * @return empty for regression
   * @throws UsageException if there are no such validation tasks
   */
  Optional<Calibration> calibration(Model model, long step, Workers workers) {
    Recipe.Evaluation own = recipe.evaluation();
    if (source.targets(own.shape()).classes().isEmpty()) {
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
        Calibration.learn(
            evaluation, otherSizes(own), learner, model, step, usualRegime(), workers));
  }

  /** Validation tasks of other sizes, as far as there are classes and examples for them. */
  private List<Evaluation> otherSizes(Recipe.Evaluation own) {
    TaskShape usual = own.shape();
    int shots = usual.maxShots();
    Set<TaskShape> shapes = new LinkedHashSet<>();
    WAYS.forEach(ways -> shapes.add(new TaskShape(ways, shots, SIZE_QUERIES)));
    SHOTS.forEach(some -> shapes.add(new TaskShape(usual.ways(), some, SIZE_QUERIES)));
    MOST_WAYS.stream()
        .map(ways -> new TaskShape(ways, shots, SIZE_QUERIES))
        .filter(this::possible)
        .findFirst()
        .ifPresent(
            largest ->
                List.of(SHOTS.get(0), shots, SHOTS.get(SHOTS.size() - 1))
                    .forEach(
                        some -> shapes.add(new TaskShape(largest.ways(), some, SIZE_QUERIES))));
    return shapes.stream()
        .filter(shape -> shape.ways() != usual.ways() || shape.maxShots() != shots)
        .filter(this::possible)
        .map(
            shape ->
                new Evaluation(
                    source,
                    Split.VALIDATION,
                    shape,
                    Math.max(
                        FEWEST_SIZE_TASKS,
                        Math.min(MOST_SIZE_TASKS, SIZE_ANSWERS / (shape.ways() * shape.queries()))),
                    own.seed()))
        .toList();
  }

  /** Whether validation has such tasks and the learner learns them, which only they can tell. */
  private boolean possible(TaskShape shape) {
    try {
      source.check(Split.VALIDATION, shape);
      learner.check(source.inputShape(), source.targets(shape));
      return true;
    } catch (UsageException e) {
      return false;
    }
  }

  /**
   * Calibrated for tasks of a size. A temperature says nothing under another regime than it was
   * learned under.
   */
  static Learner tempered(
      Learner learner, Optional<Calibration> calibration, Regime regime, TaskShape shape) {
    return calibration
        .filter(known -> known.regime() == regime)
        .map(
            known ->
                known.temperature(
                    shape.ways(), Math.max(1, (shape.minShots() + shape.maxShots()) / 2.0)))
        .<Learner>map(temperature -> new Tempered(learner, temperature))
        .orElse(learner);
  }

  /** The median of seconds that one task takes; see {@link Experiment#secondsToAdapt}. */
  double secondsToAdapt(Model model, int tasks, Workers workers) {
    Recipe.Evaluation own = recipe.evaluation();
    return new Evaluation(source, Split.TEST, own.shape(), own.episodes(), own.seed())
        .secondsToAdapt(learner, model, usualRegime(), tasks, workers);
  }

  /** Scores of a model under the recipe's regimes. */
  EvaluationResult of(
      Model model, Optional<Calibration> calibration, EvaluationChoice choice, Workers workers) {
    List<Regime> regimes = recipe.evaluation().regimes();
    EvaluationResult result = result(learner, calibration, model, regimes, choice, workers);
    return realistic(choice)
        .map(other -> result(learner, calibration, model, regimes, other, workers))
        .map(result::beside)
        .orElse(result);
  }

  /**
   * The same choice with realistic frequencies of classes, for learners that look at all queries
   * together and are judged on equal ones: what is told of them alone would be too good.
   */
  private Optional<EvaluationChoice> realistic(EvaluationChoice choice) {
    if (!marginal(choice).equals(QueryMarginal.UNIFORM)
        || !learner.regimes().stream().allMatch(Regime::transductive)
        || !learnsClasses(choice)) {
      return Optional.empty();
    }
    return new MarginalTasks(source, QueryMarginal.REALISTIC)
        .queries(choice.split(), shape(choice))
        .map(queries -> choice.with(queries, QueryMarginal.REALISTIC));
  }

  /** Whether each class has support examples: not so where rows are of whatever classes. */
  private boolean showsEveryClass(EvaluationChoice choice) {
    return learnsClasses(choice) && shape(choice).ways() > 1;
  }

  /**
   * Scores of the nearest class mean on raw inputs; empty for regression and where a support set
   * may lack classes.
   */
  Optional<EvaluationResult> rawInputs(EvaluationChoice choice, Workers workers) {
    return showsEveryClass(choice)
        ? Optional.of(
            untaught(new EmbeddingLearner(rawInputs(), new Prototypes()), choice, workers))
        : Optional.empty();
  }

  /**
   * Scores of further learners that need no training, by what people call each: classical ones for
   * rows of tables, logistic regression for other examples that are one row of numbers. None for
   * regression and where a support set may lack classes.
   */
  Map<String, EvaluationResult> others(EvaluationChoice choice, Workers workers) {
    Map<String, EvaluationResult> results = new LinkedHashMap<>();
    if (showsEveryClass(choice)) {
      Map<String, Learner> learners = new LinkedHashMap<>(recipe.source().beside(source));
      if (learners.isEmpty() && source.inputShape().length == 1) {
        learners.put(
            "logistic regression on raw inputs", new EmbeddingLearner(rawInputs(), REGRESSION));
      }
      learners.values().remove(learner);
      learners.forEach((name, other) -> results.put(name, untaught(other, choice, workers)));
    }
    return results;
  }

  private boolean learnsClasses(EvaluationChoice choice) {
    return source.targets(shape(choice)).classes().isPresent();
  }

  private Identity rawInputs() {
    return new Identity(Arrays.stream(source.inputShape()).mapToObj(Math::toIntExact).toList());
  }

  private EvaluationResult untaught(Learner other, EvaluationChoice choice, Workers workers) {
    return result(
        other,
        Optional.empty(),
        new Model(Params.empty(), Params.empty()),
        List.of(Regime.NONE),
        choice.withoutInnerSteps(),
        workers);
  }

  private EvaluationResult result(
      Learner learner,
      Optional<Calibration> calibration,
      Model model,
      List<Regime> regimes,
      EvaluationChoice choice,
      Workers workers) {
    Evaluation evaluation = evaluation(choice);
    TaskShape shape = evaluation.shape();
    learner.check(source.inputShape(), source.targets(shape));
    if (source.targets(shape).classes().isEmpty()) {
      return regression(learner, model, regimes.get(0), choice, evaluation, workers);
    }
    Learner stepped = chosen(learner, choice);
    List<Score> scores =
        regimes.stream()
            .map(
                regime ->
                    evaluation.of(
                        tempered(stepped, calibration, regime, shape), model, regime, workers))
            .toList();
    return new EvaluationResult(
            evaluation.episodes(),
            scores.get(0).episodeHash(),
            shape,
            choice.split(),
            scores.stream().filter(score -> !score.regime().transductive()).findFirst(),
            scores.stream().filter(score -> score.regime().transductive()).findFirst(),
            Map.of())
        .of(marginal(choice));
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
}
