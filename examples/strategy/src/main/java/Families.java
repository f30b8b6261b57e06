import dev.quickstudy.data.tasks.RegressionFamilies;
import dev.quickstudy.data.tasks.RegressionFamilies.Family;
import dev.quickstudy.inner.Alfa;
import dev.quickstudy.inner.MetaSgd;
import dev.quickstudy.inner.TaskInitialisation;
import dev.quickstudy.inner.Strategy;
import dev.quickstudy.inner.StrategyInitialisation;
import dev.quickstudy.inner.StrategyInitialisation.Reads;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Descended;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.train.TrainState;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Trains MAML, Meta-SGD, ALFA and the strategy network – also with its descriptions zeroed – on a
 * mixture of families of curves, three seeds each, and judges all on the same episodes: of all
 * families after training on all, and of harmonics after training on the others. An episode's error
 * is its squared error over the mean square of its family's answers, at most 4, so that an episode
 * that diverges cannot decide a mean. Intervals are 1.96·σ/√n over episodes, each the mean over
 * seeds.
 */
public final class Families {
  private static final int INNER_STEPS = 5;
  private static final int EPISODES = 400;
  private static final int[] SHOTS = {5, 10, 20};
  private static final double MOST = 4;
  private static final double MOST_GRADIENT = 10;
  private static final int WIDTH = 64;
  private static final Network NETWORK = new Mlp(List.of(1), List.of(40, 40), 1);

  private Families() {}

  /** An algorithm with the outer rate that suited it best in short trials. */
  private record Contender(String name, Algorithm<Descent> algorithm, double outer) {}

  private static List<Contender> contenders() {
    return List.of(
        new Contender("MAML", descent(Transforms.sgd(0.01)), 0.003),
        new Contender("Meta-SGD", descent(new MetaSgd(0.01)), 0.001),
        new Contender("ALFA", descent(Alfa.published(0.01, 5)), 0.001),
        new Contender("strategy", strategy(Reads.BOTH), 0.001),
        new Contender("strategy, descriptions zeroed", strategy(Reads.NOTHING), 0.001));
  }

  /** Inner gradients are clipped for all alike: without it some seeds of some learners collapse. */
  private static Algorithm<Descent> descent(Transform inner) {
    return new Algorithm<>(clipped(new TaskInitialisation.Shared(), inner), new MetaGradients.Exact());
  }

  private static Descent clipped(TaskInitialisation start, Transform inner) {
    Transform clip = new Transforms.ClipByGlobalNorm(MOST_GRADIENT);
    return Descent.of(NETWORK, start, Transforms.chain(clip, inner), INNER_STEPS, INNER_STEPS);
  }

  private static Algorithm<Descent> strategy(Reads reads) {
    return new Algorithm<>(
        clipped(new StrategyInitialisation(WIDTH, reads), new Strategy(0.01, WIDTH, WIDTH)),
        new MetaGradients.Exact());
  }

  /** Leaves φ where it is when a step's gradient is not finite, and counts such steps. */
  private record SkipBroken(int[] skipped) implements Transform {
    @Override
    public Params init(Params params) {
      return Params.empty();
    }

    @Override
    public Step update(Params gradients, Params state, Params params, Signal signal) {
      if (gradients.allFinite()) {
        return new Step(gradients, state);
      }
      skipped[0]++;
      return new Step(gradients.map(Tensor::zerosLike), state);
    }
  }

  /**
   * The experiment.
   *
   * @param args outer steps (1500), seeds (3) and which half (all, mixture or held-out), if others
   *     than these
   */
  public static void main(String[] args) {
    long steps = args.length > 0 ? Long.parseLong(args[0]) : 1500;
    int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    String half = args.length > 2 ? args[2] : "all";
    List<Family> all = List.of(Family.values());
    List<Family> others = all.stream().filter(family -> family != Family.HARMONICS).toList();
    System.out.println(
        System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors()
            + " processors, " + steps + " outer steps, " + seeds + " seeds");
    if (!half.equals("held-out")) {
      experiment("trained on all families, judged on all", all, all, steps, seeds);
    }
    if (!half.equals("mixture")) {
      experiment("trained on all but harmonics, judged on harmonics", others,
          List.of(Family.HARMONICS), steps, seeds);
    }
  }

