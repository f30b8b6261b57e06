package dev.quickstudy.head;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.layers.Affine;

/** How the affine layers that heads are made of begin: as others, from keys of their own. */
public final class Layers {
  private Layers() {}

  public static Layout affine(String name, long in, long out) {
    return Affine.layout(
        name, in, out, Fresh.uniform(in, name, "weight"), Fresh.uniform(in, name, "bias"));
  }
}
