package dev.quickstudy.head.fitted;

import dev.quickstudy.head.Distances;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contrastive fine-tuning of a small adapter on embeddings, then another head on what it makes of
 * them: SetFit (Tunstall et al. 2022, §3) with the encoder left as it is. The adapter adds a linear
 * map of low rank, z ↦ z + up · down · z, which begins as the identity, and scales to length 1. It
 * learns on pairs: cosines of two of a class are to be 1, of two classes 0, by squared error
 * (Reimers and Gurevych 2019, §3, the regression objective).
 *
 * <p>Pairs are drawn as they are needed, so memory does not grow with the number of examples but
 * for the examples themselves. Encoders get no gradient from the support set. Any number of ways
 * and shots; a class of one example gives no pair of its own.
 *
 * @param rank of the map, at least 1
 * @param steps of Adam, at least 0; 0 leaves embeddings as they are but for their length
 * @param pairs a step of one class, and as many of two, at least 1
 * @param rate of Adam at the beginning, more than 0; it falls to 0 in a line
 * @param head what is fitted on the adapted embeddings: {@link Softmax} or {@link Prototypes},
 *     which learn nothing across tasks
 */
public record ContrastiveAdapter(int rank, int steps, int pairs, double rate, Head head)
    implements Head {
  private static final String DOWN = "adapter.down";
  private static final String UP = "adapter.up";
  private static final String HEAD = "head.";

  public ContrastiveAdapter {
    Checks.count("rank", 1, rank);
    Checks.count("steps", 0, steps);
    Checks.count("pairs", 1, pairs);
    Checks.positive("rate", rate);
    Checks.require(
        head instanceof Softmax || head instanceof Prototypes,
        "head.kind",
        "must be softmax or protonet");
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "contrastive adapters");
    head.check(encoder, targets);
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Labels.requireEveryClass(embedded);
    Examples constant = embedded.withInputs(embedded.x().detach());
    Params adapter = identity(constant, now);
    if (steps > 0) {
      ClassPairs drawn = new ClassPairs(constant, pairs);
      adapter =
          Descending.on(
              adapter,
              Transforms.adam(new Schedule.Linear(rate, 0, steps)),
              steps,
              (at, step) -> loss(at, drawn.examples(step, now)).sum());
    }
    Params fitted = head.fit(learned, constant.withInputs(adapted(adapter, constant.x())), now);
    return adapter.join(fitted.prefixed(HEAD));
  }

  /** Fresh directions and nothing yet along them. */
  private Params identity(Examples embedded, Context now) {
    int width = (int) embedded.x().size(2);
    List<Tensor> downs = new ArrayList<>();
    for (int t = 0; t < embedded.tasks(); t++) {
      RandomKey key = now.taskKey(t).fold("adapter");
      downs.add(Fresh.uniform(width).of(key, new long[] {rank, width}));
    }
    Map<String, Tensor> params = new LinkedHashMap<>();
    params.put(DOWN, Tensor.stack(0, downs).to(embedded.x().type()));
    params.put(UP, Tensor.zeros(embedded.x().type(), embedded.tasks(), width, rank));
    return Params.perTask(params);
  }

  /** Of length 1. */
  private static Tensor adapted(Params adapter, Tensor embedded) {
    Tensor along = embedded.matmul(adapter.get(DOWN).transpose(1, 2));
    return Distances.normalised(embedded.plus(along.matmul(adapter.get(UP).transpose(1, 2))));
  }

  /**
   * The mean squared error of cosines.
   *
   * @param sides {@code [T, 4 · pairs, D]}: first and second examples of pairs of one class, then
   *     of pairs of two
   * @return {@code [T]}
   */
  static Tensor loss(Params adapter, Tensor sides) {
    Tensor adapted = adapted(adapter, sides);
    long pairs = sides.size(1) / 4;
    Tensor same = cosines(adapted, 0, pairs);
    Tensor other = cosines(adapted, 2 * pairs, pairs);
    return same.plus(-1).square().mean(false, 1).plus(other.square().mean(false, 1)).times(0.5);
  }

  private static Tensor cosines(Tensor unit, long from, long pairs) {
    return unit.slice(1, from, from + pairs)
        .times(unit.slice(1, from + pairs, from + 2 * pairs))
        .sum(false, -1);
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    int width = encoder.outputs();
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put(DOWN, List.of(rank, width));
    shapes.put(UP, List.of(width, rank));
    head.fitted(encoder, targets).forEach((name, shape) -> shapes.put(HEAD + name, shape));
    return shapes;
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    return head.predict(learned, fitted.under(HEAD), adapted(fitted, queries), now);
  }
}
