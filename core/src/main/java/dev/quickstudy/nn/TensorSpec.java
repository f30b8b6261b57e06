package dev.quickstudy.nn;

import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A tensor before it has numbers: how it is called, what it is for and how it begins.
 *
 * @param name unique in its {@link Layout}; tensors of one layer share what stands before the last
 *     dot
 * @param shape its dimensions, without a task axis; empty for a single number
 * @param role what it does in its layer
 * @param part who changes it
 * @param fresh how its numbers begin
 */
public record TensorSpec(String name, List<Long> shape, Role role, Part part, Fresh fresh) {

  /** What a tensor does in its layer. */
  public enum Role {
    /** The matrix of a linear map or the filters of a convolution, {@code [out, in, …]}. */
    WEIGHT,
    /** What such a map adds to its outputs, {@code [out]}. */
    BIAS,
    /** What a normalisation multiplies with, {@code [channels]} or one row an inner step. */
    SCALE,
    /** What a normalisation adds, likewise. */
    SHIFT,
    /** State: the mean of each channel that a normalisation has seen, likewise. */
    MEAN,
    /** State: the variance of each channel that a normalisation has seen, likewise. */
    VARIANCE,
    /** Anything else: positions, rates, memories. */
    OTHER;

    /** Whether a normalisation multiplies with it or adds it. */
    public boolean normalises() {
      return this == SCALE || this == SHIFT;
    }
  }

  /** Who changes a tensor. */
  public enum Part {
    /** Inner loops may. */
    BODY,
    /** Inner loops may, and it belongs to the output layer. */
    LAST_LAYER,
    /** The outer loop alone: it is learned across tasks. */
    ACROSS_TASKS
  }

  /** How the numbers of a tensor begin: a pure function, float32. */
  public interface Fresh {
    /**
     * Fresh numbers in the current scope.
     *
     * @param key of all tensors that begin together
     */
    Tensor of(RandomKey key, long[] shape);

    /** All 0. */
    static Fresh zeros() {
      return full(0);
    }

    /** All the same. */
    static Fresh full(double number) {
      return (key, shape) -> Tensor.full(number, DType.FLOAT32, shape);
    }

    /** The identity of a square matrix. */
    static Fresh identity() {
      return (key, shape) ->
          LinearAlgebra.identity(Math.toIntExact(shape[0]), DType.FLOAT32).reshape(shape);
    }

    /**
     * Uniform on ±bound.
     *
     * @param path what the key is folded with
     */
    static Fresh within(double bound, String... path) {
      return (key, shape) -> {
        double[] numbers = folded(key, path).uniforms(Shape.elements(shape), -bound, bound);
        float[] fresh = new float[numbers.length];
        for (int i = 0; i < fresh.length; i++) {
          fresh[i] = (float) numbers[i];
        }
        return Tensor.of(fresh, shape);
      };
    }

    /** Uniform on ±1/√fanIn (LeCun, Bottou, Orr and Müller 1998, §4.6, up to a constant). */
    static Fresh uniform(long fanIn, String... path) {
      return within(1 / Math.sqrt((double) fanIn), path);
    }

    /** Uniform with variance 2/fan (He, Zhang, Ren and Sun 2015, eq. 10). */
    static Fresh he(long fan, String... path) {
      return within(Math.sqrt(6.0 / fan), path);
    }

    private static RandomKey folded(RandomKey key, String... path) {
      RandomKey folded = key;
      for (String word : path) {
        folded = folded.fold(word);
      }
      return folded;
    }
  }

  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** A tensor that inner loops may change. */
  public static TensorSpec of(String name, Role role, Fresh fresh, long... shape) {
    return new TensorSpec(name, LongStream.of(shape).boxed().toList(), role, Part.BODY, fresh);
  }

  /** The same tensor as another part. */
  public TensorSpec in(Part other) {
    return new TensorSpec(name, shape, role, other, fresh);
  }

  TensorSpec named(String other) {
    return new TensorSpec(other, shape, role, part, fresh);
  }

  TensorSpec beginning(Fresh other) {
    return new TensorSpec(name, shape, role, part, other);
  }

  /** What its layer's tensors have in common: the name up to the last dot. */
  public String layer() {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  /** Its dimensions. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /** How many numbers it holds; {@link Long#MAX_VALUE} for more than that. */
  public long elements() {
    return product(dimensions());
  }

  /** The product, or {@link Long#MAX_VALUE} where that is less. */
  public static long product(long... sizes) {
    double about = Arrays.stream(sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
    return about >= Long.MAX_VALUE
        ? Long.MAX_VALUE
        : Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
  }
}
