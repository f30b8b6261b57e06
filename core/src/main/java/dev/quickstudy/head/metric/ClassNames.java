package dev.quickstudy.head.metric;

import dev.quickstudy.head.Distances;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A class is what its name and its examples say: wₖ = a·nameₖ + (1 − a)·prototypeₖ, and logits are
 * scaled cosines of the query with wₖ. Our own. The descriptor of a task is an embedding of each
 * class's name, {@code [ways, D]}, zeros where a class has none.
 *
 * <p>A small network writes a for each class from the number of its examples, their spread, and how
 * much better its name agrees with its prototype than with those of other classes, of this class
 * and on average in the task: names that agree with nothing say nothing. A class without examples
 * goes by its name alone (a = 1), one without a name by its examples (a = 0); a class must have one
 * of the two. Names lie elsewhere than examples: they are moved by a learned share of the mean step
 * from name to prototype of the task's classes that have both, and a learned number is added to the
 * cosines of classes as far as they go by their names.
 *
 * <p>In training, the examples of some classes are not read, and now and then those of all, so that
 * names learn to stand alone; and in some tasks each class has the name of another, so that a
 * learns to tell names that say nothing.
 *
 * @param hidden units of the network that writes a, at least 1
 */
public record ClassNames(int hidden) implements Head {
  private static final int READ = 4;

  /** Shares of classes, and of whole tasks, whose examples training does not read. */
  private static final double CLASS_DROPPED = 0.15;

  private static final double TASK_DROPPED = 0.15;

  /** The share of tasks in which training gives each class the name of another. */
  private static final double MISNAMED = 0.1;

  private static final double SCALE = 20;

  /** Agreements are differences of cosines, about 0.1. */
  private static final double SHARPER = 10;

  private static final double TINY = 1e-12;

  public ClassNames {
    Checks.count("hidden", 1, hidden);
  }

