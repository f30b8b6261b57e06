package dev.quickstudy.nn;

import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network that computes in bfloat16 within a learner that computes in float32: mixed precision as
 * of Micikevicius et al. 2018 with the type of Kalamkar et al. 2019, whose exponent is that of
 * float32, so that losses need no scaling. Examples are cast where they enter, each layer's weights
 * where they are multiplied, and outputs are float32 again. Weights, state, statistics of
 * normalisation and everything outside – inner and outer transforms, heads, losses – stay float32.
 *
 * <p>Casts are differentiable, to any order, so gradients in the weights are float32 too. bfloat16
 * has 8 bits of mantissa: each number within the network is off by up to 2⁻⁹ of itself.
 *
 * @param network one that {@linkplain Network#takesBfloat16 takes bfloat16}
 */
public record InBfloat16(Network network) implements Network {
  public InBfloat16 {
    Checks.require(
        network.takesBfloat16(),
        "a network of the kind "
            + network.getClass().getSimpleName()
            + " cannot compute in bfloat16; take Mlp, Conv4 or ResNet12, or compute in float32");
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Output output = network.apply(weights, state, x.to(DType.BFLOAT16), now);
    return new Output(output.value().to(DType.FLOAT32), output.state());
  }

  @Override
  public Params init(RandomKey key) {
    return network.init(key);
  }

  @Override
  public Params initialState() {
    return network.initialState();
  }

  @Override
  public boolean adapts(String name) {
    return network.adapts(name);
  }

  @Override
  public Set<String> lastLayer() {
    return network.lastLayer();
  }

  @Override
  public List<FilmSite> filmSites() {
    return network.filmSites();
  }

  @Override
  public Map<String, List<Integer>> needs() {
    return network.needs();
  }

  @Override
  public long[] outputShape() {
    return network.outputShape();
  }

  @Override
  public long[] inputShape() {
    return network.inputShape();
  }

  @Override
  public int outputs() {
    return network.outputs();
  }

  @Override
  public Normalisation normalisation() {
    return network.normalisation();
  }

  @Override
  public int tasksTogether() {
    return network.tasksTogether();
  }
}
