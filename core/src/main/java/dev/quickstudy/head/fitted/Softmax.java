package dev.quickstudy.head.fitted;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Losses;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Multinomial logistic regression on embeddings, all classes against each other: Adam on the whole
 * support set from weights of zero. Any number of ways and shots. Encoders get no gradient from the
 * support set.
 *
 * @param sharpness what embeddings are multiplied by, more than 0: about 10 where their length is 1
 * @param decay of the weights' squares in the loss, halved; at least 0
 * @param rate of Adam, more than 0
 * @param steps at least 1
 */
public record Softmax(double sharpness, double decay, double rate, int steps) implements Head {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  public Softmax {
    Checks.positive("sharpness", sharpness);
    Checks.notNegative("decay", decay);
    Checks.positive("rate", rate);
    Checks.count("steps", 1, steps);
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "logistic heads");
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Labels.requireEveryClass(embedded);
    Tensor x = embedded.x().detach();
    Params weights = zeros(embedded);
    Transform adam = Transforms.adam(rate);
    return Descending.on(
        weights,
        adam,
        steps,
        (at, step) ->
            Losses.crossEntropy(logits(at, x), embedded.y(), embedded.weights())
                .sum()
                .plus(at.get(WEIGHT).square().sum().times(decay / 2)));
  }

  private static Params zeros(Examples embedded) {
    DType type = embedded.x().type();
    int ways = Labels.ways(embedded);
    Map<String, Tensor> zeros = new LinkedHashMap<>();
    zeros.put(WEIGHT, Tensor.zeros(type, embedded.tasks(), ways, embedded.x().size(2)));
    zeros.put(BIAS, Tensor.zeros(type, embedded.tasks(), 1, ways));
    return Params.perTask(zeros);
  }

  private Tensor logits(Params weights, Tensor embedded) {
    return embedded
        .times(sharpness)
        .matmul(weights.get(WEIGHT).transpose(1, 2))
        .plus(weights.get(BIAS));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of(
        WEIGHT, List.of(targets.outputs(), encoder.outputs()), BIAS, List.of(1, targets.outputs()));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    return logits(fitted, queries);
  }
}
