package dev.quickstudy.data.tasks;

import dev.quickstudy.data.tasks.GeneratedRegression.Points;
import dev.quickstudy.files.Hash;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Regression of curves from a mixture of families. Each task is a curve of one of the families,
 * each equally likely, times a scale of its own, log-uniform in 0.2 … 5, seen at points x uniform
 * in −5 … 5. Answers of the support set carry normal noise, whose deviation is the scale times a
 * level of the task's own, uniform in 0 … 0.3; answers of queries are the curve itself, so that
 * errors measure the distance to the truth.
 *
 * <p>Each split draws from families of its own choice, so that a family can be held out of
 * training. Splits that share a family draw from different streams of a key, so no curve of one is
 * met in another.
 *
 * @param train families of meta-training, each once, at least one
 * @param validation families of meta-validation
 * @param test families of meta-test
 */
public record RegressionFamilies(List<Family> train, List<Family> validation, List<Family> test)
    implements TaskSource {
  private static final double LEAST_SCALE = 0.2;
  private static final double MOST_SCALE = 5;
  private static final double MOST_NOISE = 0.3;
  private static final double EDGE = 5;

  /** A family of curves, all of about the same size before they are scaled. */
  public enum Family {
    /** sin(ωx + φ), ω uniform in 0.5 … 1.5, φ uniform in 0 … 2π. */
    SINUSOIDS {
      @Override
      DoubleUnaryOperator curve(RandomKey.Stream random) {
        return wave(1, random.uniform(0.5, 1.5), random);
      }
    },
    /** a·x/5 + b, a uniform in −2 … 2, b uniform in −1 … 1. */
    LINES {
      @Override
      DoubleUnaryOperator curve(RandomKey.Stream random) {
        double slope = random.uniform(-2, 2) / EDGE;
        double offset = random.uniform(-1, 1);
        return x -> slope * x + offset;
      }
    },
    /**
     * Constant between one to three jumps, each uniform in −5 … 5, at levels uniform in −1.5 … 1.5.
     */
    STEPS {
      @Override
      DoubleUnaryOperator curve(RandomKey.Stream random) {
        double[] jumps = new double[1 + random.below(3)];
        double[] levels = new double[jumps.length + 1];
        for (int i = 0; i < jumps.length; i++) {
          jumps[i] = random.uniform(-EDGE, EDGE);
        }
        for (int i = 0; i < levels.length; i++) {
          levels[i] = random.uniform(-1.5, 1.5);
        }
        java.util.Arrays.sort(jumps);
        return x -> {
          int piece = 0;
          while (piece < jumps.length && x >= jumps[piece]) {
            piece++;
          }
          return levels[piece];
        };
      }
    },
    /**
     * a·sin(ωx + φ) + b·sin(2ωx + ψ), a and b uniform in 0.3 … 1, ω uniform in 0.5 … 1, φ and ψ
     * uniform in 0 … 2π.
     */
    HARMONICS {
      @Override
      DoubleUnaryOperator curve(RandomKey.Stream random) {
        double frequency = random.uniform(0.5, 1);
        DoubleUnaryOperator first = wave(random.uniform(0.3, 1), frequency, random);
        DoubleUnaryOperator second = wave(random.uniform(0.3, 1), 2 * frequency, random);
        return x -> first.applyAsDouble(x) + second.applyAsDouble(x);
      }
    };

    /** A curve, before it is scaled. */
    abstract DoubleUnaryOperator curve(RandomKey.Stream random);

    private static DoubleUnaryOperator wave(
        double amplitude, double frequency, RandomKey.Stream random) {
      double phase = random.uniform(0, 2 * Math.PI);
      return x -> amplitude * StrictMath.sin(frequency * x + phase);
    }
  }

  public RegressionFamilies {
    train = checked(train);
    validation = checked(validation);
    test = checked(test);
  }

  /** All families in all splits. */
  public static RegressionFamilies all() {
    return of(List.of(Family.values()), List.of(Family.values()));
  }

  /** Training and validation on some families, test on others or the same. */
  public static RegressionFamilies of(List<Family> train, List<Family> test) {
    return new RegressionFamilies(train, train, test);
  }

  private static List<Family> checked(List<Family> families) {
    if (families.isEmpty() || new HashSet<>(families).size() < families.size()) {
      throw new UsageException(
          "a split needs at least one family, each at most once, but has " + families);
    }
    return List.copyOf(families);
  }

  /** The families that a split draws from. */
  public List<Family> families(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  @Override
  public String name() {
    return "families (train " + train + ", test " + test + ")";
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
  public String fingerprint() {
    return Hash.fingerprint("families " + train + validation + test + ", version 1").hex();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    GeneratedRegression.check(shape, "curves", 0);
  }

  /**
   * What a task is, beyond its points.
   *
   * @param scale what the family's curve is multiplied by, 0.2 … 5
   * @param noise the deviation of the support answers' noise, relative to the scale, 0 … 0.3
   */
  public record Truth(Family family, double scale, double noise) {}

  /** What task number {@code number} of the stream that {@code key} names is. */
  public Truth truth(Split split, RandomKey key, long number) {
    return truth(split, stream(split, key, number));
  }

  private Truth truth(Split split, RandomKey.Stream random) {
    List<Family> families = families(split);
    Family family = families.get(random.below(families.size()));
    double scale =
        StrictMath.exp(random.uniform(StrictMath.log(LEAST_SCALE), StrictMath.log(MOST_SCALE)));
    return new Truth(family, scale, random.uniform(0, MOST_NOISE));
  }

  private static RandomKey.Stream stream(Split split, RandomKey key, long number) {
    return key.fold(split.label()).fold(number).stream();
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
    for (int t = 0; t < count; t++) {
      RandomKey.Stream random = stream(split, key, first + t);
      Truth truth = truth(split, random);
      DoubleUnaryOperator curve = truth.family().curve(random);
      fill(support, t, curve, truth.scale(), truth.noise(), random);
      fill(query, t, curve, truth.scale(), 0, random);
    }
    return new TaskBatch(support.examples(), query.examples());
  }

  /** A title, which says what the curve is. */
  @Override
  public Optional<TaskContents> contents(Split split, TaskShape shape, RandomKey key, long number) {
    check(split, shape);
    Truth truth = truth(split, key, number);
    String title =
        String.format(
            Locale.ROOT,
            "one of the %s, scale %.2f, noise %.2f of it",
            truth.family().name().toLowerCase(Locale.ROOT),
            truth.scale(),
            truth.noise());
    return Optional.of(
        new TaskContents(Optional.of(title), List.of(), List.of(), List.of(), List.of()));
  }

  private static void fill(
      Points points,
      int task,
      DoubleUnaryOperator curve,
      double scale,
      double noise,
      RandomKey.Stream random) {
    for (int i = points.first(task); i < points.first(task + 1); i++) {
      double at = random.uniform(-EDGE, EDGE);
      double error = noise == 0 ? 0 : noise * random.normal();
      points.x()[i] = (float) at;
      points.y()[i] = (float) (scale * (curve.applyAsDouble(at) + error));
    }
  }
}
