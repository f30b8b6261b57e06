package dev.quickstudy.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An immutable array of numbers in native memory. Operations make new tensors, which belong to the
 * current {@link Scope}; shapes broadcast as in NumPy. Dimensions may be counted from the end (−1
 * is the last).
 *
 * <p>Reading is safe from any number of threads, also while another thread closes the scope that
 * owns the tensor: a call under way ends with a right result, any later one throws {@link
 * ClosedException}. Memory is freed by the last one out.
 *
 * <p>Operations on shapes that do not fit throw {@link TensorException} with the operation and all
 * shapes.
 */
public final class Tensor extends SharedResource {
  /** Read only between {@link #hold} and {@link #release}: nobody frees it in between. */
  private final org.bytedeco.pytorch.Tensor ref;

  /** Known once it was asked for; neither ever changes. */
  private @Nullable Kind kind;

  /** The scope that frees this tensor. */
  volatile @Nullable Scope owner;

  private Tensor(org.bytedeco.pytorch.Tensor ref) {
    this.ref = ref;
  }

  // ---- making ----

  /** Takes over a native tensor. */
  static Tensor wrap(org.bytedeco.pytorch.Tensor ref) {
    Tensor tensor = new Tensor(ref);
    Scope scope;
    try {
      scope = Scope.current();
    } catch (IllegalStateException e) {
      ref.close();
      throw e;
    }
    return scope.own(tensor);
  }

  /** A float32 tensor of the given numbers, row by row. */
  public static Tensor of(float[] values, long... shape) {
    return written(
        DType.FLOAT32,
        values.length,
        shape,
        memory -> {
          try (FloatPointer data = memory.data_ptr_float()) {
            data.put(values, 0, values.length);
          }
        });
  }

  /** A float64 tensor of the given numbers, row by row. */
  public static Tensor of(double[] values, long... shape) {
    return written(
        DType.FLOAT64,
        values.length,
        shape,
        memory -> {
          try (DoublePointer data = memory.data_ptr_double()) {
            data.put(values, 0, values.length);
          }
        });
  }

  /** An int64 tensor of the given numbers, row by row. */
  public static Tensor of(long[] values, long... shape) {
    return written(
        DType.INT64,
        values.length,
        shape,
        memory -> {
          try (LongPointer data = memory.data_ptr_long()) {
            data.put(values, 0, values.length);
          }
        });
  }

  /** A tensor filled with one number. */
  public static Tensor full(double value, DType type, long... shape) {
    Shape.elements(shape);
    Engine.load();
    try (Scalar scalar = new Scalar(value);
        TensorOptions options = new TensorOptions(type.scalarType)) {
      return wrap(onDevice(torch.full(shape, scalar, options)));
    } catch (RuntimeException e) {
      throw failure("a tensor of shape " + Arrays.toString(shape), List.of(), e);
    }
  }

  /** A tensor of zeros. */
  public static Tensor zeros(DType type, long... shape) {
    return full(0, type, shape);
  }

  /** A tensor of this one's type and shape, filled with zeros. */
  public Tensor zerosLike() {
    return zeros(type(), shape());
  }

  /** A tensor whose numbers are written in the machine's memory, then taken to the device. */
  private static Tensor written(
      DType type, int count, long[] shape, Consumer<org.bytedeco.pytorch.Tensor> numbers) {
    requireElements(count, shape);
    Engine.load();
    try (TensorOptions options = new TensorOptions(type.scalarType)) {
      org.bytedeco.pytorch.Tensor memory = torch.torch_empty(shape, options, null);
      if (count > 0) { // without elements the engine has no memory to point to
        numbers.accept(memory);
      }
      return wrap(onDevice(memory));
    } catch (RuntimeException e) {
      throw failure("a tensor of shape " + Arrays.toString(shape), List.of(), e);
    }
  }

  private static org.bytedeco.pytorch.Tensor onDevice(org.bytedeco.pytorch.Tensor memory) {
    if (Engine.device() == Device.CPU) {
      return memory;
    }
    try (memory) {
      return memory.cuda();
    }
  }

  private static void requireElements(int count, long... shape) {
    if (count != Shape.elements(shape)) {
      throw new UsageException(
          "shape "
              + Arrays.toString(shape)
              + " needs "
              + Shape.elements(shape)
              + " numbers, but there are "
              + count);
    }
  }

  // ---- looking ----