  @Override
  public Layout layout(Network encoder) {
    return Affine.layout("read", READ, hidden)
        .join(Affine.layout("write", hidden, 1, Fresh.zeros(), Fresh.zeros()))
        .join(
            Layout.of(
                TensorSpec.of("gap", Role.OTHER, Fresh.zeros(), 1),
                TensorSpec.of("offset", Role.OTHER, Fresh.zeros(), 1),
                TensorSpec.of("log_scale", Role.OTHER, Fresh.full(StrictMath.log(SCALE)), 1)));
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "names of classes");
    if (encoder.normalisation().inductive() != Normalisation.NONE.inductive()) {
      throw new UsageException(
          "names of classes need an encoder that embeds each example by itself; take one that does"
              + " not normalise across examples (identity, or instance normalisation)");
    }
  }

  @Override
  public List<Integer> descriptor(Network encoder, Targets targets) {
    return List.of(targets.outputs(), encoder.outputs());
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Tensor x = Distances.normalised(embedded.x());
    int ways = Labels.ways(embedded);
    int tasks = embedded.tasks();
    boolean[] misnamed = misnamed(embedded, now);
    Tensor names = names(embedded, misnamed);
    double[] named = norms(names);
    Tensor labels = Labels.oneHot(embedded);
    Tensor members =
        embedded.weights().map(w -> labels.times(w.to(x.type()).unsqueeze(2))).orElse(labels);
    double[] counts = read(members.sum(false, 1).toDoubles(), named, misnamed, now);
    requireAll(counts, named, ways);
    Tensor present = flags(counts, x);
    Tensor count = Tensor.of(counts, tasks, ways, 1).to(x.type());
    Tensor sums = members.transpose(1, 2).matmul(x);
    Tensor means = sums.times(present).dividedBy(count.atLeast(TINY));
    Tensor prototypes = Distances.normalised(means);
    Tensor both = present.times(flags(named, x));
    Tensor moved = moved(learned, names, prototypes, both, flags(named, x));
    Tensor share = share(learned, count, means, moved, prototypes, both);
    Tensor alone = present.negate().plus(1);
    Tensor byName = share.times(both).plus(alone);
    Tensor weights = moved.times(byName).plus(prototypes.times(byName.negate().plus(1)));
    return Params.perTask(
        Map.of("weights", Distances.normalised(weights), "by_name", byName.select(2, 0)));
  }

  /** Embeddings of names, zeros where a class has none. */
  private static Tensor names(Examples embedded, boolean[] misnamed) {
    Tensor x = embedded.x();
    if (embedded.descriptor().isEmpty()) {
      return Tensor.zeros(x.type(), x.size(0), Labels.ways(embedded), x.size(2));
    }
    Tensor own = Distances.normalised(embedded.descriptor().get().to(x.type()));
    return own.reshape(-1, own.size(2)).indexSelect(0, places(own, misnamed)).reshape(own.shape());
  }

  /** Whether each task's classes have the names of others: in training, and by chance. */
  private static boolean[] misnamed(Examples embedded, Context now) {
    boolean[] misnamed = new boolean[embedded.tasks()];
    for (int t = 0; t < misnamed.length; t++) {
      misnamed[t] =
          now.phase() == Phase.TRAIN
              && now.taskKey(t).fold("misnamed").stream().uniform() < MISNAMED;
    }
    return misnamed;
  }

  /** Where the name of each class is found among those of all tasks. */
  private static Tensor places(Tensor names, boolean[] misnamed) {
    int ways = (int) names.size(1);
    long[] places = new long[misnamed.length * ways];
    for (int i = 0; i < places.length; i++) {
      int t = i / ways;
      places[i] = misnamed[t] ? (long) t * ways + (i + 1) % ways : i;
    }
    return Tensor.of(places, places.length);
  }

  /** The size of each class's vector, task by task. */
  private static double[] norms(Tensor vectors) {
    return vectors.square().sum(false, 2).toDoubles();
  }

  /** 1 for each class whose number is above 0, {@code [T, ways, 1]}. */
  private static Tensor flags(double[] numbers, Tensor like) {
    double[] flags = Arrays.stream(numbers).map(number -> number > 0 ? 1 : 0).toArray();
    int tasks = (int) like.size(0);
    return Tensor.of(flags, tasks, flags.length / tasks, 1).to(like.type());
  }

  /**
   * How many examples of each class are read; 0 also where training passes over those there are.
   */
  private static double[] read(double[] counts, double[] named, boolean[] misnamed, Context now) {
    if (now.phase() != Phase.TRAIN) {
      return counts;
    }
    double[] read = counts.clone();
    int ways = counts.length / misnamed.length;
    for (int t = 0; t < misnamed.length; t++) {
      var stream = now.taskKey(t).fold("examples of classes").stream();
      boolean all = stream.uniform() < TASK_DROPPED;
      for (int way = 0; way < ways; way++) {
        boolean one = stream.uniform() < CLASS_DROPPED;
        int i = t * ways + way;
        if ((all || one) && named[i] > 0 && !misnamed[t]) {
          read[i] = 0;
        }
      }
    }
    return read;
  }

  private static void requireAll(double[] counts, double[] named, int ways) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] <= 0 && named[i] <= 0) {
        throw new UsageException(
            "class "
                + i % ways
                + " of task "
                + i / ways
                + " has neither a name nor an example; give it one of the two");
      }
    }
  }

  /** Names, moved to where examples are. */
  private static Tensor moved(
      Params learned, Tensor names, Tensor prototypes, Tensor both, Tensor named) {
    Tensor step = prototypes.minus(names).times(both).sum(true, 1);
    Tensor mean = step.dividedBy(both.sum(true, 1).atLeast(1));
    return Distances.normalised(names.plus(mean.times(learned.get("gap")))).times(named);
  }

  /** How much of each class is its name, where it has both, {@code [T, ways, 1]}. */
  private static Tensor share(
      Params learned, Tensor count, Tensor means, Tensor names, Tensor prototypes, Tensor both) {
    Tensor spread = means.square().sum(true, 2).negate().plus(1);
    Tensor cosines = names.matmul(prototypes.transpose(1, 2));
    Tensor own = names.times(prototypes).sum(true, 2);
    Tensor classes = both.sum(true, 1);
    // Of names that have both with the prototype of each class.
    Tensor others = both.transpose(1, 2).matmul(cosines).transpose(1, 2).minus(own);
    Tensor agreement = own.minus(others.dividedBy(classes.plus(-1).atLeast(1))).times(both);
    Tensor usual = agreement.sum(true, 1).dividedBy(classes.atLeast(1));
    Tensor seen =
        Tensor.cat(
            2,
            List.of(
                count.plus(1).log(),
                spread.times(both),
                agreement.times(SHARPER),
                usual.times(SHARPER).expand(agreement.shape())));
    return Affine.apply(learned, "write", Affine.apply(learned, "read", seen).tanh()).sigmoid();
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of(
        "weights", List.of(targets.outputs(), encoder.outputs()),
        "by_name", List.of(targets.outputs()));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor cosines = Distances.normalised(queries).matmul(fitted.get("weights").transpose(1, 2));
    return cosines
        .plus(fitted.get("by_name").unsqueeze(1).times(learned.get("offset")))
        .times(learned.get("log_scale").exp());
  }
}
