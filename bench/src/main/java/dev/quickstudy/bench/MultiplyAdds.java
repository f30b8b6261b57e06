package dev.quickstudy.bench;

import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Multiply-adds of a network's convolutions and linear layers for one example, layer by layer.
 *
 * <p>With F those of all layers and F₁ those of the first, an example costs
 *
 * <ul>
 *   <li>F in a forward pass;
 *   <li>2F − F₁ in a backward pass: each layer's product is needed once for the gradient in its
 *       weights and once for that in its input, save the input of the first;
 *   <li>6F − 4F₁ in differentiating the gradient g(θ) along a vector v, a Hessian-vector product: y
 *       = W·x, the gradients ∂W = ∂y·xᵀ and ∂x = Wᵀ·∂y are three products of two factors each, and
 *       the derivative of a product along v is two products; in the first layer, where x does not
 *       depend on θ and ∂x is not needed, two remain.
 * </ul>
 *
 * An exact inner step costs all three, 9F − 5F₁; a pass over queries the first two, 3F − F₁.
 * Products with the zeros around a picture count as any other.
 */
record MultiplyAdds(List<Layer> layers) {
  /** One layer: its count, and how that comes about. */
  record Layer(String formula, long count) {}

  /**
   * What a workload costs.
   *
   * @param formula how the number comes about
   */
  record Work(long multiplyAdds, String formula) {
    double flop() {
      return 2.0 * multiplyAdds;
    }
  }

  static MultiplyAdds of(Network network) {
    List<Layer> layers = new ArrayList<>();
    if (network instanceof Conv4 conv && conv.downsampling() == Conv4.Downsampling.POOL) {
      int side = conv.size();
      int in = conv.channels();
      for (int b = 0; b < conv.blocks(); b++) {
        layers.add(
            new Layer(
                side + "²·9·" + in + "·" + conv.width(), 9L * side * side * in * conv.width()));
        in = conv.width();
        side /= 2;
      }
      if (conv.classes() > 0) {
        layers.add(linear(conv.width() * side * side, conv.classes()));
      }
      return new MultiplyAdds(layers);
    }
    if (network instanceof Mlp mlp) {
      int in = mlp.input().stream().reduce(1, Math::multiplyExact);
      for (int width : mlp.hidden()) {
        layers.add(linear(in, width));
        in = width;
      }
      layers.add(linear(in, mlp.outputs()));
      return new MultiplyAdds(layers);
    }
    throw new UsageException("no formula is known for " + network);
  }

  private static Layer linear(int in, int out) {
    return new Layer(in + "·" + out, (long) in * out);
  }

  long forward() {
    return layers.stream().mapToLong(Layer::count).sum();
  }

  long first() {
    return layers.get(0).count();
  }

  /** A whole meta-step. */
  static Work metaStep(MetaStep step) {
    MultiplyAdds one = of(step.network());
    long f = one.forward();
    long first = one.first();
    long support = step.supportExamples();
    long query = step.queryExamples();
    if (step.prototypes()) {
      return one.work(
          step.tasks() * (3 * f - first) * (support + query),
          "%d·(%d + %d)·(3F − F₁)".formatted(step.tasks(), support, query));
    }
    return one.work(
        step.tasks()
            * (step.innerSteps() * support * (9 * f - 5 * first) + query * (3 * f - first)),
        "%d·(%d·%d·(9F − 5F₁) + %d·(3F − F₁))"
            .formatted(step.tasks(), step.innerSteps(), support, query));
  }

  /** Learning one task after training, and a forward pass that records the statistics. */
  static Work adaptation(MetaStep step) {
    MultiplyAdds one = of(step.network());
    long support = step.supportExamples();
    return one.work(
        support * (step.innerSteps() * (3 * one.forward() - one.first()) + one.forward()),
        "%d·(%d·(3F − F₁) + F)".formatted(support, step.innerSteps()));
  }

  private Work work(long count, String formula) {
    return new Work(
        count,
        "%s = %s multiply-adds, F = %s = %s, F₁ = %s"
            .formatted(
                formula,
                grouped(count),
                layers.stream().map(Layer::formula).collect(Collectors.joining(" + ")),
                grouped(forward()),
                grouped(first())));
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
