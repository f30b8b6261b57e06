package dev.quickstudy.recipe;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.InBfloat16;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.Average;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A training run in words: which learner, with which network, on which tasks. Maps one-to-one on
 * YAML; every key is written out, so that a recipe hides nothing.
 *
 * <p>Values out of range are refused where they live, with the key's path.
 *
 * @param name letters, digits and {@code . _ + -}
 * @param about one line for people
 */
public record Recipe(
    String name,
    String about,
    SourceSpec source,
    Network network,
    LearnerSpec learner,
    Training training,
    Evaluation evaluation) {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._+-]*");

  public Recipe {
    Checks.require(
        NAME.matcher(name).matches(),
        "name",
        "must be letters, digits and . _ + - only, but is '" + name + "'");
    Limits.weights("network", network);
    Checks.require(
        training.precision() != DType.BFLOAT16 || network.takesBfloat16(),
        "training.precision",
        "cannot be bfloat16 with this network; it can with mlp, conv4, r2d2-encoder and resnet12");
    Checks.require(
        training.queries() > 0 || !learner.learnsFromQueries(),
        "training.queries",
        "must be at least 1 for this learner, which learns from its errors on queries");
    if (learner instanceof PretrainedSpec pretrained) {
      pretrained.checkTraining(training);
    } else {
      Checks.atLeast("training.shots", 1, training.shots().get(0));
    }
  }

  /** The learner on its network, in the precision of training, with its meta-gradient. */
  public Algorithm<? extends Learner> algorithm() {
    return learner.with(training.precision() == DType.BFLOAT16 ? new InBfloat16(network) : network);
  }

  /**
   * The number of classes of the only tasks that the learner can learn; empty where it learns any
   * number, or no classes.
   */
  public Optional<Integer> onlyWays() {
    if (training.ways() < 2 || learner instanceof PretrainedSpec) {
      return Optional.empty();
    }
    try {
      algorithm().learner().check(network.inputShape(), new Targets.Classes(training.ways() + 1));
      return Optional.empty();
    } catch (UsageException e) {
      return Optional.of(training.ways());
    }
  }

  /**
   * How it is trained.
   *
   * @param ways classes a task; 1 for regression; for pretraining, all classes
   * @param shots support examples a class; two numbers [fewest, most] for uneven shots; 0 for
   *     pretraining
   * @param queries query examples a class; for pretraining, examples in a mini-batch
   * @param tasks tasks a step
   * @param regime what query predictions depend on in training
   * @param average of the models of all steps, which is judged and saved instead of the last one;
   *     decay 0 for none
   * @param precision {@code float32} or {@code float64} of everything; or {@code bfloat16} of what
   *     the network computes, with all else in float32 ({@link InBfloat16})
   * @param steps where training ends
   * @param minutes ends training earlier; 0 for no limit
   * @param checkpointEvery steps between checkpoints
   * @param logEvery steps between lines of metrics
   */
  public record Training(
      int ways,
      List<Integer> shots,
      int queries,
      int tasks,
      Regime regime,
      Transform optimizer,
      Average average,
      DType precision,
      long seed,
      long steps,
      double minutes,
      Validation validation,
      long checkpointEvery,
      long logEvery) {
    public Training {
      shots = List.copyOf(shots);
      Limits.task(ways, shots, 0, queries, 0);
      Checks.count("tasks", 1, tasks);
      Limits.rate("optimizer", optimizer);
      Checks.require(precision.floating(), "precision", "must be float32, float64 or bfloat16");
      Checks.atLeast("steps", 0, steps);
      Limits.within("average", average, steps);
      Checks.notNegative("minutes", minutes);
      Checks.atLeast("checkpointEvery", 1, checkpointEvery);
      Checks.atLeast("logEvery", 1, logEvery);
    }

    /** The size of a task. */
    public TaskShape shape() {
      return Recipe.shape(ways, shots, queries);
    }

    /**
     * Whether a rate or the average follows the budget: then another number of steps or minutes
     * makes it another training.
     */
    public boolean followsBudget() {
      return optimizer.followsBudget() || (average.on() && average.from().followsBudget());
    }

    /** When training ends earlier; empty for no limit. */
    public Optional<Duration> limit() {
      return minutes > 0
          ? Optional.of(Duration.ofMillis(Math.round(minutes * 60_000)))
          : Optional.empty();
    }

    /** The precision of φ, of tasks and of everything outside the network. */
    public DType outerPrecision() {
      return precision == DType.BFLOAT16 ? DType.FLOAT32 : precision;
    }
  }

  /**
   * How it is validated while it trains: on tasks of the validation split, of the size that it is
   * judged on.
   *
   * @param every steps between validations; 0 for none
   * @param patience validations without a new best after which training ends; 0 for no early stop
   */
  public record Validation(long every, int episodes, Regime regime, int patience) {
    public Validation {
      Checks.atLeast("every", 0, every);
      Checks.count("episodes", 2, episodes);
      Checks.atLeast("patience", 0, patience);
    }
  }

  /**
   * How it is judged.
   *
   * @param regimes at most one inductive and one transductive
   * @param innerSteps for regression: after how many inner steps errors are given; otherwise empty
   */
  public record Evaluation(
      int ways,
      List<Integer> shots,
      int queries,
      int episodes,
      List<Regime> regimes,
      List<Integer> innerSteps,
      long seed) {
    public Evaluation {
      shots = List.copyOf(shots);
      regimes = List.copyOf(regimes);
      innerSteps = List.copyOf(innerSteps);
      Limits.task(ways, shots, 1, queries, 1);
      Checks.count("episodes", 2, episodes);
      innerSteps.forEach(steps -> Checks.count("innerSteps", 0, steps));
      long transductive = regimes.stream().filter(Regime::transductive).count();
      Checks.require(
          !regimes.isEmpty() && transductive <= 1 && regimes.size() - transductive <= 1,
          "regimes",
          "must name at most one inductive and at most one transductive regime, and one at least");
    }

    /** The size of a task. */
    public TaskShape shape() {
      return Recipe.shape(ways, shots, queries);
    }

    /** Its inductive regime, if it has one. */
    public Optional<Regime> inductive() {
      return regimes.stream().filter(regime -> !regime.transductive()).findFirst();
    }
  }

  public static TaskShape shape(int ways, List<Integer> shots, int queries) {
    return new TaskShape(ways, shots.get(0), shots.get(shots.size() - 1), queries);
  }
}