  /** Type and shape; nobody writes to the sizes. */
  private static final class Kind {
    final DType type;
    final long[] sizes;

    Kind(DType type, long[] sizes) {
      this.type = type;
      this.sizes = sizes;
    }
  }

  private Kind kind() {
    Kind known = kind;
    if (known == null) {
      hold();
      try {
        long[] sizes = new long[(int) ref.dim()];
        for (int i = 0; i < sizes.length; i++) {
          sizes[i] = ref.size(i);
        }
        known = new Kind(DType.of(ref.scalar_type()), sizes);
      } finally {
        release();
      }
      kind = known;
    }
    if (isShut()) {
      throw closed();
    }
    return known;
  }

  /** The element type. */
  public DType type() {
    return kind().type;
  }

  /** Number of dimensions. */
  public int rank() {
    return kind().sizes.length;
  }

  /** The size of one dimension. */
  public long size(int dim) {
    long[] sizes = kind().sizes;
    int rank = sizes.length;
    if (dim < -rank || dim >= rank) {
      throw new TensorException(Shape.of(this) + " has no dimension " + dim);
    }
    return sizes[dim < 0 ? dim + rank : dim];
  }

  /** All sizes. */
  public long[] shape() {
    return kind().sizes.clone();
  }

  /** Number of elements. */
  public long elements() {
    long count = 1;
    for (long size : kind().sizes) {
      count *= size;
    }
    return count;
  }

  /** The only element of a tensor with one element. */
  public double item() {
    if (elements() != 1) {
      throw new TensorException("item needs one element, but this is " + Shape.of(this));
    }
    return toDoubles()[0];
  }

  /** All elements, row by row, as doubles. */
  public double[] toDoubles() {
    double[] values = new double[Shape.elements(shape())];
    if (values.length > 0) {
      try (org.bytedeco.pytorch.Tensor plain = plain(DType.FLOAT64);
          DoublePointer data = plain.data_ptr_double()) {
        data.get(values);
      }
    }
    return values;
  }

  /** All elements, row by row, as floats. */
  public float[] toFloats() {
    float[] values = new float[Shape.elements(shape())];
    if (values.length > 0) {
      try (org.bytedeco.pytorch.Tensor plain = plain(DType.FLOAT32);
          FloatPointer data = plain.data_ptr_float()) {
        data.get(values);
      }
    }
    return values;
  }

  /** All elements of an int64 tensor, row by row. */
  public long[] toLongs() {
    if (type() != DType.INT64) {
      throw new TensorException("toLongs needs int64 elements, but this is " + Shape.of(this));
    }
    long[] values = new long[Shape.elements(shape())];
    if (values.length > 0) {
      try (org.bytedeco.pytorch.Tensor plain = plain(DType.INT64);
          LongPointer data = plain.data_ptr_long()) {
        data.get(values);
      }
    }
    return values;
  }

  /** With one channel both orders are the same in memory; the strides tell the engine which. */
  private org.bytedeco.pytorch.Tensor oneChannelLast() {
    long height = ref.size(2);
    long width = ref.size(3);
    try (org.bytedeco.pytorch.Tensor plain = ref.contiguous()) {
      return plain.as_strided(
          new long[] {ref.size(0), 1, height, width},
          new long[] {height * width, 1, width, 1},
          new LongOptional());
    }
  }

  /**
   * A contiguous native tensor of the wanted type in the machine's memory, without a graph, to be
   * closed by the caller.
   */
  private org.bytedeco.pytorch.Tensor plain(DType wanted) {
    hold();
    try (org.bytedeco.pytorch.Tensor detached = ref.detach();
        org.bytedeco.pytorch.Tensor converted = detached.to(wanted.scalarType);
        org.bytedeco.pytorch.Tensor near = converted.cpu()) {
      return near.contiguous();
    } finally {
      release();
    }
  }

  /** Whether no element is infinite or not a number. */
  public boolean allFinite() {
    hold();
    try (org.bytedeco.pytorch.Tensor finite = ref.isfinite();
        org.bytedeco.pytorch.Tensor all = finite.all()) {
      return all.item_bool();
    } finally {
      release();
    }
  }

  /** Type, shape and, where there are few, the elements. */
  @Override
  public String toString() {
    try {
      return "Tensor("
          + Shape.of(this)
          + (elements() <= 16 ? " " + Arrays.toString(toDoubles()) : "")
          + ")";
    } catch (ClosedException e) {
      return "Tensor(freed)";
    }
  }

