package dev.quickstudy.tables.tasks;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Numbers;
import dev.quickstudy.tensor.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A random structural model and rows drawn from it. Causes are normal, uniform or heavy-tailed;
 * layers of variables follow, each a random function of a few variables of the layer before, plus
 * noise. Columns are variables of all layers, and the score that classes come from is another
 * variable: so columns may cause the answer, be caused by it or have a cause in common with it. In
 * half of the models the score is instead a sum of small random trees over the columns, as answers
 * in tables often hang on thresholds. Some columns are then turned into ordered levels or words,
 * and some have nothing to do with the rest.
 */
final class StructuralCausalModel {
  private StructuralCausalModel() {}

  /**
   * Rows of a model.
   *
   * @param score what classes are cut out of
   */
  record Made(List<Column> columns, Column score) {}

  static Made make(int rows, int columns, RandomKey.Stream random) {
    List<double[]> variables = variables(rows, columns, random);
    int[] order = shuffled(variables.size(), random);
    List<double[]> chosen =
        new ArrayList<>(
            IntStream.range(0, columns).mapToObj(i -> variables.get(order[i])).toList());
    double[] score =
        random.uniform() < 0.5
            ? variables.get(order[columns]).clone()
            : trees(chosen, rows, random);
    standardise(score);
    double noise = random.uniform() < 0.5 ? 0 : random.uniform(0, 0.5);
    for (int row = 0; row < rows; row++) {
      score[row] += noise * random.normal() + 1e-6 * random.normal();
    }
    double idle = random.uniform(0, 0.4);
    double wordy = random.uniform() < 0.5 ? 0 : random.uniform();
    List<Column> made = new ArrayList<>();
    for (int c = 0; c < columns; c++) {
      double[] values = chosen.get(c);
      if (c > 0 && random.uniform() < idle) {
        values = new double[rows];
        for (int row = 0; row < rows; row++) {
          values[row] = random.normal();
        }
      }
      made.add(column("c" + c, values, wordy, random));
    }
    return new Made(made, Column.numbers("score", score));
  }

  private static int[] shuffled(int count, RandomKey.Stream random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.below(i + 1);
      int other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
    return order;
  }

  /** At least one variable more than columns. */
  private static List<double[]> variables(int rows, int columns, RandomKey.Stream random) {
    int layers = 1 + random.below(3);
    int wide = 2 + (columns + 1) / (layers + 1) + random.below(4);
    int causes = random.below(3);
    int activation = random.below(5);
    double noise = random.uniform(0.01, 0.5);
    List<double[]> all = new ArrayList<>();
    List<double[]> layer = new ArrayList<>();
    for (int i = 0; i < wide; i++) {
      double[] values = new double[rows];
      for (int row = 0; row < rows; row++) {
        values[row] = cause(causes, random);
      }
      layer.add(values);
    }
    all.addAll(layer);
    for (int l = 0; l < layers || all.size() <= columns; l++) {
      List<double[]> next = new ArrayList<>();
      for (int i = 0; i < wide; i++) {
        next.add(caused(layer, rows, activation < 4 ? activation : random.below(4), noise, random));
      }
      all.addAll(next);
      layer = next;
    }
    return all;
  }

  private static double cause(int kind, RandomKey.Stream random) {
    return switch (kind) {
      case 0 -> random.normal();
      case 1 -> random.uniform(-1.7, 1.7);
      default -> Math.exp(0.7 * random.normal());
    };
  }

  private static double[] caused(
      List<double[]> before, int rows, int activation, double noise, RandomKey.Stream random) {
    int parents = 1 + random.below(Math.min(4, before.size()));
    double[] sum = new double[rows];
    for (int p = 0; p < parents; p++) {
      double[] parent = before.get(random.below(before.size()));
      double weight = random.normal();
      for (int row = 0; row < rows; row++) {
        sum[row] += weight * parent[row];
      }
    }
    standardise(sum);
    double offset = random.normal();
    for (int row = 0; row < rows; row++) {
      double value = 1.5 * sum[row] + offset;
      sum[row] =
          switch (activation) {
                case 0 -> value;
                case 1 -> Math.tanh(value);
                case 2 -> Math.max(0, value);
                default -> Math.sin(value);
              }
              + noise * random.normal();
    }
    standardise(sum);
    return sum;
  }

  /** A sum of one to four trees of depth one to three. */
  private static double[] trees(List<double[]> columns, int rows, RandomKey.Stream random) {
    double[] sum = new double[rows];
    int trees = 1 + random.below(4);
    for (int t = 0; t < trees; t++) {
      int depth = 1 + random.below(3);
      int[] at = new int[depth];
      double[] cut = new double[depth];
      for (int d = 0; d < depth; d++) {
        at[d] = random.below(columns.size());
        cut[d] = columns.get(at[d])[random.below(rows)];
      }
      double[] leaves = new double[1 << depth];
      for (int leaf = 0; leaf < leaves.length; leaf++) {
        leaves[leaf] = random.normal();
      }
      for (int row = 0; row < rows; row++) {
        int leaf = 0;
        for (int d = 0; d < depth; d++) {
          leaf = 2 * leaf + (columns.get(at[d])[row] > cut[d] ? 1 : 0);
        }
        sum[row] += leaves[leaf];
      }
    }
    return sum;
  }

  private static void standardise(double[] values) {
    double mean = Numbers.mean(values);
    double deviation = Numbers.deviation(values);
    double size = deviation > 1e-9 ? deviation : 1;
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] - mean) / size;
    }
  }

  private static Column column(
      String name, double[] values, double wordy, RandomKey.Stream random) {
    if (random.uniform() < wordy) {
      int[] levels = levels(values, 2 + random.below(5), random);
      return random.uniform() < 0.3
          ? Column.numbers(name, Arrays.stream(levels).asDoubleStream().toArray())
          : Column.words(name, Arrays.stream(levels).mapToObj(level -> "w" + level).toList());
    }
    if (random.uniform() < 0.2) {
      double power = random.uniform(0.5, 2);
      return Column.numbers(
          name,
          Arrays.stream(values)
              .map(value -> Math.signum(value) * Math.pow(Math.abs(value), power))
              .toArray());
    }
    return Column.numbers(name, values);
  }

  /** Levels between random cuts. */
  private static int[] levels(double[] values, int count, RandomKey.Stream random) {
    double[] cuts = new double[count - 1];
    Arrays.setAll(cuts, i -> values[random.below(values.length)]);
    return Arrays.stream(values)
        .mapToInt(value -> (int) Arrays.stream(cuts).filter(cut -> cut < value).count())
        .toArray();
  }
}
