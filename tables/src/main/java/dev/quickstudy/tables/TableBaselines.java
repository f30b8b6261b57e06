package dev.quickstudy.tables;

import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.head.fitted.Softmax;
import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.tables.classical.Baseline;
import dev.quickstudy.tables.classical.ClassicalLearner;
import dev.quickstudy.tables.tasks.ClassFrequencies;
import dev.quickstudy.tables.tasks.GeneratedTables;
import dev.quickstudy.tables.tasks.MixedTasks;
import dev.quickstudy.tables.tasks.RawTables;
import dev.quickstudy.tables.tasks.TableTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What only tasks of real tables have: classical learners beside, and tables that are too small.
 */
public final class TableBaselines {
  private static final List<Baseline> BESIDE =
      List.of(Baseline.RANDOM_FOREST, Baseline.BOOSTED_TREES, Baseline.NEAREST_NEIGHBOURS);

  /** Tribuo's own writes to the host's log. */
  private static final Softmax REGRESSION = new Softmax(1, 0.01, 0.1, 60);

  private TableBaselines() {}

  /** Lines that name the tables that no task can be drawn from; none for other sources. */
  static List<String> tooSmall(Recipe recipe, TaskSource source) {
    List<String> lines = new ArrayList<>();
    real(source)
        .ifPresent(
            tables -> {
              tooSmall(tables, Split.TRAIN, recipe.training().shape()).ifPresent(lines::add);
              tooSmall(tables, Split.TEST, recipe.evaluation().shape()).ifPresent(lines::add);
            });
    return lines;
  }

  private static Optional<String> tooSmall(TableTasks tables, Split split, TaskShape shape) {
    List<String> left = tables.tooSmall(split, shape);
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d tables of the %s split are too small for its tasks: %s"
                .formatted(left.size(), split.label(), String.join(", ", left)));
  }

  /** Classical classifiers of rows, by what people call each; none for other sources. */
  static Map<String, Learner> learners(TaskSource source) {
    Map<String, Learner> learners = new LinkedHashMap<>();
    if (source instanceof GeneratedTables || real(source).isPresent()) {
      Identity columns = new Identity(List.of(Math.toIntExact(source.inputShape()[0])));
      BESIDE.forEach(method -> learners.put(method.label(), new ClassicalLearner(columns, method)));
      learners.put("logistic regression", new EmbeddingLearner(columns, REGRESSION));
    }
    return learners;
  }

  private static Optional<TableTasks> real(TaskSource source) {
    return source instanceof MixedTasks mixed
        ? Optional.of(mixed.real())
        : source instanceof TableTasks real ? Optional.of(real) : Optional.empty();
  }

  /**
   * Checks that {@link #compare} can be asked for.
   *
   * @throws UsageException if the tasks are not drawn from real tables, or there is no inductive
   *     regime
   */
  public static void check(Experiment experiment) {
    required(experiment.source());
    inductive(experiment.recipe());
  }

  /**
   * A run's tables as a source of tasks with other frequencies of classes.
   *
   * @throws UsageException if the source is not one of real tables
   */
  public static SourceSpec with(SourceSpec source, ClassFrequencies frequencies) {
    if (source instanceof TablesSpec tables) {
      return tables.with(frequencies);
    }
    throw new UsageException(
        "frequencies of classes can be chosen for tasks of real tables, and the source of this run is none");
  }

  private static RawTables required(TaskSource source) {
    if (source instanceof RawTables raw) {
      return raw;
    }
    return real(source)
        .orElseThrow(
            () ->
                new UsageException(
                    "baselines are for real tables, but these tasks are " + source.name()));
  }

  private static Regime inductive(Recipe recipe) {
    return recipe
        .evaluation()
        .inductive()
        .orElseThrow(() -> new UsageException("baselines need an inductive regime beside"));
  }

  /**
   * A model and classical learners on the same tasks of tables, under the recipe's inductive
   * regime.
   *
   * @throws UsageException as {@link #check}
   */
  public static Comparison compare(
      Experiment experiment, Model model, EvaluationChoice choice, Workers workers) {
    Evaluation evaluation = experiment.evaluation(choice);
    return Comparison.of(
        experiment.recipe().name(),
        experiment.learner(choice),
        model,
        inductive(experiment.recipe()),
        required(experiment.source()),
        choice.split(),
        evaluation.shape(),
        evaluation.episodes(),
        evaluation.seed(),
        workers);
  }
}