  // ---- arithmetic ----

  /** this + other. */
  public Tensor plus(Tensor other) {
    return binary("plus", other, () -> ref.add(other.ref));
  }

  /** this + number. */
  public Tensor plus(double number) {
    return scalar("plus", number, ref::add);
  }

  /** this − other. */
  public Tensor minus(Tensor other) {
    return binary("minus", other, () -> ref.sub(other.ref));
  }

  /** this · other, element by element. */
  public Tensor times(Tensor other) {
    return binary("times", other, () -> ref.mul(other.ref));
  }

  /** this · number. */
  public Tensor times(double number) {
    return scalar("times", number, ref::mul);
  }

  /** this / other, element by element. */
  public Tensor dividedBy(Tensor other) {
    return binary("dividedBy", other, () -> ref.div(other.ref));
  }

  /** −this. */
  public Tensor negate() {
    return unary("negate", ref::neg);
  }

  /** this². */
  public Tensor square() {
    return unary("square", ref::square);
  }

  /** √this. */
  public Tensor sqrt() {
    return unary("sqrt", ref::sqrt);
  }

  /** 1/√this. */
  public Tensor rsqrt() {
    return unary("rsqrt", ref::rsqrt);
  }

  /** e to the power of this. */
  public Tensor exp() {
    return unary("exp", ref::exp);
  }

  /** The natural logarithm. */
  public Tensor log() {
    return unary("log", ref::log);
  }

  /** max(this, 0). */
  public Tensor relu() {
    return unary("relu", ref::relu);
  }

  /** min(this, most), element by element. */
  public Tensor atMost(double most) {
    return scalar("atMost", most, ref::clamp_max);
  }

  /** max(this, least), element by element. */
  public Tensor atLeast(double least) {
    return scalar("atLeast", least, ref::clamp_min);
  }

  /** this to the power of a number. */
  public Tensor power(double exponent) {
    return scalar("power", exponent, ref::pow);
  }

  /** |this|. */
  public Tensor abs() {
    return unary("abs", ref::abs);
  }

  /** −1, 0 or 1, of this type. */
  public Tensor sign() {
    return unary("sign", ref::sign);
  }

  /** 1 where this is at least a number and 0 elsewhere, of this type and without a gradient. */
  public Tensor isAtLeast(double number) {
    DType same = type();
    return scalar(
        "isAtLeast",
        number,
        least -> {
          try (org.bytedeco.pytorch.Tensor truth = ref.ge(least)) {
            return truth.to(same.scalarType);
          }
        });
  }

  /** sin(this). */
  public Tensor sin() {
    return unary("sin", ref::sin);
  }

  /** The hyperbolic tangent. */
  public Tensor tanh() {
    return unary("tanh", ref::tanh);
  }

  /** 1 / (1 + e^−this). */
  public Tensor sigmoid() {
    return unary("sigmoid", ref::sigmoid);
  }

  /** log(1 + e^this). */
  public Tensor softplus() {
    return unary("softplus", () -> torch.softplus(ref));
  }

  /** this where positive, slope · this elsewhere. */
  public Tensor leakyRelu(double slope) {
    return scalar("leakyRelu", slope, number -> torch.leaky_relu(ref, number));
  }

  /** The Gaussian error linear unit (Hendrycks and Gimpel 2016). */
  public Tensor gelu() {
    return unary("gelu", () -> torch.gelu(ref));
  }

  /** Matrix product over the last two dimensions; dimensions before them broadcast. */
  public Tensor matmul(Tensor other) {
    return binary("matmul", other, () -> ref.matmul(other.ref));
  }

  /** Logarithm of the softmax along a dimension. */
  public Tensor logSoftmax(int dim) {
    return unary("logSoftmax", () -> torch.log_softmax(ref, dim));
  }

  /** e^this / Σ e^this along a dimension. */
  public Tensor softmax(int dim) {
    return unary("softmax", () -> torch.softmax(ref, dim));
  }

  // ---- reducing ----

  /** Sum of all elements. */
  public Tensor sum() {
    return unary("sum", ref::sum);
  }

  /**
   * Sum over some dimensions.
   *
   * @param keep whether summed dimensions stay, with size 1
   */
  public Tensor sum(boolean keep, long... dims) {
    try (ScalarTypeOptional same = new ScalarTypeOptional()) {
      return unary("sum", () -> ref.sum(dims, keep, same));
    }
  }

