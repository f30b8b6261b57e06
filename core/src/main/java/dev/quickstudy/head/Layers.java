package dev.quickstudy.head;

import dev.quickstudy.nn.Affine;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.TensorSpec.Fresh;

/** How the affine layers that heads are made of begin: as others, from keys of their own. */
final class Layers {
  private Layers() {}

  static Layout affine(String name, long in, long out) {
    return Affine.layout(
        name, in, out, Fresh.uniform(in, name, "weight"), Fresh.uniform(in, name, "bias"));
  }
}
