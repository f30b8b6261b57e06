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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Linear regression on columns in units of their own: column c is uᶜ = 10ᵉ times a normal number,
 * with e uniform in −2 … 2, and one column of four is relevant: the answer is the sum, over
 * relevant columns, of a normal weight times the column in its unit, with noise of 0.1. The rate at
 * which a column should learn goes by 1/u²; a few points do not tell which columns are relevant.
 * The descriptor of a task says of each column its e/2 and whether it is relevant (1) or not (−1):
 * {@code [16, 2]}.
 */
public record ColumnUnits() implements TaskSource {
  /** Columns of the inputs. */
  public static final int COLUMNS = 16;

  /** Numbers that describe a column. */
  public static final int WIDTH = 2;

  private static final double RELEVANT = 0.25;
  private static final double NOISE = 0.1;
  private static final double MOST = 2;
  private static final int GRID = 401;

  /**
   * What a task is.
   *
   * @param exponents e of each column
   * @param weights of each column in its unit, 0 where it is not relevant
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Columns(double[] exponents, boolean[] relevant, double[] weights) {}

  private static Columns columns(Split split, RandomKey key, long number) {
    RandomKey.Stream random = key.fold(split.label()).fold(number).fold("columns").stream();
    double[] exponents = new double[COLUMNS];
    boolean[] relevant = new boolean[COLUMNS];
    double[] weights = new double[COLUMNS];
    int any = random.below(COLUMNS);
    for (int c = 0; c < COLUMNS; c++) {
      exponents[c] = random.uniform(-MOST, MOST);
      relevant[c] = random.uniform() < RELEVANT || c == any;
      double weight = random.normal();
      weights[c] = relevant[c] ? weight : 0;
    }
    return new Columns(exponents, relevant, weights);
  }

  @Override
  public String name() {
    return "columns in units";
  }

  @Override
  public Targets targets(TaskShape shape) {
    return GeneratedRegression.TARGETS;
  }

  @Override
  public long[] inputShape() {
    return new long[] {COLUMNS};
  }

  @Override
  public List<Integer> descriptor(TaskShape shape) {
    return List.of(COLUMNS, WIDTH);
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint("columns in units, version 1").hex();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    GeneratedRegression.check(shape, "columns in units", 1);
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    return GeneratedRegression.sample(
        this, split, shape, key, first, count, () -> tasks(split, shape, key, first, count));
  }

  private TaskBatch tasks(Split split, TaskShape shape, RandomKey key, long first, int count) {
    int shots = GeneratedRegression.shots(split, shape, key, first);
    Points support = Points.of(count, shots, COLUMNS);
    Points query = Points.of(count, shape.queries(), COLUMNS);
    float[] descriptors = new float[count * COLUMNS * WIDTH];
    for (int t = 0; t < count; t++) {
      Columns columns = columns(split, key, first + t);
      RandomKey.Stream random = key.fold(split.label()).fold(first + t).fold("rows").stream();
      fill(support, t, columns, NOISE, random);
      fill(query, t, columns, 0, random);
      for (int c = 0; c < COLUMNS; c++) {
        int at = (t * COLUMNS + c) * WIDTH;
        descriptors[at] = (float) (columns.exponents[c] / MOST);
        descriptors[at + 1] = columns.relevant[c] ? 1 : -1;
      }
    }
    return new TaskBatch(
        support.examples().describedBy(Optional.of(Tensor.of(descriptors, count, COLUMNS, WIDTH))),
        query.examples());
  }

  private static void fill(
      Points points, int task, Columns columns, double noise, RandomKey.Stream random) {
    for (int i = points.first(task); i < points.first(task + 1); i++) {
      double sum = noise * random.normal();
      for (int c = 0; c < COLUMNS; c++) {
        double inUnit = random.normal();
        points.x()[i * COLUMNS + c] = (float) (inUnit * StrictMath.pow(10, columns.exponents[c]));
        sum += columns.weights[c] * inUnit;
      }
      points.y()[i] = (float) sum;
    }
  }

  /**
   * The best predictions there are for a task, as {@link KnownUnknowns#best}: in closed form where
   * the descriptor is known, else by importance sampling over units, given all inputs, those asked
   * for too, and over which columns are relevant.
   *
   * @param x the support rows, one after another
   * @param asked the queries, likewise
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
    double[] answers = new double[y.length];
    Arrays.setAll(answers, i -> y[i]);
    if (described) {
      Columns truth = columns(split, key, number);
      return fitted(truth.exponents, truth.relevant, x, answers, asked).predictions;
    }
    double[][] units = new double[COLUMNS][];
    for (int c = 0; c < COLUMNS; c++) {
      units[c] = unitsGiven(x, asked, c);
    }
    RandomKey.Stream random = RandomKey.of(number).fold("importance").stream();
    double[] evidences = new double[samples];
    double[][] predictions = new double[samples][];
    for (int s = 0; s < samples; s++) {
      double[] exponents = new double[COLUMNS];
      boolean[] relevant = new boolean[COLUMNS];
      int any = random.below(COLUMNS);
      for (int c = 0; c < COLUMNS; c++) {
        exponents[c] = exponent(units[c], random.uniform());
        relevant[c] = random.uniform() < RELEVANT || c == any;
      }
      Fitted fitted = fitted(exponents, relevant, x, answers, asked);
      evidences[s] = fitted.evidence;
      predictions[s] = fitted.predictions;
    }
    return GaussianFit.weighted(evidences, predictions);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Fitted(double evidence, double[] predictions) {}

  private static Fitted fitted(
      double[] exponents, boolean[] relevant, float[] x, double[] answers, float[] asked) {
    double[] deviations = new double[COLUMNS];
    Arrays.setAll(deviations, c -> relevant[c] ? 1 : 0);
    double[][] rows = inUnits(x, exponents);
    GaussianFit fit = GaussianFit.of(rows, answers, deviations, NOISE);
    return new Fitted(
        fit.evidence(),
        Arrays.stream(inUnits(asked, exponents)).mapToDouble(fit::predict).toArray());
  }

  private static double[][] inUnits(float[] x, double[] exponents) {
    double[][] rows = new double[x.length / COLUMNS][COLUMNS];
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < COLUMNS; c++) {
        rows[i][c] = x[i * COLUMNS + c] / Math.pow(10, exponents[c]);
      }
    }
    return rows;
  }

  /** The cumulative probabilities of a column's exponents on a grid, given all its numbers. */
  private static double[] unitsGiven(float[] x, float[] asked, int column) {
    int rows = (x.length + asked.length) / COLUMNS;
    double squares = squares(x, column) + squares(asked, column);
    double[] density = new double[GRID];
    for (int g = 0; g < GRID; g++) {
      double exponent = gridExponent(g);
      density[g] = -rows * exponent * Math.log(10) - squares / 2 / Math.pow(10, 2 * exponent);
    }
    double most = Arrays.stream(density).max().orElseThrow();
    double sum = 0;
    for (int g = 0; g < GRID; g++) {
      sum += Math.exp(density[g] - most);
      density[g] = sum;
    }
    for (int g = 0; g < GRID; g++) {
      density[g] /= sum;
    }
    return density;
  }

  private static double squares(float[] x, int column) {
    double squares = 0;
    for (int i = column; i < x.length; i += COLUMNS) {
      squares += (double) x[i] * x[i];
    }
    return squares;
  }

  private static double gridExponent(int place) {
    return -MOST + 2 * MOST * place / (GRID - 1);
  }

  private static double exponent(double[] cumulative, double uniform) {
    int place = Arrays.binarySearch(cumulative, uniform);
    return gridExponent(Math.min(GRID - 1, place >= 0 ? place : -place - 1));
  }
}
