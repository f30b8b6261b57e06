package dev.quickstudy.head;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;

/** What heads for classes ask of labels. */
public final class Labels {
  private Labels() {}

  /**
   * The number of ways.
   *
   * @param head how the head is called in messages, in the plural: {@code prototypes}
   */
  public static int ways(Targets targets, String head) {
    return targets
        .classes()
        .orElseThrow(
            () ->
                new UsageException(
                    head
                        + " need classes, but the tasks ask for "
                        + targets
                        + "; use descent (maml) or a neural process (cnp) for them"));
  }

  public static int ways(Examples examples) {
    return examples.targets().outputs();
  }

  /** 1 at each example's label, {@code [T, N, ways]}, of the type of the embeddings. */
  public static Tensor oneHot(Examples embedded) {
    return embedded.y().oneHot(ways(embedded), embedded.x().type());
  }

  /** Answers as numbers, {@code [T, N, outputs]}, of the type of the embeddings. */
  public static Tensor answers(Examples embedded) {
    return embedded.answers(embedded.x().type());
  }

  /** Refuses tasks with another number of ways or dimensions than a model was built for. */
  public static void requireOutputs(String model, int outputs, Targets targets) {
    if (targets.outputs() != outputs) {
      throw new UsageException(
          model
              + " has "
              + outputs
              + " outputs, but the tasks need "
              + targets.outputs()
              + "; give it as many, or take a head for any number of ways (protonet)");
    }
  }

  /** The mean embedding of each class, by weight, {@code [T, ways, D]}. */
  public static Tensor means(Examples embedded) {
    requireEveryClass(embedded);
    Tensor members = members(embedded).transpose(1, 2);
    return members.matmul(embedded.x()).dividedBy(members.sum(true, 2));
  }

  /** One-hot labels times the example's weight, {@code [T, N, ways]}. */
  public static Tensor members(Examples embedded) {
    Tensor labels = oneHot(embedded);
    return Weights.column(embedded).map(labels::times).orElse(labels);
  }

  public static void requireEveryClass(Examples support) {
    int ways = ways(support);
    long[] labels = support.y().toLongs();
    double[] counted = support.counted();
    for (int t = 0; t < support.tasks(); t++) {
      boolean[] there = new boolean[ways];
      for (int n = 0; n < support.count(); n++) {
        int i = t * support.count() + n;
        there[(int) labels[i]] |= counted[i] > 0;
      }
      for (int way = 0; way < ways; way++) {
        if (!there[way]) {
          throw new UsageException(
              "support.y has no example of class "
                  + way
                  + " in task "
                  + t
                  + ", but this head needs at least 1 of each (0–"
                  + (ways - 1)
                  + ")");
        }
      }
    }
  }
}
