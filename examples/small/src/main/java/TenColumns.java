import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.tables.tasks.GeneratedTables;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.judge.Score;
import dev.quickstudy.train.TrainState;
import dev.quickstudy.tensor.Workers;
import java.util.List;
import java.util.Set;

/**
 * A binary classifier of tables with ten columns, 64-32-1, that learned across many generated
 * tables where to begin (MAML); judged on tables that it never saw, from 16 labelled rows each,
 * beside the same network trained on those rows from scratch. Columns come in random order, so that a
 * network that reads them by their place has little to carry over: see what it prints, and
 * {@code ColumnContext} for one that does not.
 */
final class TenColumns {
  private static final int COLUMNS = 10;

  /** A network with one output z as a classifier: the softmax of (0, z) is the sigmoid of z. */
  private record Binary(Mlp of) implements Network {
    @Override
    public Layout layout() {
      return of.layout();
    }

    @Override
    public Output apply(Params weights, Params state, Tensor x, Context now) {
      Output z = of.apply(weights, state, x, now);
      return new Output(Tensor.cat(2, List.of(z.value().zerosLike(), z.value())), z.state());
    }

    @Override
    public long[] inputShape() {
      return of.inputShape();
    }

    @Override
    public int outputs() {
      return 2;
    }

    @Override
    public Normalisation normalisation() {
      return of.normalisation();
    }

    @Override
    public int tasksTogether() {
      return of.tasksTogether();
    }
  }

  public static void main(String[] args) {
    var tables = new GeneratedTables(Preparation.usual(), COLUMNS);
    var shape = new TaskShape(2, 8, 16); // of each class 8 rows to learn from, 16 to be judged on
    var network = new Binary(new Mlp(List.of(COLUMNS), List.of(64, 32), 1));
    var maml = Algorithms.maml(network, 0.1, 3, 10);
    var unseen = new Evaluation(tables, Split.TEST, shape, 600, 0);
    try (Workers workers = Workers.ofMachine();
        Scope scope = Scope.open()) {
      var settings =
          new MetaTrainer.Settings<>(
              maml, tables, shape, 16, Regime.NONE, Transforms.adam(0.002));
      var trainer = new MetaTrainer<>(settings, workers);
      try (TrainState trained = trainer.train(trainer.start(1), 400)) {
        System.out.println("600 generated tables that none of them saw, 16 labelled rows each:");
        print("meta-learned 64-32-1", maml.learner(), trained.model(), unseen, workers);
      }
      var scratch = Descent.of(network, Transforms.adam(0.01), 100, 100);
      print("64-32-1 from scratch", scratch, scratch.init(RandomKey.of(1)), unseen, workers);
      var means = new EmbeddingLearner(new Identity(List.of(COLUMNS)), new Prototypes());
      Model nothing = new Model(Params.empty(), Params.empty());
      print("nearest class mean", means, nothing, unseen, workers);
    }
  }

  private static void print(
      String name, Learner learner, Model model, Evaluation unseen, Workers workers) {
    Score score = unseen.of(learner, model, Regime.NONE, workers);
    System.out.printf("%-22s %.1f ± %.1f %%%n", name, 100 * score.mean(), 100 * score.ci95());
  }
}
