package dev.quickstudy.inner;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small network reads the mean gradient and the mean weight of every tensor and writes a rate and
 * a decay for each, at every inner step: θⱼ ← (1 − bⱼₖ·z(P+j))·θⱼ − aⱼₖ·z(j)·∇ⱼL (ALFA: Baik et al.
 * 2020, eq. 2–4, and the authors' program), with aⱼₖ and bⱼₖ learned for each tensor j and step k.
 * Mean gradients enter as constants. Tensors are read in the order of the params. The small network
 * begins with z near 1; the authors' begins at random.
 *
 * <p>With 0 {@code steps} it is an older form: θⱼ ← bⱼ·z(P+j)·θⱼ − aⱼ·z(j)·∇ⱼL, the same numbers at
 * all steps, and gradients flow through the mean gradients.
 *
 * @param rate every aⱼₖ at the beginning; published: 0.01
 * @param steps with numbers of their own, at least 0; later steps take the last ones
 * @param decay every bⱼₖ at the beginning is this times {@code rate}; published: 0.0005. Without
 *     {@code steps} every bⱼ begins at 1
 */
public record Alfa(double rate, int steps, double decay) implements Transform {
  public Alfa {
    Rates.requireFinite(rate);
    Rates.requireFinite(decay);
    Checks.atLeast("steps with numbers of their own", 0, steps);
  }

  /** With the published decay. */
  public static Alfa published(double rate, int steps) {
    return new Alfa(rate, steps, 5e-4);
  }

  /** The form with the same numbers at all steps, which multiplies weights by bⱼ·z(P+j). */
  public static Alfa sameAtAllSteps(double rate) {
    return new Alfa(rate, 0, 0);
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public Layout learned(Layout params) {
    long count = params.tensors().size();
    long width = 2 * count;
    double bound = 1 / Math.sqrt((double) width);
    Fresh first = (key, shape) -> Fresh.within(bound).of(key.fold(0), shape);
    return Affine.layout("alfa.0", width, width, first, Fresh.zeros())
        .join(Affine.layout("alfa.1", width, width, Alfa::nearZero, Fresh.full(1)))
        .join(
            Layout.of(
                TensorSpec.of("alfa.rate", Role.OTHER, Fresh.full(rate), shape(count)),
                TensorSpec.of(
                    "alfa.decay",
                    Role.OTHER,
                    Fresh.full(steps == 0 ? 1 : decay * rate),
                    shape(count))));
  }

  private long[] shape(long count) {
    return steps == 0 ? new long[] {count} : new long[] {count, steps};
  }

  /** What a tensor has at a step, {@code []}. */
  private Tensor at(Tensor learned, int tensor, long step) {
    Tensor own = learned.select(0, tensor);
    return steps == 0 ? own : own.select(0, Math.min(step, steps - 1L));
  }

  /**
   * The second layer begins near zero, so that the first rates and decays are those of its bias.
   */
  private static Tensor nearZero(RandomKey key, long[] shape) {
    double bound = 1 / Math.sqrt((double) shape[1]);
    double[] numbers = key.fold(1).uniforms(Shape.elements(shape), -bound, bound);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= 0.01;
    }
    return Tensor.of(numbers, shape).to(DType.FLOAT32);
  }

  @Override
  public Params init(Params params) {
    return Params.empty();
  }

  @Override
  public Step update(Params gradients, Params state, Params params, Signal signal) {
    Params learned = signal.learned();
    List<Tensor> read = new ArrayList<>();
    gradients
        .tensors()
        .forEach(tensor -> read.add(meanOfTask(steps == 0 ? tensor : tensor.detach())));
    params.tensors().forEach(tensor -> read.add(meanOfTask(tensor)));
    Tensor task = Tensor.stack(1, read);
    Tensor written = Affine.apply(learned, "alfa.1", Affine.apply(learned, "alfa.0", task).relu());
    int count = params.names().size();
    Map<String, Tensor> updates = new LinkedHashMap<>();
    int j = 0;
    for (String name : params.names()) {
      Tensor gradient = gradients.get(name);
      Tensor rates = written.select(1, j).times(at(learned.get("alfa.rate"), j, signal.step()));
      Tensor decays =
          written.select(1, count + j).times(at(learned.get("alfa.decay"), j, signal.step()));
      Tensor growth = steps == 0 ? decays.plus(-1) : decays.negate();
      updates.put(
          name,
          params
              .get(name)
              .times(alongTasks(growth, gradient))
              .minus(gradient.times(alongTasks(rates, gradient))));
      j++;
    }
    return new Step(Params.perTask(updates), state);
  }

  private static Tensor meanOfTask(Tensor tensor) {
    return tensor.reshape(tensor.size(0), -1).mean(false, 1);
  }

  /** {@code [T]} as {@code [T, 1, …]} with the rank of a tensor. */
  private static Tensor alongTasks(Tensor numbers, Tensor like) {
    long[] shape = new long[like.rank()];
    Arrays.fill(shape, 1);
    shape[0] = numbers.size(0);
    return numbers.reshape(shape);
  }
}
