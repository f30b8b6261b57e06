package dev.quickstudy.head.fitted;

import dev.quickstudy.head.Distances;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.PretrainedHead;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Losses;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.MiniBatches;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Baseline++: a cosine classifier trained from fresh weights on the support set by gradient descent
 * with momentum, in mini-batches (Chen, Liu, Kira, Wang and Huang 2019, §3). A logit is sharpness ·
 * scale · cos(embedding, weight), with a learned weight and scale a class; scales begin with the
 * length of the fresh weight, as in the published code. Any number of ways and shots. Encoders get
 * no gradient from the support set.
 *
 * @param sharpness more than 0; published: 2
 * @param rate more than 0; published: 0.01 damped by 0.9, which comes to 0.001
 * @param momentum published: 0.9
 * @param weightDecay published: 0.001
 * @param steps at least 1; in the paper 100 (in its code, 100 passes over the support set)
 * @param batch support examples a step, 0 for all; published: 4
 */
public record CosineFineTuning(
    double sharpness, double rate, double momentum, double weightDecay, int steps, int batch)
    implements PretrainedHead {
  private static final String WEIGHT = "weight";
  private static final String SCALE = "scale";

  public CosineFineTuning {
    Checks.positive("sharpness", sharpness);
    Checks.positive("rate", rate);
    Checks.require(
        momentum >= 0 && momentum < 1, "momentum", "must be in 0 … <1, but is " + momentum);
    Checks.notNegative("weightDecay", weightDecay);
    Checks.count("steps", 1, steps);
    Checks.count("batch", 0, batch);
  }

  /** With the published settings. */
  public static CosineFineTuning published() {
    return new CosineFineTuning(2, 0.001, 0.9, 0.001, 100, 4);
  }

  private static Transform sgd(double rate, double momentum, double weightDecay) {
    return new Transforms.Sgd(new Schedule.Constant(rate), momentum, weightDecay);
  }

  @Override
  public boolean pretrainedByCosines() {
    return true;
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "cosine classifiers");
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Labels.requireEveryClass(embedded);
    Examples constant = embedded.withInputs(embedded.x().detach());
    Transform sgd = sgd(rate, momentum, weightDecay);
    Params weights = fresh(constant, now);
    Params state = sgd.init(weights);
    for (int step = 0; step < steps; step++) {
      try (Scope scope = Scope.open()) {
        Examples some = MiniBatches.of(constant, batch, step, now);
        Params variables = weights.variables();
        Tensor loss =
            Losses.crossEntropy(logits(variables, some.x()), some.y(), some.weights()).sum();
        Transform.Step moved =
            sgd.update(
                variables.gradients(loss, false), state, weights, new Transform.Signal(step));
        weights = weights.plus(moved.updates()).map(scope::keep);
        state = moved.state().map(scope::keep);
      }
    }
    return weights;
  }

  /** Uniform on ±1/√D, as a fresh linear layer. */
  private static Params fresh(Examples embedded, Context now) {
    int tasks = embedded.tasks();
    int ways = Labels.ways(embedded);
    int width = (int) embedded.x().size(2);
    double bound = 1 / Math.sqrt(width);
    double[] numbers = new double[tasks * ways * width];
    for (int t = 0; t < tasks; t++) {
      double[] own = now.taskKey(t).fold("fine-tuning").uniforms(ways * width, -bound, bound);
      System.arraycopy(own, 0, numbers, t * own.length, own.length);
    }
    Tensor weight = Tensor.of(numbers, tasks, ways, width).to(embedded.x().type());
    Map<String, Tensor> params = new LinkedHashMap<>();
    params.put(WEIGHT, weight);
    params.put(SCALE, weight.square().sum(false, -1).sqrt());
    return Params.perTask(params);
  }

  private Tensor logits(Params weights, Tensor embedded) {
    return Distances.cosine(embedded, weights.get(WEIGHT))
        .times(weights.get(SCALE).unsqueeze(1).times(sharpness));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of(
        WEIGHT, List.of(targets.outputs(), encoder.outputs()), SCALE, List.of(targets.outputs()));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    return logits(fitted, queries);
  }
}