  /** Mean of all elements. */
  public Tensor mean() {
    return unary("mean", ref::mean);
  }

  /**
   * Mean over some dimensions.
   *
   * @param keep whether averaged dimensions stay, with size 1
   */
  public Tensor mean(boolean keep, long... dims) {
    try (ScalarTypeOptional same = new ScalarTypeOptional()) {
      return unary("mean", () -> ref.mean(dims, keep, same));
    }
  }

  /**
   * Logarithm of the sum of e^this over some dimensions.
   *
   * @param keep whether these dimensions stay, with size 1
   */
  public Tensor logSumExp(boolean keep, long... dims) {
    return unary("logSumExp", () -> ref.logsumexp(dims, keep));
  }

  /**
   * The greatest element over some dimensions.
   *
   * @param keep whether these dimensions stay, with size 1
   */
  public Tensor max(boolean keep, long... dims) {
    return unary("max", () -> ref.amax(dims, keep));
  }

  /** Index of the greatest element along a dimension, int64. */
  public Tensor argmax(int dim) {
    try (LongOptional along = new LongOptional(dim)) {
      return unary("argmax", () -> ref.argmax(along, false));
    }
  }

  // ---- shaping ----

  /** The same elements in another shape; one size may be −1. */
  public Tensor reshape(long... shape) {
    return shaped("reshape", shape, () -> ref.reshape(shape));
  }

  /** Repeats dimensions of size 1 without copying; −1 leaves a size as it is. */
  public Tensor expand(long... shape) {
    return shaped("expand", shape, () -> ref.expand(shape));
  }

  /** Reorders the dimensions. */
  public Tensor permute(long... order) {
    return shaped("permute", order, () -> ref.permute(order));
  }

  /**
   * The same numbers, {@code [N, channels, H, W]}, with all channels of a position side by side in
   * memory. Convolution, normalisation and pooling keep that order and are faster in it.
   */
  public Tensor channelsLast() {
    return size(1) == 1
        ? unary("channelsLast", this::oneChannelLast)
        : unary("channelsLast", () -> ref.contiguous(torch.MemoryFormat.ChannelsLast));
  }

  /** Swaps two dimensions. */
  public Tensor transpose(int a, int b) {
    return unary("transpose", () -> ref.transpose(a, b));
  }

  /** Adds a dimension of size 1 in front of dimension {@code dim}. */
  public Tensor unsqueeze(int dim) {
    return unary("unsqueeze", () -> ref.unsqueeze(dim));
  }

  /** Elements {@code from} … {@code to} − 1 of a dimension. */
  public Tensor slice(int dim, long from, long to) {
    return shaped("slice", new long[] {dim, from, to}, () -> ref.narrow(dim, from, to - from));
  }

  /** Element {@code index} of a dimension, which falls away. */
  public Tensor select(int dim, long index) {
    return shaped("select", new long[] {dim, index}, () -> ref.select(dim, index));
  }

  /** The elements of a dimension in reverse order. */
  public Tensor flip(int dim) {
    return unary("flip", () -> ref.flip(dim));
  }

  /** The lower triangle of the last two dimensions, with its diagonal; zero above. */
  public Tensor lowerTriangle() {
    return unary("lowerTriangle", ref::tril);
  }

  /**
   * For each index the element of {@code dim} at it; other dimensions follow the index's own
   * position.
   */
  public Tensor gather(int dim, Tensor index) {
    return binary("gather", index, () -> ref.gather(dim, index.ref));
  }

  /**
   * The elements of a dimension that a list of indices names.
   *
   * @param index int64, one dimension
   */
  public Tensor indexSelect(int dim, Tensor index) {
    return binary("indexSelect", index, () -> ref.index_select(dim, index.ref));
  }

  /** Joins tensors along an existing dimension. */
  public static Tensor cat(int dim, List<Tensor> parts) {
    return joined("cat", parts, vector -> torch.cat(vector, dim));
  }

  /** Joins tensors of one shape along a new dimension. */
  public static Tensor stack(int dim, List<Tensor> parts) {
    return joined("stack", parts, vector -> torch.stack(vector, dim));
  }

  private static Tensor joined(
      String name,
      List<Tensor> parts,
      Function<TensorVector, org.bytedeco.pytorch.Tensor> operation) {
    return result(
        name,
        parts,
        natives -> {
          try (TensorVector vector = new TensorVector(natives)) {
            return operation.apply(vector);
          }
        });
  }

