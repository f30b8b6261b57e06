import dev.quickstudy.data.tasks.ColumnUnits;
import dev.quickstudy.data.tasks.KnownUnknowns;
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
import dev.quickstudy.task.ForwardingTaskSource;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.MetaTrainer;
import dev.quickstudy.train.TrainState;
import dev.quickstudy.tensor.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a description is worth that says what examples cannot. Trains the strategy network with its
 * descriptor read and with none given ("zeroed"), on curves with the mode alone too ("oracle mode"),
 * some seeds each, and judges all on the same tasks; the network that reads is judged with the
 * descriptors of other tasks as well ("shuffled"). Beside them stand the best errors that there are
 * with and without the descriptor. The share recovered is (zeroed − read) / (best without − best
 * with); intervals are from 2,000 bootstrap samples of seeds and tasks.
 *
 * <p>Each arm's errors are a file of the folder, so that an experiment that was interrupted goes on.
 */
public final class Descriptors {
  private static final int[] SHOTS = {1, 2, 5, 10, 20};
  private static final int QUERIES = 50;
  private static final int TASKS = 400;
  private static final int SAMPLES = 4000;
  private static final int WIDTH = 64;
  private static final double MOST = 4;
  private static final RandomKey KEY = RandomKey.of(2026);

  private Descriptors() {}

  /** What the best predictions of a task are. */
  private interface Best {
    double[] of(long number, boolean described, float[] x, float[] y, float[] asked, int samples);
  }

  /**
   * A family of tasks, and what learns it.
   *
   * @param clip the norm that inner gradients are clipped at
   * @param rate the inner rate that it begins with
   * @param outer the outer rate that it begins with
   * @param judged sources of test tasks, the first like those of training
   */
  private record Family(
      String name,
      TaskSource trained,
      List<TaskSource> judged,
      List<Best> best,
      List<String> arms,
      Network network,
      List<Integer> descriptor,
      double clip,
      double rate,
      double outer,
      int steps,
      int[] shots,
      TaskShape shape) {}

  private static Family curves() {
    KnownUnknowns seen = new KnownUnknowns(false);
    KnownUnknowns unseen = new KnownUnknowns(true);
    return new Family(
        "curves",
        seen,
        List.of(seen, unseen),
        List.of(
            (n, d, x, y, q, s) -> seen.best(Split.TEST, KEY, n, d, x, y, q, s),
            (n, d, x, y, q, s) -> unseen.best(Split.TEST, KEY, n, d, x, y, q, s)),
        List.of("read", "zeroed", "oracle mode"),
        new Mlp(List.of(1), List.of(40, 40), 1),
        List.of(KnownUnknowns.WIDTH),
        10,
        0.01,
        0.001,
        5,
        SHOTS,
        new TaskShape(1, 1, 10, 20));
  }

  private static Family columns() {
    ColumnUnits units = new ColumnUnits();
    return new Family(
        "columns",
        units,
        List.of(units),
        List.of((n, d, x, y, q, s) -> units.best(Split.TEST, KEY, n, d, x, y, q, s)),
        List.of("read", "zeroed"),
        new Mlp(List.of(ColumnUnits.COLUMNS), List.of(), 1),
        List.of(ColumnUnits.COLUMNS, ColumnUnits.WIDTH),
        1e9,
        0.00001,
        0.003,
        2,
        new int[] {2, 8, 20},
        new TaskShape(1, 8, 20));
  }

  /** Tasks without descriptors, or with the first numbers of them only. */
  private record Told(TaskSource source, int numbers) implements ForwardingTaskSource {
    @Override
    public String fingerprint() {
      return source.fingerprint();
    }

