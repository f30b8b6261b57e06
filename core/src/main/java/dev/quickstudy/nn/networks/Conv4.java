package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.layers.Norm;
import dev.quickstudy.nn.layers.TaskByTask;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The four-block convolutional network of few-shot learning, in its published forms. A block is a
 * 3×3 convolution with padding 1, normalisation (ε = 10⁻⁵, biased variance) and ReLU, with
 *
 * <ul>
 *   <li>{@link Downsampling#POOL}: 2×2 max-pooling after ReLU, then all features in a row (Vinyals
 *       et al. 2016, §4.1; Snell, Swersky and Zemel 2017, §3.1);
 *   <li>{@link Downsampling#STRIDE}: convolutions with stride 2, then the mean over positions
 *       (Finn, Abbeel and Levine 2017, §5.2, for Omniglot);
 *   <li>{@link Downsampling#STRIDE_FLAT}: convolutions with stride 2, then all features in a row:
 *       256 of 28 pixels and 64 filters (the programs of Nichol, Achiam and Schulman 2018 and of
 *       Rajeswaran et al. 2019, for Omniglot);
 *   <li>{@link Downsampling#MAPS}: 2×2 max-pooling after ReLU in the first two blocks only, and the
 *       maps themselves, in a row, for heads that compare them (Sung et al. 2018, §3.4).
 * </ul>
 *
 * Weights: {@code blocks.B.conv.weight [width, in, 3, 3]}, {@code .conv.bias}, {@code
 * .norm.weight}, {@code .norm.bias}, and, where {@code classes} &gt; 0, the output layer {@code
 * head.weight [classes, features]}, {@code head.bias}. State, where there are running averages:
 * {@code blocks.B.norm.mean}, {@code .variance}. Scales, shifts and averages are {@code [width]};
 * {@link Normalisation#PER_STEP} has {@code [10, width]}, one row an inner step; {@link
 * Normalisation#TASK} learns {@code blocks.B.norm.mix.scale} and {@code .mix.offset}, {@code [1]},
 * besides.
 *
 * @param size height and width of the input in pixels, at least 2^blocks, for maps 4
 * @param channels channels of the input
 * @param width filters of each convolution
 * @param blocks number of blocks
 * @param downsampling how each block halves height and width
 * @param norm how each block normalises; not {@link Normalisation#NONE}
 * @param classes numbers that come out of the output layer; 0 leaves it out: an encoder, which
 *     gives its features
 */
public record Conv4(
    int size,
    int channels,
    int width,
    int blocks,
    Downsampling downsampling,
    Normalisation norm,
    int classes)
    implements ConvolutionalNetwork {

  /** How a block halves height and width. */
  public enum Downsampling {
    /** 2×2 max-pooling behind each block. */
    POOL,
    /** Convolutions with stride 2; what comes out is the mean over positions. */
    STRIDE,
    /** Convolutions with stride 2; what comes out are the features of all positions in a row. */
    STRIDE_FLAT,
    /** 2×2 max-pooling behind the first two blocks; what comes out are the maps. */
    MAPS;

    /** Whether convolutions halve height and width. */
    public boolean strides() {
      return this == STRIDE || this == STRIDE_FLAT;
    }

    /** How many of some blocks pool. */
    int pools(int blocks) {
      return switch (this) {
        case POOL -> blocks;
        case STRIDE, STRIDE_FLAT -> 0;
        case MAPS -> Math.min(2, blocks);
      };
    }

    /** Height and width behind all blocks: halved, up for convolutions and down for pooling. */
    int side(int size, int blocks) {
      return strides() ? (size + (1 << blocks) - 1) >> blocks : size >> pools(blocks);
    }
  }

  public Conv4 {
    Checks.atLeast("channels", 1, channels);
    Checks.atLeast("width", 1, width);
    Checks.atLeast("blocks", 1, blocks);
    Checks.atLeast("classes", 0, classes);
    int halved = downsampling == Downsampling.MAPS ? downsampling.pools(blocks) : blocks;
    Checks.require(
        halved < Integer.SIZE && size >> halved >= 1,
        "a picture of " + size + " pixels cannot be halved " + halved + " times; use fewer blocks");
    Checks.require(
        downsampling != Downsampling.MAPS || classes == 0,
        "maps are for comparing and have no output layer: classes must be 0, or downsampling 'pool'");
    int smallest =
        downsampling.strides()
            ? downsampling.side(size, blocks)
            : size >> Math.min(halved, blocks - 1);
    Norm.check("Conv4", norm, width, smallest);
  }

  @Override
  public Layout layout() {
    List<TensorSpec> tensors =
        convolutions().stream().flatMap(block -> block.tensors().stream()).toList();
    return Layout.of(tensors).join(Affine.head(features(), classes));
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    return TaskByTask.apply(
        weights, state, x, (task, own, before, inputs) -> applyToTask(own, before, inputs, now));
  }

  /** One task: x {@code [N, channels, size, size]}. */
  private Output applyToTask(Params weights, Params state, Tensor x, Context now) {
    Map<String, Tensor> newState = new LinkedHashMap<>();
    List<ConvolutionBlock> convolutions = convolutions();
    int stride = downsampling.strides() ? 2 : 1;
    Tensor value = x.channelsLast();
    for (int b = 0; b < blocks; b++) {
      value = convolutions.get(b).apply(weights, state, value, stride, now, newState);
      // The greatest is the same before and after ReLU, which has less to do behind it.
      value = (b < downsampling.pools(blocks) ? Kernels.maxPool2d(value, 2) : value).relu();
    }
    value =
        downsampling == Downsampling.STRIDE
            ? value.mean(false, 2, 3)
            : value.reshape(value.size(0), -1);
    if (classes > 0) {
      value = Affine.apply(weights, "head", value);
    }
    return new Output(value, Params.of(newState));
  }

  private List<ConvolutionBlock> convolutions() {
    return IntStream.range(0, blocks)
        .mapToObj(b -> new ConvolutionBlock(b, b == 0 ? channels : width, width, norm))
        .toList();
  }

  @Override
  public List<Norm> norms() {
    return convolutions().stream().map(ConvolutionBlock::norm).toList();
  }

  private int features() {
    int side = downsampling.side(size, blocks);
    return downsampling == Downsampling.STRIDE ? width : width * side * side;
  }

  @Override
  public long[] outputShape() {
    int side = downsampling.side(size, blocks);
    return downsampling == Downsampling.MAPS
        ? new long[] {width, side, side}
        : new long[] {outputs()};
  }

  @Override
  public int outputs() {
    return classes > 0 ? classes : features();
  }
}
