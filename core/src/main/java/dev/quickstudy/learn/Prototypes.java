package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.List;

/**
 * A class is the mean of its support embeddings; logits are negative squared Euclidean distances to
 * the means (Snell, Swersky and Zemel 2017, eq. 1–2). Any number of ways and shots.
 *
 * @param network the encoder; its outputs are the embedding
 */
public record Prototypes(Network network) implements Learner {
  @Override
  public Model init(RandomKey key) {
    return new Model(network.init(key), network.initialState());
  }

  @Override
  public void check(long[] inputShape, Targets targets) {
    Requirements.input(network, inputShape);
    classes(targets);
  }

  private static Targets.Classes classes(Targets targets) {
    if (targets instanceof Targets.Classes classes) {
      return classes;
    }
    throw new IllegalArgumentException(
        "prototypes need classes, but the tasks have real-valued targets; use descent (maml) for them");
  }

  @Override
  public Adapted adapt(Model model, Examples support, Context now) {
    Requirements.regime(this, now.regime());
    return new Fitted(this, model, support, now);
  }

  private static void requireEveryClass(Examples support, int ways) {
    long[] labels = support.y().toLongs();
    for (int t = 0; t < support.tasks(); t++) {
      boolean[] there = new boolean[ways];
      for (int n = 0; n < support.count(); n++) {
        there[(int) labels[t * support.count() + n]] = true;
      }
      for (int way = 0; way < ways; way++) {
        if (!there[way]) {
          throw new IllegalArgumentException(
              "support.y has no example of class "
                  + way
                  + " in task "
                  + t
                  + ", but a prototype needs at least 1 of each (0–"
                  + (ways - 1)
                  + ")");
        }
      }
    }
  }

  /** The mean embedding of each class, {@code [T, ways, outputs]}. */
  private static Tensor means(Tensor embeddings, Tensor labels, int ways) {
    Tensor members = labels.oneHot(ways, embeddings.type()).transpose(1, 2);
    return members.matmul(embeddings).dividedBy(members.sum(true, 2));
  }

  private static Tensor negativeSquaredDistances(Tensor embeddings, Tensor means) {
    return embeddings.unsqueeze(2).minus(means.unsqueeze(1)).square().sum(false, -1).negate();
  }

  /** Learned tasks: class means, or the support set where queries are embedded together with it. */
  private static final class Fitted implements Adapted {
    private final Network network;
    private final Params phi;
    private final Params state;
    private final Tensor support;
    private final Tensor labels;
    private final int ways;
    private final Tensor means;
    private final Regime regime;
    private final Scope memory = Scope.detached();

    Fitted(Prototypes learner, Model model, Examples support, Context now) {
      this.network = learner.network;
      this.regime = now.regime();
      this.ways = classes(support.targets()).ways();
      requireEveryClass(support, ways);
      boolean joint = regime == Regime.JOINT || regime == Regime.ONE_BY_ONE;
      Params statistics = model.state();
      Tensor fitted = support.x();
      if (!joint) {
        Output embedded =
            network.apply(
                model.phi(),
                model.state(),
                support.x(),
                now.withStatistics(supportStatistics(regime)));
        fitted = means(embedded.value(), support.y(), ways);
        if (regime == Regime.SUPPORT) {
          statistics = embedded.state();
        }
      }
      boolean owns = now.phase() == Phase.TEST;
      this.phi = owns ? model.phi().detach().ownedBy(memory) : model.phi();
      this.state = owns ? statistics.detach().ownedBy(memory) : statistics;
      this.support = owns ? memory.adopt(support.x().detach()) : support.x();
      this.labels = owns ? memory.adopt(support.y().detach()) : support.y();
      this.means = owns ? memory.adopt(fitted.detach()) : fitted;
    }

    private static Statistics supportStatistics(Regime regime) {
      return switch (regime) {
        case NONE, RUNNING -> Statistics.STATE;
        case SUPPORT -> Statistics.RECORD;
        case QUERY_BATCH, JOINT, ONE_BY_ONE -> Statistics.BATCH;
      };
    }

    @Override
    public Output predict(Tensor queries, Context now) {
      Requirements.sameRegime(regime, now.regime());
      return switch (regime) {
        case NONE, RUNNING, SUPPORT -> byMeans(queries, now.withStatistics(Statistics.STATE));
        case QUERY_BATCH -> byMeans(queries, now.withStatistics(Statistics.BATCH));
        case JOINT -> joint(queries, now.withStatistics(Statistics.BATCH));
        case ONE_BY_ONE ->
            OneByOne.predict(queries, query -> joint(query, now.withStatistics(Statistics.BATCH)));
      };
    }

    private Output byMeans(Tensor queries, Context now) {
      Output embedded = network.apply(phi, state, queries, now);
      return new Output(negativeSquaredDistances(embedded.value(), means), embedded.state());
    }

    private Output joint(Tensor queries, Context now) {
      Output embedded = network.apply(phi, state, Tensor.cat(1, List.of(support, queries)), now);
      long shots = support.size(1);
      Tensor means = means(embedded.value().slice(1, 0, shots), labels, ways);
      Tensor queried = embedded.value().slice(1, shots, embedded.value().size(1));
      return new Output(negativeSquaredDistances(queried, means), embedded.state());
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
