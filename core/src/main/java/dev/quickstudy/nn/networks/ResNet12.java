package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.layers.Convolution;
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
import java.util.Optional;

/**
 * The residual network of few-shot learning (Lee, Maji, Ravichandran and Soatto 2019, §4.1). A
 * block is three 3×3 convolutions with padding 1 and without bias, each normalised, with leaky ReLU
 * (slope 0.1) between; a normalised 1×1 convolution of the block's input is added, then come leaky
 * ReLU, 2×2 max-pooling and, in meta-training, {@linkplain #dropBlock dropping}: squares of {@code
 * blockSize} in the last two blocks, single pixels before them.
 *
 * <p>Weights: {@code blocks.B.conv.I.weight [width, in, 3, 3]} and {@code blocks.B.norm.I.weight},
 * {@code .bias} for I = 0, 1, 2; {@code blocks.B.shortcut.conv.weight [width, in, 1, 1]}, {@code
 * blocks.B.shortcut.norm.weight}, {@code .bias}; where {@code classes} &gt; 0, the output layer
 * {@code head.weight [classes, features]}, {@code head.bias}. What normalisation adds to them and
 * keeps as state is that of {@link Conv4}.
 *
 * @param size height and width of the input in pixels, at least 2^blocks
 * @param channels channels of the input
 * @param widths filters of the convolutions of each block; published: 64, 160, 320, 640
 * @param pooled whether the features are means over positions, as many as the last width; otherwise
 *     all positions in a row (published: 16,000 for 84 pixels, 2,560 for 32)
 * @param dropBlock about which share of the numbers is dropped behind each block, 0 … 1
 *     (exclusive); published: 0.1
 * @param blockSize side of the squares that are dropped; published: 5 for 84 pixels, 2 for 32
 * @param norm how each convolution is normalised; not {@link Normalisation#NONE}
 * @param classes numbers that come out of the output layer; 0 leaves it out
 */
public record ResNet12(
    int size,
    int channels,
    List<Integer> widths,
    boolean pooled,
    double dropBlock,
    int blockSize,
    Normalisation norm,
    int classes)
    implements ConvolutionalNetwork {
  private static final double SLOPE = 0.1;
  private static final int CONVOLUTIONS = 3;

  public ResNet12 {
    widths = List.copyOf(widths);
    Checks.atLeast("channels", 1, channels);
    Checks.require(!widths.isEmpty(), "widths", "must have at least one width");
    for (int width : widths) {
      Checks.atLeast("widths", 1, width);
    }
    Checks.atLeast("blockSize", 1, blockSize);
    Checks.atLeast("classes", 0, classes);
    Checks.require(
        dropBlock >= 0 && dropBlock < 1,
        "dropBlock is a share from 0 to below 1, but is " + dropBlock);
    int blocks = widths.size();
    Checks.require(
        blocks < Integer.SIZE && size >> blocks >= 1,
        "a picture of "
            + size
            + " pixels cannot be halved "
            + blocks
            + " times; use a larger picture or fewer widths");
    for (int width : widths) {
      Norm.check("ResNet12", norm, width, size >> (blocks - 1));
    }
  }

  /** An encoder with the published sizes, all positions in a row. */
  public static ResNet12 of(int size, int channels, Normalisation norm) {
    int blockSize = size > 32 ? 5 : 2;
    return new ResNet12(size, channels, List.of(64, 160, 320, 640), false, 0.1, blockSize, norm, 0);
  }

  @Override
  public Layout layout() {
    List<TensorSpec> tensors = new ArrayList<>();
    int in = channels;
    for (int b = 0; b < widths.size(); b++) {
      int out = widths.get(b);
      for (int i = 0; i < CONVOLUTIONS; i++) {
        tensors.add(filters(conv(b, i), i == 0 ? in : out, out, 3));
        tensors.addAll(norm(b, i).layout().tensors());
      }
      tensors.add(filters(shortcut(b), in, out, 1));
      tensors.addAll(shortcutNorm(b).layout().tensors());
      in = out;
    }
    return Layout.of(tensors).join(Affine.head(features(), classes));
  }

  private static TensorSpec filters(String name, int in, int out, int kernel) {
    Fresh fresh = Fresh.he((long) out * kernel * kernel, name);
    return TensorSpec.of(name, Role.WEIGHT, fresh, out, in, kernel, kernel);
  }

  private static String conv(int block, int number) {
    return "blocks." + block + ".conv." + number + ".weight";
  }

  private static String shortcut(int block) {
    return "blocks." + block + ".shortcut.conv.weight";
  }

  private Norm norm(int block, int number) {
    return new Norm(norm, "blocks." + block + ".norm." + number, widths.get(block));
  }

  private Norm shortcutNorm(int block) {
    return new Norm(norm, "blocks." + block + ".shortcut.norm", widths.get(block));
  }

  @Override
  public List<Norm> norms() {
    List<Norm> norms = new ArrayList<>();
    for (int b = 0; b < widths.size(); b++) {
      for (int i = 0; i < CONVOLUTIONS; i++) {
        norms.add(norm(b, i));
      }
      norms.add(shortcutNorm(b));
    }
    return norms;
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    return TaskByTask.apply(
        weights,
        state,
        x,
        (task, own, before, inputs) -> {
          RandomKey key = now.taskKey(task).fold("dropBlock").fold(now.innerStep());
          return applyToTask(own, before, inputs, now, key);
        });
  }

  /** One task: x {@code [N, channels, size, size]}. */
  private Output applyToTask(Params weights, Params state, Tensor x, Context now, RandomKey key) {
    Map<String, Tensor> newState = new LinkedHashMap<>();
    Tensor value = x.channelsLast();
    for (int b = 0; b < widths.size(); b++) {
      Tensor main = value;
      for (int i = 0; i < CONVOLUTIONS; i++) {
        Convolution convolution = new Convolution(weights.get(conv(b, i)), Optional.empty(), 1, 1);
        main = norm(b, i).after(convolution, main, weights, state, now, newState);
        main = i < CONVOLUTIONS - 1 ? main.leakyRelu(SLOPE) : main;
      }
      Convolution alone = new Convolution(weights.get(shortcut(b)), Optional.empty(), 1, 0);
      Tensor beside = shortcutNorm(b).after(alone, value, weights, state, now, newState);
      // The greatest is the same before and after the rectifier, which has less to do behind it.
      value = Kernels.maxPool2d(main.plus(beside), 2).leakyRelu(SLOPE);
      if (dropBlock > 0 && now.phase() == Phase.TRAIN) {
        int square = b < widths.size() - 2 ? 1 : blockSize;
        value = DropBlock.apply(value, dropBlock, square, key.fold(b));
      }
    }
    value = pooled ? value.mean(false, 2, 3) : value.reshape(value.size(0), -1);
    if (classes > 0) {
      value = Affine.apply(weights, "head", value);
    }
    return new Output(value, Params.of(newState));
  }

  private int features() {
    int side = size >> widths.size();
    int width = widths.get(widths.size() - 1);
    return pooled ? width : width * side * side;
  }

  @Override
  public int outputs() {
    return classes > 0 ? classes : features();
  }
}
