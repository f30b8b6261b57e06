package example;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Distances to class means, times a number.
 *
 * @param sharpness the number; prototypes have 1
 */
public record SharpPrototypes(double sharpness) implements Head {
  private static final Prototypes MEANS = new Prototypes();

  public SharpPrototypes {
    Checks.positive("sharpness", sharpness);
  }

  @Override
  public void check(Network encoder, Targets targets) {
    MEANS.check(encoder, targets);
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    return MEANS.fit(learned, embedded, now);
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return MEANS.fitted(encoder, targets);
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    return MEANS.predict(learned, fitted, queries, now).times(sharpness);
  }
}
