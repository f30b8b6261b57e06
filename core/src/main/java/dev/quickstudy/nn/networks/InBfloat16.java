package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.ForwardingNetwork;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;

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
public record InBfloat16(Network network) implements ForwardingNetwork {
  public InBfloat16 {
    Checks.require(
        network.takesBfloat16(),
        "a network of the kind "
            + network.getClass().getSimpleName()
            + " cannot compute in bfloat16; take Mlp, Conv4, R2d2Encoder or ResNet12, or compute in float32");
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    // Integers are looked up, not computed with.
    Tensor given = x.type().floating() ? x.to(DType.BFLOAT16) : x;
    Output output = network.apply(weights, state, given, now);
    return new Output(output.value().to(DType.FLOAT32), output.state());
  }
}
