import dev.quickstudy.head.metric.ClassNames;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.train.TrainState;
import dev.quickstudy.tensor.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names of classes as descriptors: trains {@link ClassNames} on the training intents of CLINC150 and
 * judges it on intents that it has not seen – CLINC150's test intents, and all of Banking77 – with 0
 * to 10 examples a class, beside prototypes (a = 0), names alone (a = 1), and the one fixed a that is
 * best on CLINC150's validation intents with 1 to 5 examples. All are judged on the same tasks; an
 * interval of a difference is 1.96·σ/√n over tasks, each the mean over training seeds.
 */
public final class Names {
  private static final int[] SHOTS = {0, 1, 2, 3, 5, 10};
  private static final int QUERIES = 10;
  private static final int TOGETHER = 50;
  private static final Network NETWORK = new Identity(List.of(384));
  private static final RandomKey KEY = RandomKey.of(2026);

  private Names() {}

  /** wₖ = a·nameₖ + (1 − a)·prototypeₖ with one a for all; a = 1 where there are no examples. */
  private record FixedShare(double a) implements Head {
    @Override
    public void check(Network encoder, Targets targets) {}

    @Override
    public List<Integer> descriptor(Network encoder, Targets targets) {
      return List.of(targets.outputs(), encoder.outputs());
    }

    @Override
    public Params fit(Params learned, Examples embedded, Context now) {
      Tensor names = embedded.descriptor().orElseThrow();
      if (embedded.count() == 0) {
        return Params.perTask(Map.of("weights", names));
      }
      Tensor labels = embedded.y().oneHot(embedded.targets().outputs(), names.type());
      Tensor sums = labels.transpose(1, 2).matmul(embedded.x());
      Tensor prototypes = unit(sums);
      return Params.perTask(
          Map.of("weights", unit(names.times(a).plus(prototypes.times(1 - a)))));
    }

    private static Tensor unit(Tensor rows) {
      return rows.times(rows.square().sum(true, -1).plus(1e-24).rsqrt());
    }

    @Override
    public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
      return Map.of("weights", List.of(targets.outputs(), encoder.outputs()));
    }

