package dev.quickstudy.nn;

import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.tensor.Tensor;

/**
 * The four-block network as loops over numbers, by the statistics of the batch at hand, for one
 * task.
 */
public record PlainConv4(Conv4 network, Params weights) {
  /** From {@code [N, channels, size, size]} to N rows of outputs. */
  public double[][] of(Tensor x) {
    PlainMaps plain = new PlainMaps(weights);
    double[][][][] value = PlainMaps.read(x);
    boolean pools = !network.downsampling().strides();
    int pooling = network.downsampling() == Downsampling.MAPS ? 2 : network.blocks();
    for (int b = 0; b < network.blocks(); b++) {
      value = plain.convolved(value, "blocks." + b + ".conv", pools ? 1 : 2);
      plain.normalise(value, "blocks." + b + ".norm");
      PlainMaps.rectify(value, 0);
      value = pools && b < pooling ? PlainMaps.pooled(value) : value;
    }
    double[][] rows = new double[value.length][];
    for (int n = 0; n < rows.length; n++) {
      rows[n] =
          plain.head(
              network.downsampling() == Downsampling.STRIDE
                  ? PlainMaps.averaged(value[n])
                  : PlainMaps.inARow(value[n]));
    }
    return rows;
  }
}
