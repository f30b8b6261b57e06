package dev.quickstudy.task;

import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How often each class of a task is among its queries. Learners that look at all queries together
 * may assume that classes are equally frequent, which no user can promise (Veilleux et al. 2021,
 * «Realistic evaluation of transductive few-shot learning»).
 */
public sealed interface QueryMarginal {
  /** As many queries of each class. */
  QueryMarginal UNIFORM = new Uniform();

  /** What the published evaluation draws from: Dirichlet(2). */
  QueryMarginal REALISTIC = new Dirichlet(2);

  /**
   * The number of queries of each class of a task, which are ways · queries together.
   *
   * @param queries a class on average
   * @param task what the task's randomness comes from
   * @throws dev.quickstudy.tensor.InvalidValueException if it does not fit such tasks
   */
  int[] counts(int ways, int queries, RandomKey task);

  /**
   * The most queries that one class may have.
   *
   * @throws dev.quickstudy.tensor.InvalidValueException if it does not fit such tasks
   */
  int most(int ways, int queries);

  /** Equal frequencies. */
  record Uniform() implements QueryMarginal {
    @Override
    public int[] counts(int ways, int queries, RandomKey task) {
      int[] counts = new int[ways];
      Arrays.fill(counts, queries);
      return counts;
    }

    @Override
    public int most(int ways, int queries) {
      return queries;
    }

    @Override
    public String toString() {
      return "uniform";
    }
  }

  /**
   * Frequencies that each task draws from a symmetric Dirichlet distribution; a class may have no
   * query, as published.
   *
   * @param alpha concentration, 0.1 … 1000; published: 2
   */
  record Dirichlet(double alpha) implements QueryMarginal {
    private static final double LEAST = 0.1;
    private static final double MOST = 1000;

    public Dirichlet {
      Checks.require(
          alpha >= LEAST && alpha <= MOST,
          "queryMarginal",
          "must have a concentration in 0.1 … 1000, but has " + alpha);
    }

    @Override
    public int[] counts(int ways, int queries, RandomKey task) {
      RandomKey.Stream random = task.fold("query marginal").stream();
      return rounded(
          IntStream.range(0, ways).mapToDouble(way -> gamma(random)).toArray(), ways * queries);
    }

    /** A number of the gamma distribution of shape alpha (Marsaglia and Tsang 2000). */
    private double gamma(RandomKey.Stream random) {
      double shape = alpha < 1 ? alpha + 1 : alpha;
      double d = shape - 1.0 / 3;
      double c = 1 / Math.sqrt(9 * d);
      while (true) {
        double x = random.normal();
        double root = 1 + c * x;
        double u = random.uniform();
        double v = root * root * root;
        if (v > 0 && Math.log(u) < x * x / 2 + d - d * v + d * Math.log(v)) {
          return alpha < 1 ? d * v * Math.pow(random.uniform(), 1 / alpha) : d * v;
        }
      }
    }

    @Override
    public int most(int ways, int queries) {
      return ways * queries;
    }

    @Override
    public String toString() {
      return "dirichlet:" + (alpha == Math.rint(alpha) ? Long.toString((long) alpha) : alpha + "");
    }
  }

  /**
   * The same frequencies in all tasks; which class has which is as random as the order of labels.
   *
   * @param weights a positive number for each class
   */
  record Weights(List<Integer> weights) implements QueryMarginal {
    public Weights {
      weights = List.copyOf(weights);
      Checks.require(
          weights.size() >= 2 && weights.stream().allMatch(weight -> weight >= 1),
          "queryMarginal",
          "must give every class at least some queries, but is " + written(weights));
    }

    private static String written(List<Integer> weights) {
      return weights.stream().map(String::valueOf).collect(Collectors.joining(":"));
    }

    @Override
    public int[] counts(int ways, int queries, RandomKey task) {
      Checks.require(
          weights.size() == ways,
          "queryMarginal",
          "is " + this + ", of " + weights.size() + " classes, but tasks have " + ways);
      int[] counts =
          rounded(weights.stream().mapToDouble(weight -> weight).toArray(), ways * queries);
      Checks.require(
          Arrays.stream(counts).allMatch(count -> count > 0),
          "queryMarginal",
          "is "
              + this
              + ", which leaves a class without any of the "
              + ways * queries
              + " queries; ask for more queries, or for more equal frequencies");
      return counts;
    }

    @Override
    public int most(int ways, int queries) {
      return Arrays.stream(counts(ways, queries, RandomKey.of(0))).max().orElseThrow();
    }

    @Override
    public String toString() {
      return written(weights);
    }
  }

  /** Shares of a whole as whole numbers: rounded down, and the rest to the largest remainders. */
  private static int[] rounded(double[] weights, int whole) {
    double sum = Arrays.stream(weights).sum();
    double[] exact = Arrays.stream(weights).map(weight -> weight / sum * whole).toArray();
    int[] counts = Arrays.stream(exact).mapToInt(share -> (int) Math.floor(share)).toArray();
    int rest = whole - Arrays.stream(counts).sum();
    IntStream.range(0, exact.length)
        .boxed()
        .sorted((a, b) -> Double.compare(exact[b] - counts[b], exact[a] - counts[a]))
        .limit(rest)
        .toList()
        .forEach(way -> counts[way]++);
    return counts;
  }

  /**
   * Reads {@code uniform}, {@code dirichlet:2} or the weights of the classes, {@code 30:1:1:1:1}.
   *
   * @throws dev.quickstudy.tensor.InvalidValueException if it is none of them
   */
  static QueryMarginal parse(String text) {
    Matcher dirichlet = Pattern.compile("dirichlet:(\\d{1,4}(?:\\.\\d{1,6})?)").matcher(text);
    if (text.equals(UNIFORM.toString())) {
      return UNIFORM;
    }
    if (dirichlet.matches()) {
      return new Dirichlet(Double.parseDouble(dirichlet.group(1)));
    }
    Checks.require(
        text.matches("\\d{1,6}(:\\d{1,6})+"),
        "queryMarginal",
        "must be uniform, dirichlet:A or the weights of the classes such as 30:1:1:1:1, but is '"
            + text
            + "'");
    return new Weights(Arrays.stream(text.split(":", -1)).map(Integer::valueOf).toList());
  }
}
