package dev.quickstudy.inner;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.layers.Affine;

/** How the affine layers of the small networks that read tasks begin. */
final class Dense {
  private Dense() {}

  /**
   * Weights uniform on ±√(3/in), so that the outputs of inputs near 1 are near 1; biases uniform on
   * ±1.
   *
   * @param size about how large the inputs are
   */
  static Layout layout(String name, long in, long out, double size) {
    return Affine.layout(
        name,
        in,
        out,
        Fresh.within(Math.sqrt(3.0 / in) / size, name + ".weight"),
        Fresh.within(1, name + ".bias"));
  }

  /** The same for inputs that come out of a ReLU, half of which are 0 (He et al. 2015, §2.2). */
  static Layout afterRelu(String name, long in, long out) {
    return layout(name, in, out, Math.sqrt(0.5));
  }

  /** Zeros: the layer's output is 0 until it has learned. */
  static Layout zeros(String name, long in, long out) {
    return Affine.layout(name, in, out, Fresh.zeros(), Fresh.zeros());
  }
}
