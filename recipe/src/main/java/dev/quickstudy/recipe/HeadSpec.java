package dev.quickstudy.recipe;

import dev.quickstudy.head.ContrastiveAdapter;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Encoded;
import dev.quickstudy.nn.Network;
import java.util.List;

/** A learner that fits a head on embeddings, or reads them, and its settings. */
sealed interface HeadSpec extends LearnerSpec {
  @Override
  Algorithm<Encoded> with(Network network);

  /** Class means. */
  record Protonet() implements HeadSpec {
    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.protonet(network);
    }
  }

  /** Attention to the support set; {@code reads} steps of full-context embeddings, 0 for none. */
  record Matching(int reads) implements HeadSpec {
    public Matching {
      Limits.count("reads", 0, reads);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.matching(network, reads);
    }
  }

  /** A network compares maps of features. */
  record Relation(int width, int hidden) implements HeadSpec {
    public Relation {
      Limits.count("width", 1, width);
      Limits.count("hidden", 1, hidden);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.relation(network, width, hidden);
    }
  }

  /** Ridge regression. */
  record R2d2() implements HeadSpec {
    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.r2d2(network);
    }
  }

  /** Logistic regression by Newton's method. */
  record Lrd2(int steps) implements HeadSpec {
    public Lrd2 {
      Limits.count("steps", 1, steps);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.lrd2(network, steps);
    }
  }

  /** Multinomial logistic regression by Adam. */
  record Softmax(double sharpness, double decay, double rate, int steps) implements HeadSpec {
    public Softmax {
      Limits.positive("sharpness", sharpness);
      Limits.notNegative("decay", decay);
      Limits.positive("rate", rate);
      Limits.count("steps", 1, steps);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.softmax(
          network, new dev.quickstudy.head.Softmax(sharpness, decay, rate, steps));
    }
  }

  /** An adapter fine-tuned on pairs, and {@code softmax} or {@code protonet} on what it makes. */
  record Contrastive(int rank, int steps, int pairs, double rate, LearnerSpec head)
      implements HeadSpec {
    public Contrastive {
      Limits.count("rank", 1, rank);
      Limits.count("steps", 0, steps);
      Limits.count("pairs", 1, pairs);
      Limits.positive("rate", rate);
      Limits.require(
          head instanceof Softmax || head instanceof Protonet,
          "head.kind",
          "must be softmax or protonet");
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      Encoded plain = ((HeadSpec) head).with(network).learner();
      return Algorithms.contrastive(
          network, new ContrastiveAdapter(rank, steps, pairs, rate, plain.head()));
    }
  }

  /** A support vector machine. */
  record MetaOptNet(double c, double ridge) implements HeadSpec {
    public MetaOptNet {
      Limits.positive("c", c);
      Limits.positive("ridge", ridge);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.metaOptNet(network, c, ridge);
    }
  }

  /** Distances in each class's own metric. */
  record Mahalanobis() implements HeadSpec {
    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.mahalanobis(network);
    }
  }

  /** The support set conditions the encoder through a describer. */
  record Cnaps(Network describer) implements HeadSpec {
    public Cnaps {
      Limits.weights("describer", describer);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.cnaps(network, describer);
    }
  }

  /** A neural process on the inputs; {@code heads} of attention, 0 for none. */
  record NeuralProcess(List<Integer> hidden, int width, int heads, int dimension)
      implements HeadSpec {
    public NeuralProcess {
      hidden = List.copyOf(hidden);
      hidden.forEach(layer -> Limits.count("hidden", 1, layer));
      Limits.count("width", 1, width);
      Limits.count("heads", 0, heads);
      Limits.count("dimension", 1, dimension);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.neuralProcess(
          network, new dev.quickstudy.head.NeuralProcess(hidden, width, heads, dimension));
    }
  }

  /** An external memory, read by an LSTM. */
  record Mann(int outputs, int hidden, int slots, int width, int reads) implements HeadSpec {
    public Mann {
      Limits.count("outputs", 1, outputs);
      Limits.count("hidden", 1, hidden);
      Limits.count("slots", 1, slots);
      Limits.count("width", 1, width);
      Limits.count("reads", 1, reads);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.mann(
          network, new dev.quickstudy.head.Mann(outputs, hidden, slots, width, reads));
    }
  }

  /** A transformer over the support set. */
  record InContext(int outputs, int width, int heads, int layers) implements HeadSpec {
    public InContext {
      Limits.count("outputs", 1, outputs);
      Limits.count("width", 1, width);
      Limits.count("heads", 1, heads);
      Limits.count("layers", 1, layers);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.inContext(
          network, new dev.quickstudy.head.InContext(outputs, width, heads, layers));
    }
  }

  /** A transformer over the support set that reads each column of a table first. */
  record ColumnContext(int outputs, int cells, int width, int heads, int layers)
      implements HeadSpec {
    public ColumnContext {
      Limits.count("outputs", 1, outputs);
      Limits.count("cells", 1, cells);
      Limits.count("width", 1, width);
      Limits.count("heads", 1, heads);
      Limits.count("layers", 1, layers);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.columnContext(
          network, new dev.quickstudy.head.ColumnContext(outputs, cells, width, heads, layers));
    }
  }

  /** A transformer whose tokens are the cells of a table. */
  record CellContext(int outputs, int width, int heads, int layers) implements HeadSpec {
    public CellContext {
      Limits.count("outputs", 1, outputs);
      Limits.count("width", 1, width);
      Limits.count("heads", 1, heads);
      Limits.count("layers", 1, layers);
    }

    @Override
    public Algorithm<Encoded> with(Network network) {
      return Algorithms.cellContext(
          network, new dev.quickstudy.head.CellContext(outputs, width, heads, layers));
    }
  }
}
