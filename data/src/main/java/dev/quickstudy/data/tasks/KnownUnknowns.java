package dev.quickstudy.data.tasks;

import dev.quickstudy.data.tasks.GeneratedRegression.Points;
import dev.quickstudy.files.Hash;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Regression of curves of which a few points cannot tell what a descriptor says: five modes (after
 * Vuorio et al. 2019), seen at points with noise in −5 … 0 and asked for, without noise, in −5 … 5.
 * The descriptor is which mode, the logarithm of the period and that of the noise: {@link #WIDTH}
 * numbers.
 *
 * <p>Weights of a curve are Gaussian and enter linearly, so that the best prediction can be
 * computed by importance sampling over the rest ({@link #best}): it says how much a descriptor can
 * be worth.
 *
 * <p>Some combinations of mode, period and noise are met in no training or validation task; whether
 * test tasks are of these, or of all others, is the source's choice.
 *
 * @param unseen whether test tasks are of the combinations that training never meets
 */
public record KnownUnknowns(boolean unseen) implements TaskSource {
  /** Numbers in the descriptor of a task. */
  public static final int WIDTH = 7;

  private static final double SHORTEST = 2;
  private static final double LONGEST = 10;
  private static final double LEAST_NOISE = 0.05;
  private static final double MOST_NOISE = 0.5;
  private static final double REACH = 5;
  private static final double WEIGHT = 2;
  private static final int THIRDS = 3;

  /** What a curve is of x; a, b and c are Gaussian with standard deviations 2, 2 and 1. */
  public enum Mode {
    /** a·sin(2πx/P) + b·cos(2πx/P) + c. */
    SINE,
    /** a·x/3 + c. */
    LINE,
    /** a·(x/4)² + b·x/4 + c. */
    QUADRATIC,
    /** a·|x − m|/2 + c, with m in −4 … 4. */
    ABSOLUTE,
    /** a·tanh(4·(x − m)/P) + c, with m in −4 … 4. */
    TANH
  }

  /**
   * What a task's curve is.
   *
   * @param middle m, where the mode has one
   * @param weights a, b, c
   */
  record Curve(Mode mode, double period, double noise, double middle, List<Double> weights) {
    double at(double x) {
      double[] features = new double[THIRDS];
      features(mode, period, middle, x, features);
      double sum = 0;
      for (int d = 0; d < features.length; d++) {
        sum += weights.get(d) * features[d];
      }
      return sum;
    }

    /** Which third of the periods and of the noises it is of: 3·period + noise. */
    private int combination() {
      return THIRDS * third(period, SHORTEST, LONGEST) + third(noise, LEAST_NOISE, MOST_NOISE);
    }

    private static int third(double number, double least, double most) {
      return (int) Math.min(THIRDS - 1, THIRDS * Math.log(number / least) / Math.log(most / least));
    }

    /** Whether training leaves such curves out. */
    private boolean leftOut() {
      int period = combination() / THIRDS;
      int noises = combination() % THIRDS;
      return switch (mode) {
        case SINE -> period == 1;
        case TANH -> period == 2;
        case LINE -> noises == 2;
        case QUADRATIC -> noises == 0;
        case ABSOLUTE -> noises == 1;
      };
    }

    void describe(float[] into, int offset) {
      into[offset + List.of(Mode.values()).indexOf(mode)] = 1;
      into[offset + WIDTH - 2] = (float) (Math.log(period / 4.5) * 2);
      into[offset + WIDTH - 1] = (float) (Math.log(noise / 0.16) * 1.5);
    }
  }

  private static void features(Mode mode, double period, double middle, double x, double[] into) {
    double turn = 2 * Math.PI * x / period;
    into[0] =
        switch (mode) {
          case SINE -> StrictMath.sin(turn);
          case LINE -> x / 3;
          case QUADRATIC -> x * x / 16;
          case ABSOLUTE -> Math.abs(x - middle) / 2;
          case TANH -> StrictMath.tanh(4 * (x - middle) / period);
        };
    into[1] =
        switch (mode) {
          case SINE -> StrictMath.cos(turn);
          case QUADRATIC -> x / 4;
          case LINE, ABSOLUTE, TANH -> 0;
        };
    into[2] = 1;
  }

  private static double[] deviations() {
    return new double[] {WEIGHT, WEIGHT, 1};
  }

  private static double logUniform(RandomKey.Stream random, double least, double most) {
    return least * StrictMath.pow(most / least, random.uniform());
  }

  private static Curve drawn(RandomKey.Stream random) {
    Mode mode = Mode.values()[random.below(Mode.values().length)];
    double period = logUniform(random, SHORTEST, LONGEST);
    double noise = logUniform(random, LEAST_NOISE, MOST_NOISE);
    double middle = random.uniform(-4, 4);
    return new Curve(
        mode,
        period,
        noise,
        middle,
        List.of(WEIGHT * random.normal(), WEIGHT * random.normal(), random.normal()));
  }

  /** The curve of a task. */
  Curve curve(Split split, RandomKey key, long number) {
    RandomKey.Stream random = key.fold(split.label()).fold(number).fold("curve").stream();
    boolean wanted = split == Split.TEST && unseen;
    Curve curve = drawn(random);
    while (curve.leftOut() != wanted) {
      curve = drawn(random);
    }
    return curve;
  }

  @Override
  public String name() {
    return "known unknowns" + (unseen ? " (unseen combinations)" : "");
  }

  @Override
  public Targets targets(TaskShape shape) {
    return GeneratedRegression.TARGETS;
  }

  @Override
  public long[] inputShape() {
    return new long[] {1};
  }

  @Override
  public List<Integer> descriptor(TaskShape shape) {
    return List.of(WIDTH);
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint("known unknowns, unseen: " + unseen + ", version 1").hex();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    GeneratedRegression.check(shape, "known unknowns", 1);
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    return GeneratedRegression.sample(
        this, split, shape, key, first, count, () -> tasks(split, shape, key, first, count));
  }

  private TaskBatch tasks(Split split, TaskShape shape, RandomKey key, long first, int count) {
    int shots = GeneratedRegression.shots(split, shape, key, first);
    Points support = Points.of(count, shots, 1);
    Points query = Points.of(count, shape.queries(), 1);
    float[] descriptors = new float[count * WIDTH];
    for (int t = 0; t < count; t++) {
      Curve curve = curve(split, key, first + t);
      RandomKey.Stream random = key.fold(split.label()).fold(first + t).fold("points").stream();
      for (int i = support.first(t); i < support.first(t + 1); i++) {
        support.x()[i] = (float) random.uniform(-REACH, 0);
        support.y()[i] = (float) (curve.at(support.x()[i]) + curve.noise * random.normal());
      }
      for (int i = query.first(t); i < query.first(t + 1); i++) {
        query.x()[i] = (float) random.uniform(-REACH, REACH);
        query.y()[i] = (float) curve.at(query.x()[i]);
      }
      curve.describe(descriptors, t * WIDTH);
    }
    return new TaskBatch(
        support.examples().describedBy(Optional.of(Tensor.of(descriptors, count, WIDTH))),
        query.examples());
  }

  /**
   * The best predictions there are for a task: the mean of the curves of the source's distribution,
   * given the task's points, by importance sampling.
   *
   * @param described whether mode, period and noise are known too
   * @param x the support points, as {@link #sample} drew them for this task
   * @param asked the queries
   * @param samples at least 1
   * @return one prediction a query
   */
  public double[] best(
      Split split,
      RandomKey key,
      long number,
      boolean described,
      float[] x,
      float[] y,
      float[] asked,
      int samples) {
    Curve truth = curve(split, key, number);
    RandomKey.Stream random = RandomKey.of(number).fold("importance").stream();
    boolean wanted = split == Split.TEST && unseen;
    double[] answers = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      answers[i] = y[i];
    }
    double[] evidences = new double[samples];
    double[][] predictions = new double[samples][asked.length];
    double[][] features = new double[x.length][THIRDS];
    double[] one = new double[THIRDS];
    for (int s = 0; s < samples; s++) {
      Curve drawn = drawn(random);
      while (!described && drawn.leftOut() != wanted) {
        drawn = drawn(random);
      }
      Mode mode = described ? truth.mode : drawn.mode;
      double period = described ? truth.period : drawn.period;
      double noise = described ? truth.noise : drawn.noise;
      for (int i = 0; i < x.length; i++) {
        features(mode, period, drawn.middle, x[i], features[i]);
      }
      GaussianFit fit = GaussianFit.of(features, answers, deviations(), noise);
      evidences[s] = fit.evidence();
      for (int q = 0; q < asked.length; q++) {
        features(mode, period, drawn.middle, asked[q], one);
        predictions[s][q] = fit.predict(one);
      }
    }
    return GaussianFit.weighted(evidences, predictions);
  }
}
