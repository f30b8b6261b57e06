package dev.quickstudy.recipe;

import dev.quickstudy.data.tasks.RegressionFamilies.Family;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.InvalidValueException;
import dev.quickstudy.train.Average;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the values of a recipe may be. The upper limits are far beyond any use; they catch slips of
 * the finger.
 */
public final class Limits {
  private static final double MOST_WEIGHTS = 1e8;

  private Limits() {}

  /** Ways, shots and queries of a task; 0 shots make a mini-batch. */
  public static void task(
      int ways, List<Integer> shots, int leastShots, int queries, int leastQueries) {
    Checks.count("ways", 1, ways);
    Checks.require(
        shots.size() == 1 || shots.size() == 2,
        "shots",
        "must be one number, or two for uneven shots: [fewest, most]; but has " + shots.size());
    int most = shots.get(shots.size() - 1);
    Checks.count("shots", most == 0 ? leastShots : 1, shots.get(0));
    Checks.count("shots", leastShots, most);
    Checks.require(
        shots.get(0) <= most, "shots", "must be [fewest, most] in this order, but is " + shots);
    Checks.count("queries", leastQueries, queries);
    long examples = most == 0 ? queries : ways * ((long) most + queries);
    Checks.require(
        examples <= Checks.MOST,
        "ways",
        "times shots and queries makes "
            + examples
            + " examples a task; at most "
            + Checks.MOST
            + " fit");
  }

  /** The families of a split. */
  static List<Family> families(String key, List<Family> families) {
    Checks.require(
        !families.isEmpty() && Set.copyOf(families).size() == families.size(),
        key,
        "must name at least one family, each at most once, but is " + families);
    return List.copyOf(families);
  }

  /** The rate of an optimizer: of a chain, that of the last part that has one. */
  static void rate(String key, Transform transform) {
    if (transform instanceof Transforms.Sgd sgd) {
      rate(key + ".rate", sgd.rate());
    } else if (transform instanceof Transforms.Adam adam) {
      rate(key + ".rate", adam.rate());
    } else if (transform instanceof Transforms.Chain chain) {
      for (int i = chain.parts().size() - 1; i >= 0; i--) {
        if (!(chain.parts().get(i) instanceof Transforms.ClipByGlobalNorm)) {
          rate(key + ".parts[" + i + "]", chain.parts().get(i));
          return;
        }
      }
      throw new InvalidValueException(key, "needs a part with a rate (sgd or adam)");
    }
  }

  private static void rate(String key, Schedule schedule) {
    if (schedule instanceof Schedule.Constant constant) {
      Checks.positive(key + ".value", constant.value());
    } else if (schedule instanceof Schedule.Steps steps) {
      Checks.positive(key + ".start", steps.start());
      Checks.positive(key + ".factor", steps.factor());
    } else if (schedule instanceof Schedule.Exponential exponential) {
      Checks.positive(key + ".start", exponential.start());
      Checks.positive(key + ".factor", exponential.factor());
    } else if (schedule instanceof Schedule.Cosine cosine) {
      fromTo(key, cosine.start(), cosine.end());
    } else if (schedule instanceof Schedule.Linear linear) {
      fromTo(key, linear.start(), linear.end());
    }
  }

  /** An average begins before training ends. */
  static void within(String key, Average average, long steps) {
    try {
      average.checkWithin(steps);
    } catch (InvalidValueException e) {
      throw new InvalidValueException(key + "." + e.key(), e.problem());
    }
  }

  /** A rate may begin or end at zero, but not both. */
  private static void fromTo(String key, double start, double end) {
    Checks.notNegative(key + ".start", start);
    Checks.notNegative(key + ".end", end);
    Checks.require(start > 0 || end > 0, key, "must not be 0 throughout");
  }

  /** As many weights as memory can hold in any machine that this runs on. */
  static void weights(String key, Network network) {
    double weights = network.layout().elements();
    Checks.require(
        weights <= MOST_WEIGHTS,
        key,
        String.format(
            Locale.ROOT,
            "has %.0f million weights; at most 100 million are allowed",
            weights / 1e6));
  }
}
