package dev.quickstudy.inner;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;

/**
 * A learned summary of a support set: each example passes a small network together with its answer,
 * and the mean over examples is the summary (deep sets: Zaheer et al. 2017, eq. 4).
 *
 * <p>A real-valued answer enters relative to the size of the task's answers. A class enters as the
 * mean of its examples, so that the number that it goes by does not matter.
 *
 * @param width numbers in the summary, at least 1
 */
public record SupportSummary(int width) {
  public SupportSummary {
    if (width < 1) {
      throw new UsageException("a summary needs at least 1 number, but has " + width);
    }
  }

  /** Meta-parameters for support sets that a network can learn. */
  Layout layout(Network network) {
    return Dense.layout("input", Shape.elements(network.inputShape()), width, 3)
        .join(Dense.layout("values", Math.max(1, network.outputs()), width, 1))
        .join(Dense.layout("classes", width, width, 1))
        .join(Dense.afterRelu("examples", width, width))
        .join(Dense.afterRelu("left", width, width))
        .join(Dense.afterRelu("right", width, width));
  }

  /** Describes the support sets of T tasks. */
  DataDescription describe(Params learned, Examples support) {
    Tensor x =
        Affine.apply(learned, "input", support.x().reshape(support.tasks(), support.count(), -1));
    Tensor hidden = x.plus(answers(learned, x, support)).relu();
    hidden = Affine.apply(learned, "examples", hidden).relu();
    // Products of features let a mean over examples be a moment: of inputs with answers, say.
    Tensor summary =
        Affine.apply(learned, "left", hidden)
            .times(Affine.apply(learned, "right", hidden))
            .mean(false, 1);
    return new DataDescription(DataDescription.statistics(support), summary);
  }

  private static Tensor answers(Params learned, Tensor x, Examples support) {
    Tensor answers = support.answers(x.type());
    if (support.targets().classes().isPresent()) {
      Tensor means =
          answers
              .transpose(1, 2)
              .matmul(x)
              .dividedBy(answers.sum(false, 1).atLeast(1).unsqueeze(2));
      return Affine.apply(learned, "classes", answers.matmul(means));
    }
    Tensor size = DataDescription.size(answers.reshape(support.tasks(), -1));
    return Affine.apply(learned, "values", answers.dividedBy(size.reshape(support.tasks(), 1, 1)));
  }
}