  /** For labels 0 … classes − 1, a new last dimension with 1 at the label and 0 elsewhere. */
  public Tensor oneHot(int classes, DType type) {
    Tensor hot = unary("oneHot", () -> torch.one_hot(ref, classes));
    return hot.to(type);
  }

  /** The same numbers as another type; this tensor itself if it has that type. */
  public Tensor to(DType wanted) {
    return type() == wanted ? this : unary("to " + wanted, () -> ref.to(wanted.scalarType));
  }

  // ---- differentiating ----

  /** The same memory, cut off from the graph that computed it. */
  public Tensor detach() {
    return unary("detach", ref::detach);
  }

  /** The same memory as a new variable that gradients can be taken in. */
  public Tensor variable() {
    Tensor variable = detach();
    variable.ref.set_requires_grad(true);
    return variable;
  }

  /** Whether gradients can be taken through this tensor. */
  public boolean requiresGradient() {
    hold();
    try {
      return ref.requires_grad();
    } finally {
      release();
    }
  }

  // ---- plumbing ----

  @Override
  protected void free() {
    ref.close();
  }

  @Override
  protected ClosedException closed() {
    return new ClosedException(
        "this tensor was freed when its scope closed; keep or adopt what is needed later");
  }

  private Tensor unary(String name, Supplier<org.bytedeco.pytorch.Tensor> operation) {
    hold();
    try {
      return wrap(operation.get());
    } catch (RuntimeException e) {
      throw failure(name, List.of(this), e);
    } finally {
      release();
    }
  }

  private Tensor binary(
      String name, Tensor other, Supplier<org.bytedeco.pytorch.Tensor> operation) {
    hold();
    try {
      other.hold();
      try {
        return wrap(operation.get());
      } finally {
        other.release();
      }
    } catch (RuntimeException e) {
      throw failure(name, List.of(this, other), e);
    } finally {
      release();
    }
  }

  private interface WithScalar {
    org.bytedeco.pytorch.Tensor apply(Scalar scalar);
  }

  private Tensor scalar(String name, double number, WithScalar operation) {
    hold();
    try (Scalar scalar = new Scalar(number)) {
      return wrap(operation.apply(scalar));
    } catch (RuntimeException e) {
      throw failure(name + " " + number, List.of(this), e);
    } finally {
      release();
    }
  }

  private Tensor shaped(
      String name, long[] numbers, Supplier<org.bytedeco.pytorch.Tensor> operation) {
    hold();
    try {
      return wrap(operation.get());
    } catch (RuntimeException e) {
      throw failure(name + " " + Arrays.toString(numbers), List.of(this), e);
    } finally {
      release();
    }
  }

  /**
   * An operation of several tensors.
   *
   * @param operation gets the native operands in order, for as long as it runs
   */
  static Tensor result(
      String name,
      List<Tensor> operands,
      Function<org.bytedeco.pytorch.Tensor[], org.bytedeco.pytorch.Tensor> operation) {
    try {
      return withNatives(operands, natives -> wrap(operation.apply(natives)));
    } catch (RuntimeException e) {
      throw failure(name, operands, e);
    }
  }

  /**
   * Does something with native tensors, which nobody frees meanwhile.
   *
   * @throws ClosedException if one of them is freed
   */
  static <R> R withNatives(List<Tensor> operands, Function<org.bytedeco.pytorch.Tensor[], R> work) {
    org.bytedeco.pytorch.Tensor[] natives = new org.bytedeco.pytorch.Tensor[operands.size()];
    int held = 0;
    try {
      for (Tensor operand : operands) {
        operand.hold();
        natives[held++] = operand.ref;
      }
      return work.apply(natives);
    } finally {
      while (held > 0) {
        operands.get(--held).release();
      }
    }
  }

  private static RuntimeException failure(
      String name, List<Tensor> operands, RuntimeException cause) {
    if (cause instanceof IllegalStateException) {
      return cause;
    }
    Engine.requireMemory(cause);
    StringBuilder shapes = new StringBuilder();
    for (Tensor operand : operands) {
      shapes.append(shapes.length() == 0 ? "" : ", ").append(Shape.of(operand));
    }
    return new TensorException(
        name + (operands.isEmpty() ? "" : " of " + shapes) + ": " + Engine.firstLine(cause), cause);
  }
}
