package dev.quickstudy.inner;

import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.RandomKey;
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

  /** Fresh meta-parameters, float32, for support sets that a network can learn. */
  Params init(Network network, RandomKey key) {
    return Dense.init("input", Shape.elements(network.inputShape()), width, 3, key)
        .join(Dense.init("values", Math.max(1, network.outputs()), width, 1, key))
        .join(Dense.init("classes", width, width, 1, key))
        .join(Dense.afterRelu("examples", width, width, key))
        .join(Dense.afterRelu("left", width, width, key))
        .join(Dense.afterRelu("right", width, width, key));
  }

  /** Describes the support sets of T tasks. */
  DataDescription describe(Params learned, Examples support) {
    Tensor x =
        Dense.apply(learned, "input", support.x().reshape(support.tasks(), support.count(), -1));
    Tensor hidden = x.plus(answers(learned, x, support)).relu();
    hidden = Dense.apply(learned, "examples", hidden).relu();
    // Products of features let a mean over examples be a moment: of inputs with answers, say.
    Tensor summary =
        Dense.apply(learned, "left", hidden)
            .times(Dense.apply(learned, "right", hidden))
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
      return Dense.apply(learned, "classes", answers.matmul(means));
    }
    Tensor size = DataDescription.size(answers.reshape(support.tasks(), -1));
    return Dense.apply(learned, "values", answers.dividedBy(size.reshape(support.tasks(), 1, 1)));
  }
}
