package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.List;

/** Tasks learned by descent: a set of weights θ for each. */
public final class Descended implements Adapted {
  private final Network network;
  private final Params theta;
  private final Params statistics;
  private final Params stateAfter;
  private final Tensor support;
  private final List<Tensor> losses;
  private final Regime regime;
  private final Scope memory = Scope.detached();

  /**
   * Takes its tensors over where the phase is {@link Phase#TEST}.
   *
   * @param statistics what normalisation reads where it reads the state
   * @param stateAfter the state after the last inner step
   * @param losses the loss of each task before each inner step, {@code [T]} each
   */
  Descended(
      Network network,
      Params theta,
      Params statistics,
      Params stateAfter,
      Tensor support,
      List<Tensor> losses,
      Context now) {
    boolean owns = now.phase() == Phase.TEST;
    this.network = network;
    this.theta = owns ? theta.detach().ownedBy(memory) : theta;
    this.statistics = owns ? statistics.detach().ownedBy(memory) : statistics;
    this.stateAfter = owns ? stateAfter.detach().ownedBy(memory) : stateAfter;
    this.support = owns ? memory.adopt(support.detach()) : support;
    this.losses =
        owns
            ? losses.stream().map(loss -> memory.adopt(loss.detach())).toList()
            : List.copyOf(losses);
    this.regime = now.regime();
  }

  /** The adapted weights, {@code [T, …]} each. */
  public Params theta() {
    return theta;
  }

  /** The loss on the support set before each inner step, {@code [T]} each. */
  public List<Tensor> losses() {
    return losses;
  }

  Params stateAfter() {
    return stateAfter;
  }

  @Override
  public Output predict(Tensor queries, Context now) {
    Requirements.sameRegime(regime, now.regime());
    Context byState = now.withStatistics(Statistics.STATE);
    Context byBatch = now.withStatistics(Statistics.BATCH);
    return switch (regime) {
      case NONE, RUNNING, SUPPORT -> network.apply(theta, statistics, queries, byState);
      case QUERY_BATCH -> network.apply(theta, statistics, queries, byBatch);
      case JOINT -> joint(queries, byBatch);
      case ONE_BY_ONE -> OneByOne.predict(queries, query -> joint(query, byBatch));
    };
  }

  private Output joint(Tensor queries, Context now) {
    Output all = network.apply(theta, statistics, Tensor.cat(1, List.of(support, queries)), now);
    return new Output(all.value().slice(1, support.size(1), all.value().size(1)), all.state());
  }

  @Override
  public void close() {
    memory.close();
  }
}