  private static void experiment(
      String title, List<Family> train, List<Family> test, long steps, int seeds) {
    System.out.println("\n" + title + "\n| learner | error | minus strategy, paired |");
    Map<String, double[]> errors = new LinkedHashMap<>();
    Map<String, Integer> skipped = new LinkedHashMap<>();
    for (Contender contender : contenders()) {
      double[] sum = new double[0];
      int[] broken = {0};
      for (int seed = 1; seed <= seeds; seed++) {
        double[] own = errors(contender, train, test, steps, seed, broken);
        sum = sum.length == 0 ? new double[own.length] : sum;
        for (int i = 0; i < own.length; i++) {
          sum[i] += own[i] / seeds;
        }
        System.err.printf(Locale.ROOT, "%s, seed %d: %.4f%n", contender.name, seed, mean(own));
      }
      errors.put(contender.name, sum);
      skipped.put(contender.name, broken[0]);
    }
    double[] ours = errors.get("strategy");
    errors.forEach(
        (name, own) -> {
          double[] apart = new double[own.length];
          for (int i = 0; i < own.length; i++) {
            apart[i] = own[i] - ours[i];
          }
          System.out.printf(
              Locale.ROOT, "| %s | %.4f ± %.4f | %.4f ± %.4f | %d steps skipped%n", name,
              mean(own), interval(own), mean(apart), interval(apart), skipped.get(name));
        });
  }

  /** One normalised error an episode. */
  private static double[] errors(
      Contender contender, List<Family> train, List<Family> test, long steps, int seed,
      int[] skipped) {
    Transform optimizer =
        Transforms.chain(
            new SkipBroken(skipped),
            new Transforms.ClipByGlobalNorm(1),
            Transforms.adam(new Schedule.Cosine(contender.outer, contender.outer / 20, steps)));
    try (Workers workers = new Workers(1)) {
      MetaTrainer<Descent> trainer =
          new MetaTrainer<>(
              new MetaTrainer.Settings<>(
                  contender.algorithm, RegressionFamilies.of(train, train),
                  new TaskShape(1, SHOTS[0], SHOTS[SHOTS.length - 1], 20), 25, Regime.NONE,
                  optimizer),
              workers);
      try (TrainState trained = trainer.train(trainer.start(seed), steps)) {
        List<Double> errors = new ArrayList<>();
        for (Family family : test) {
          for (int shots : SHOTS) {
            judge(contender.algorithm.learner(), trained, family, shots, errors);
          }
        }
        return errors.stream().mapToDouble(error -> error).toArray();
      }
    }
  }

  private static void judge(
      Descent learner, TrainState trained, Family family, int shots, List<Double> errors) {
    RegressionFamilies source = RegressionFamilies.of(List.of(family), List.of(family));
    RandomKey key = RandomKey.of(2026);
    try (Scope scope = Scope.open()) {
      TaskBatch batch = source.sample(Split.TEST, new TaskShape(1, shots, 50), key, 0, EPISODES);
      Context now = Context.testing(key, Regime.NONE);
      try (Descended adapted = learner.adapt(trained.model(), batch.support(), now)) {
        Tensor answers = batch.query().y();
        double[] squared =
            adapted.predict(batch.query().x(), now).value().minus(answers).square()
                .mean(false, 1, 2).toDoubles();
        double[] scales = new double[EPISODES];
        double usual = 0;
        double[] squares = answers.square().mean(false, 1, 2).toDoubles();
        for (int t = 0; t < EPISODES; t++) {
          double scale = source.truth(Split.TEST, key, t).scale();
          scales[t] = scale * scale;
          usual += squares[t] / scales[t] / EPISODES;
        }
        for (int t = 0; t < EPISODES; t++) {
          double error = squared[t] / scales[t] / usual;
          errors.add(error <= MOST ? error : MOST);
        }
      }
    }
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double interval(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return 1.96 * Math.sqrt(squares / (values.length - 1) / values.length);
  }
}