    @Override
    public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
      return queries.matmul(fitted.get("weights").transpose(1, 2));
    }
  }

  /**
   * The experiment.
   *
   * @param args the folder of data (../../data), and then training steps (1500), seeds (3) and tasks (600), if
   *     others than these
   */
  public static void main(String[] args) {
    Path data = Path.of(args.length > 0 ? args[0] : "../../data");
    long steps = args.length > 1 ? Long.parseLong(args[1]) : 1500;
    int seeds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    int tasks = args.length > 3 ? Integer.parseInt(args[3]) : 600;
    DataLocations places = DataLocations.of(Optional.of(data));
    Recipe recipe = Recipes.resolve("texts-names");
    TaskSource clinc = recipe.source().open(places);
    TaskSource banking =
        Recipes.override(
                recipe,
                List.of(
                    "source.files=[banking77/train.csv, banking77/test.csv]",
                    "source.format=csv",
                    "source.split={kind: fractions, train: 0, validation: 0, test: 1, seed: 0, fewest: 1}"))
            .source()
            .open(places);
    double best = bestShare(clinc);
    System.out.printf(Locale.ROOT, "fixed a, best on validation: %.2f%n", best);
    List<Model> models = new ArrayList<>();
    Scope memory = Scope.detached();
    for (int seed = 1; seed <= seeds; seed++) {
      models.add(trained(clinc, steps, seed, memory));
    }
    table("CLINC150, 20 ways", clinc, 20, tasks, best, models);
    table("Banking77, 20 ways", banking, 20, tasks, best, models);
    table("Banking77, all 77", banking, 77, Math.max(2, tasks / 5), best, models);
    memory.close();
  }

  private static double bestShare(TaskSource clinc) {
    double best = 0;
    double most = -1;
    for (int percent = 0; percent <= 100; percent += 5) {
      EmbeddingLearner learner = new EmbeddingLearner(NETWORK, new FixedShare(percent / 100.0));
      double sum = 0;
      for (int shots : new int[] {1, 2, 3, 4, 5}) {
        sum += mean(accuracies(learner, none(), clinc, Split.VALIDATION, 20, shots, 200, false));
      }
      if (sum > most) {
        most = sum;
        best = percent / 100.0;
      }
    }
    return best;
  }

  private static Model none() {
    return new Model(Params.empty(), Params.empty());
  }

  private static EmbeddingLearner learner() {
    return new EmbeddingLearner(NETWORK, new ClassNames(16));
  }

  /** The model that is best on validation tasks, as training went on. */
  private static Model trained(TaskSource source, long steps, int seed, Scope memory) {
    try (Workers workers = new Workers(1)) {
      MetaTrainer<EmbeddingLearner> trainer =
          new MetaTrainer<>(
              new MetaTrainer.Settings<>(
                  new Algorithm<>(learner(), new MetaGradients.Exact()),
                  source,
                  new TaskShape(10, 1, 5, 10),
                  8,
                  Regime.NONE,
                  Transforms.adam(new Schedule.Cosine(0.003, 0.0001, steps))),
              workers);
      TrainState state = trainer.start(seed);
      Model best = state.model().ownedBy(memory);
      double most = -1;
      long each = Math.max(1, steps / 10);
      for (long to = 0; to <= steps; to += each) {
        state = trainer.train(state, to == 0 ? 0 : each);
        double sum = 0;
        for (int shots : new int[] {0, 1, 3, 5}) {
          sum +=
              mean(
                      accuracies(
                          learner(), state.model(), source, Split.VALIDATION, 20, shots, 100, false))
                  / 4;
        }
        if (sum > most) {
          most = sum;
          try (Scope scope = Scope.open()) {
            best =
                new Model(state.model().phi().map(t -> t.times(1)), Params.empty())
                    .ownedBy(memory);
          }
        }
        System.err.printf(
            Locale.ROOT, "seed %d, step %d: %.4f on validation intents%n", seed, to, sum);
      }
      state.close();
      return best;
    }
  }

  private static void table(
      String title, TaskSource source, int ways, int tasks, double best, List<Model> models) {
    System.out.println("\n" + title + ", accuracy in %");
    System.out.println(
        "| examples a class | names, learned | less fixed a, paired | less prototypes, paired | fixed a | prototypes | names alone | learned, names of others |");
    for (int shots : SHOTS) {
      double[] fixed = of(new FixedShare(best), source, ways, shots, tasks);
      double[] prototypes = shots == 0 ? new double[tasks] : of(new FixedShare(0), source, ways, shots, tasks);
      double[] alone = of(new FixedShare(1), source, ways, shots, tasks);
      double[] learned = new double[tasks];
      double[] others = new double[tasks];
      for (Model model : models) {
        double[] own = accuracies(learner(), model, source, Split.TEST, ways, shots, tasks, false);
        double[] wrong = accuracies(learner(), model, source, Split.TEST, ways, shots, tasks, true);
        for (int t = 0; t < tasks; t++) {
          learned[t] += own[t] / models.size();
          others[t] += wrong[t] / models.size();
        }
      }
      System.out.printf(
          Locale.ROOT,
          "| %d | %s | %s | %s | %s | %s | %s | %s |%n",
          shots,
          text(learned),
          text(minus(learned, fixed)),
          shots == 0 ? "–" : text(minus(learned, prototypes)),
          text(fixed),
          shots == 0 ? "–" : text(prototypes),
          text(alone),
          text(others));
    }
  }

  private static double[] of(Head head, TaskSource source, int ways, int shots, int tasks) {
    return accuracies(
        new EmbeddingLearner(NETWORK, head), none(), source, Split.TEST, ways, shots, tasks, false);
  }

  /** The accuracy of each task. */
  private static double[] accuracies(
      EmbeddingLearner learner,
      Model model,
      TaskSource source,
      Split split,
      int ways,
      int shots,
      int tasks,
      boolean misnamed) {
    double[] all = new double[tasks];
    TaskShape shape = new TaskShape(ways, Math.max(1, shots), QUERIES);
    Context now = Context.testing(KEY, Regime.NONE);
    int together = Math.max(1, TOGETHER * 20 / ways);
    for (int first = 0; first < tasks; first += together) {
      int count = Math.min(together, tasks - first);
      try (Scope scope = Scope.open()) {
        TaskBatch batch = source.sample(split, shape, KEY.fold(shots), first, count);
        Examples support =
            shots > 0 ? batch.support() : batch.support().chosen(t -> t.slice(1, 0, 0));
        if (misnamed) {
          support =
              support.describedBy(
                  support
                      .descriptor()
                      .map(
                          d ->
                              Tensor.cat(
                                  1, List.of(d.slice(1, 1, ways), d.slice(1, 0, 1)))));
        }
        try (Adapted adapted = learner.adapt(model, support, now)) {
          long[] answers = adapted.predict(batch.query().x(), now).value().argmax(2).toLongs();
          long[] labels = batch.query().y().toLongs();
          int each = labels.length / count;
          for (int i = 0; i < labels.length; i++) {
            all[first + i / each] += answers[i] == labels[i] ? 1.0 / each : 0;
          }
        }
      }
    }
    return all;
  }

  private static double[] minus(double[] one, double[] other) {
    double[] apart = new double[one.length];
    for (int i = 0; i < apart.length; i++) {
      apart[i] = one[i] - other[i];
    }
    return apart;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static String text(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double interval = 1.96 * Math.sqrt(squares / (values.length - 1) / values.length);
    return String.format(Locale.ROOT, "%.2f ± %.2f", 100 * mean, 100 * interval);
  }
}
