package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.layers.DropBlock;
import dev.quickstudy.nn.layers.Norm;
import dev.quickstudy.nn.layers.TaskByTask;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The convolutional encoder of R2D2, whose features are those of its last two blocks, joined
 * (Bertinetto, Henriques, Torr and Vedaldi 2019, §4.2, and the authors' program). A block is a 3×3
 * convolution with padding 1, normalisation, 2×2 max-pooling and leaky ReLU. All blocks but the
 * last pool squares that do not overlap; the last pools with stride 1. Behind each of the last two
 * blocks numbers are dropped in meta-training. The features are the maps of the last block but one,
 * max-pooled with stride 1, and those of the last block, each in a row.
 *
 * <p>Weights: {@code blocks.B.conv.weight [width, in, 3, 3]}, {@code .conv.bias}, {@code
 * .norm.weight}, {@code .norm.bias}; what normalisation adds to them and keeps as state is that of
 * {@link Conv4}. There is no output layer.
 *
 * @param size height and width of the input in pixels, at least 2^(number of widths)
 * @param channels channels of the input
 * @param widths filters of each block, at least two; published: 96, 192, 384, 512, and four times
 *     64 for comparisons
 * @param slope of the leaky ReLU, 0 … 1 (exclusive); published: 0.1
 * @param dropout which share of the numbers is dropped, 0 … 1 (exclusive); published: 0.4 for
 *     CIFAR-FS, 0.1 for miniImageNet, 0 for Omniglot
 * @param norm how each block normalises; not {@link Normalisation#NONE}
 */
public record R2d2Encoder(
    int size, int channels, List<Integer> widths, double slope, double dropout, Normalisation norm)
    implements ConvolutionalNetwork {
  private static final int POOL = 2;

  public R2d2Encoder {
    widths = List.copyOf(widths);
    Checks.atLeast("channels", 1, channels);
    Checks.require(widths.size() >= 2, "widths", "must be at least two, but are " + widths.size());
    for (int width : widths) {
      Checks.atLeast("widths", 1, width);
    }
    Checks.require(slope >= 0 && slope < 1, "slope is from 0 to below 1, but is " + slope);
    Checks.require(
        dropout >= 0 && dropout < 1, "dropout is a share from 0 to below 1, but is " + dropout);
    int halved = widths.size() - 1;
    Checks.require(
        halved < Integer.SIZE && size >> halved >= POOL,
        "a picture of "
            + size
            + " pixels cannot be halved "
            + halved
            + " times and pooled once more; use a larger picture or fewer widths");
    for (int width : widths) {
      Norm.check("R2d2Encoder", norm, width, size >> halved);
    }
  }

  @Override
  public Layout layout() {
    List<TensorSpec> tensors =
        convolutions().stream().flatMap(block -> block.tensors().stream()).toList();
    return Layout.of(tensors);
  }

  private List<ConvolutionBlock> convolutions() {
    return IntStream.range(0, widths.size())
        .mapToObj(
            b ->
                new ConvolutionBlock(b, b == 0 ? channels : widths.get(b - 1), widths.get(b), norm))
        .toList();
  }

  @Override
  public List<Norm> norms() {
    return convolutions().stream().map(ConvolutionBlock::norm).toList();
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    return TaskByTask.apply(
        weights,
        state,
        x,
        (task, own, before, inputs) -> {
          RandomKey key = now.taskKey(task).fold("dropout").fold(now.innerStep());
          return applyToTask(own, before, inputs, now, key);
        });
  }

  /** One task: x {@code [N, channels, size, size]}. */
  private Output applyToTask(Params weights, Params state, Tensor x, Context now, RandomKey key) {
    Map<String, Tensor> newState = new LinkedHashMap<>();
    List<ConvolutionBlock> convolutions = convolutions();
    List<Tensor> features = new ArrayList<>();
    int last = widths.size() - 1;
    Tensor value = x.channelsLast();
    for (int b = 0; b <= last; b++) {
      value = convolutions.get(b).apply(weights, state, value, 1, now, newState);
      value = Kernels.maxPool2d(value, POOL, b < last ? POOL : 1).leakyRelu(slope);
      if (b >= last - 1) {
        if (dropout > 0 && now.phase() == Phase.TRAIN) {
          value = DropBlock.apply(value, dropout, 1, key.fold(b));
        }
        Tensor maps = b < last ? Kernels.maxPool2d(value, POOL, 1) : value;
        features.add(maps.reshape(maps.size(0), -1));
      }
    }
    return new Output(Tensor.cat(1, features), Params.of(newState));
  }

  @Override
  public int outputs() {
    int last = widths.size() - 1;
    int side = (size >> last) - 1;
    return (widths.get(last - 1) + widths.get(last)) * side * side;
  }
}
