package dev.quickstudy.recipe;

import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Transform;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import java.util.List;

/**
 * A training run in words: which learner, with which network, on which tasks. Maps one-to-one on YAML; every key is
 * written out, so that a recipe hides nothing.
 *
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

  /**
   * How it is trained.
   *
   * @param ways classes a task; 1 for regression
   * @param shots support examples a class; two numbers [fewest, most] for uneven shots
   * @param queries query examples a class
   * @param tasks tasks a step
   * @param regime what query predictions depend on in training
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
      DType precision,
      long seed,
      long steps,
      double minutes,
      Validation validation,
      long checkpointEvery,
      long logEvery) {
    public Training {
      shots = List.copyOf(shots);
      require(minutes >= 0 && Double.isFinite(minutes), "minutes must be 0 (no limit) or more, but is " + minutes);
    }

    TaskShape shape() {
      return Recipe.shape(ways, shots, queries);
    }
  }

  /**
   * How it is validated while it trains: on tasks of the validation split, of the size that it is judged on.
   *
   * @param every steps between validations; 0 for none
   * @param patience validations without a new best after which training ends; 0 for no early stop
   */
  public record Validation(long every, int episodes, Regime regime, int patience) {}

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
      long transductive = regimes.stream().filter(Regime::transductive).count();
      require(
          !regimes.isEmpty() && transductive <= 1 && regimes.size() - transductive <= 1,
          "regimes must name at most one inductive and at most one transductive regime, and one at least");
    }

    TaskShape shape() {
      return Recipe.shape(ways, shots, queries);
    }
  }

  static TaskShape shape(int ways, List<Integer> shots, int queries) {
    require(
        shots.size() == 1 || shots.size() == 2,
        "shots must be one number, or two for uneven shots: [fewest, most]; but there are " + shots.size());
    return new TaskShape(ways, shots.get(0), shots.get(shots.size() - 1), queries);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