    @Override
    public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
      TaskBatch all = source.sample(split, shape, key, first, count);
      Optional<Tensor> known =
          numbers == 0
              ? Optional.empty()
              : all.support()
                  .descriptor()
                  .map(
                      d -> {
                        Tensor told = d.slice(1, 0, numbers);
                        Tensor rest = d.slice(1, numbers, d.size(1)).zerosLike();
                        return Tensor.cat(1, List.of(told, rest));
                      });
      return new TaskBatch(all.support().describedBy(known), all.query());
    }
  }

  private static TaskSource told(TaskSource source, String arm) {
    return switch (arm) {
      case "zeroed" -> new Told(source, 0);
      case "oracle mode" -> new Told(source, KnownUnknowns.Mode.values().length);
      default -> source;
    };
  }

  /** Leaves φ where it is when a step's gradient is not finite. */
  private record SkipBroken() implements Transform {
    @Override
    public Params init(Params params) {
      return Params.empty();
    }

    @Override
    public Step update(Params gradients, Params state, Params params, Signal signal) {
      return new Step(
          gradients.allFinite() ? gradients : gradients.map(Tensor::zerosLike), state);
    }
  }

  private static Algorithm<Descent> algorithm(Family family) {
    StrategyInitialisation start =
        new StrategyInitialisation(WIDTH, Reads.BOTH, family.descriptor);
    Transform inner =
        Transforms.chain(
            new Transforms.ClipByGlobalNorm(family.clip),
            new Strategy(family.rate, WIDTH, WIDTH, start.describesColumns()));
    return new Algorithm<>(
        Descent.of(family.network, start, inner, family.steps, family.steps),
        new MetaGradients.Exact());
  }

  /**
   * The experiment.
   *
   * @param args the folder of results (runs/descriptors), curves or columns, outer steps (3000) and
   *     seeds (5), if others than these
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "runs/descriptors");
    Family family = args.length > 1 && args[1].equals("columns") ? columns() : curves();
    long steps = args.length > 2 ? Long.parseLong(args[2]) : 3000;
    int seeds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
    Files.createDirectories(folder);
    String stem = family.name + "-" + steps + "-";
    double[][][][] errors = new double[family.arms.size() + 1][seeds][][];
    for (int seed = 1; seed <= seeds; seed++) {
      for (int arm = 0; arm < family.arms.size(); arm++) {
        String name = family.arms.get(arm);
        boolean reads = name.equals("read");
        Path own = folder.resolve(stem + name.replace(' ', '-') + "-" + seed + ".csv");
        Path shuffled = folder.resolve(stem + "shuffled-" + seed + ".csv");
        if (!Files.exists(own) || (reads && !Files.exists(shuffled))) {
          judge(family, name, steps, seed, own, shuffled);
        }
        errors[arm][seed - 1] = read(own);
        if (reads) {
          errors[family.arms.size()][seed - 1] = read(shuffled);
        }
      }
    }
    double[][] with = best(family, true, folder);
    double[][] without = best(family, false, folder);
    print(family, steps, errors, with, without);
  }

  private static void judge(
      Family family, String arm, long steps, int seed, Path own, Path shuffled)
      throws IOException {
    long began = System.nanoTime();
    try (Workers workers = new Workers(1)) {
      MetaTrainer<Descent> trainer =
          new MetaTrainer<>(
              new MetaTrainer.Settings<>(
                  algorithm(family),
                  told(family.trained, arm),
                  family.shape,
                  25,
                  Regime.NONE,
                  Transforms.chain(
                      new SkipBroken(),
                      new Transforms.ClipByGlobalNorm(1),
                      Transforms.adam(new Schedule.Cosine(family.outer, family.outer / 20, steps)))),
              workers);
      TrainState state = trainer.start(seed);
      while (state.step() < steps) {
        state = trainer.train(state, Math.min(100, steps - state.step()));
        double seconds = (System.nanoTime() - began) / 1e9;
        System.err.printf(
            Locale.ROOT, "%s, %s, seed %d: step %d of %d, %.0f s%n",
            family.name, arm, seed, state.step(), steps, seconds);
      }
      write(own, judged(family, arm, state, false));
      if (arm.equals("read")) {
        write(shuffled, judged(family, arm, state, true));
      }
      state.close();
    }
  }

  /** A row for each source and number of shots: the error of each task. */
  private static double[][] judged(Family family, String arm, TrainState state, boolean shuffled) {
    List<double[]> rows = new ArrayList<>();
    for (TaskSource source : family.judged) {
      for (int shots : family.shots) {
        try (Scope scope = Scope.open()) {
          TaskBatch batch = batch(told(source, arm), shots);
          var support = batch.support();
          if (shuffled) {
            support =
                support.describedBy(
                    support
                        .descriptor()
                        .map(
                            d -> Tensor.cat(0, List.of(d.slice(0, 1, TASKS), d.slice(0, 0, 1)))));
          }
          Context now = Context.testing(KEY, Regime.NONE);
          try (Descended adapted =
              algorithm(family).learner().adapt(state.model(), support, now)) {
            double[] predicted = adapted.predict(batch.query().x(), now).value().toDoubles();
            rows.add(errors(batch, predicted));
          }
        }
      }
    }
    return rows.toArray(double[][]::new);
  }

  private static TaskBatch batch(TaskSource source, int shots) {
    return source.sample(Split.TEST, new TaskShape(1, shots, QUERIES), KEY, 0, TASKS);
  }

  /** Squared errors over the mean square of all answers, at most {@link #MOST} a task. */
  private static double[] errors(TaskBatch batch, double[] predicted) {
    double[] answers = batch.query().y().toDoubles();
    double usual = 0;
    for (double answer : answers) {
      usual += answer * answer / answers.length;
    }
    double[] errors = new double[TASKS];
    for (int i = 0; i < answers.length; i++) {
      double apart = predicted[i] - answers[i];
      errors[i / QUERIES] += apart * apart / QUERIES / usual;
    }
    for (int t = 0; t < TASKS; t++) {
      errors[t] = errors[t] <= MOST ? errors[t] : MOST;
    }
    return errors;
  }

  private static double[][] best(Family family, boolean described, Path folder)
      throws IOException {
    Path file = folder.resolve(family.name + "-best-" + (described ? "with" : "without") + ".csv");
    if (!Files.exists(file)) {
      List<double[]> rows = new ArrayList<>();
      for (int source = 0; source < family.judged.size(); source++) {
        for (int shots : family.shots) {
          try (Scope scope = Scope.open()) {
            TaskBatch batch = batch(family.judged.get(source), shots);
            float[] x = batch.support().x().toFloats();
            float[] y = batch.support().y().toFloats();
            float[] asked = batch.query().x().toFloats();
            double[] all = new double[TASKS * QUERIES];
            for (int t = 0; t < TASKS; t++) {
              double[] own =
                  family.best.get(source)
                      .of(t, described, part(x, t), part(y, t), part(asked, t), SAMPLES);
              System.arraycopy(own, 0, all, t * QUERIES, QUERIES);
            }
            rows.add(errors(batch, all));
          }
        }
      }
      write(file, rows.toArray(double[][]::new));
    }
    return read(file);
  }

  private static float[] part(float[] all, int task) {
    int each = all.length / TASKS;
    return Arrays.copyOfRange(all, task * each, (task + 1) * each);
  }

  private static void write(Path file, double[][] rows) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(
        part,
        Arrays.stream(rows)
            .map(
                row ->
                    Arrays.stream(row)
                        .mapToObj(Double::toString)
                        .collect(Collectors.joining(",")))
            .toList());
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static double[][] read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  private static void print(
      Family family, long steps, double[][][][] errors, double[][] with, double[][] without) {
    int read = 0;
    int zeroed = 1;
    int shuffled = family.arms.size();
    for (int row = 0; row < with.length; row++) {
      if (row % family.shots.length == 0) {
        System.out.printf(
            "%n%s, %d outer steps, %d seeds, %d tasks%n",
            family.judged.get(row / family.shots.length).name(), steps, errors[0].length, TASKS);
        System.out.println(
            "| points | best with | best without | "
                + String.join(" | ", family.arms)
                + " | shuffled | share recovered | read − zeroed | shuffled − zeroed |");
      }
      int at = row;
      String arms =
          Arrays.stream(errors)
              .map(arm -> String.format(Locale.ROOT, "%.4f", mean(arm, at)))
              .collect(Collectors.joining(" | "));
      double possible = mean(without[row]) - mean(with[row]);
      System.out.printf(
          Locale.ROOT, "| %d | %.4f | %.4f | %s | %s | %s | %s |%n",
          family.shots[row % family.shots.length], mean(with[row]), mean(without[row]), arms,
          interval(
              bootstrap(
                  errors[0].length,
                  (s, t) -> errors[zeroed][s][at][t] - errors[read][s][at][t],
                  (s, t) -> without[at][t] - with[at][t])),
          interval(
              bootstrap(
                  errors[0].length,
                  (s, t) -> errors[read][s][at][t] - errors[zeroed][s][at][t],
                  (s, t) -> 1)),
          interval(
              bootstrap(
                  errors[0].length,
                  (s, t) -> errors[shuffled][s][at][t] - errors[zeroed][s][at][t],
                  (s, t) -> 1)));
      if (possible <= 0) {
        System.out.println("(nothing to gain here)");
      }
    }
  }

  private interface OfTask {
    double of(int seed, int task);
  }

  /** The ratio of two means, and its 2.5th and 97.5th of a hundred bootstrap samples. */
  private static double[] bootstrap(int seeds, OfTask above, OfTask below) {
    double[] ratios = new double[2000];
    for (int b = 0; b < ratios.length; b++) {
      RandomKey.Stream random = RandomKey.of(7).fold(b).stream();
      int[] chosen = new int[seeds];
      for (int i = 0; i < seeds; i++) {
        chosen[i] = random.below(seeds);
      }
      double up = 0;
      double down = 0;
      for (int i = 0; i < TASKS; i++) {
        int t = random.below(TASKS);
        for (int seed : chosen) {
          up += above.of(seed, t);
          down += below.of(seed, t);
        }
      }
      ratios[b] = up / down;
    }
    Arrays.sort(ratios);
    double up = 0;
    double down = 0;
    for (int t = 0; t < TASKS; t++) {
      for (int seed = 0; seed < seeds; seed++) {
        up += above.of(seed, t);
        down += below.of(seed, t);
      }
    }
    return new double[] {up / down, ratios[50], ratios[1949]};
  }

  private static String interval(double[] values) {
    return String.format(Locale.ROOT, "%.3f (%.3f … %.3f)", values[0], values[1], values[2]);
  }

  private static double mean(double[][][] arm, int row) {
    return Arrays.stream(arm).mapToDouble(seed -> mean(seed[row])).average().orElseThrow();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
