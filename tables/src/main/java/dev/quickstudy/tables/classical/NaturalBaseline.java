package dev.quickstudy.tables.classical;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.steps.Encode;
import dev.quickstudy.tables.steps.FillMissing;
import dev.quickstudy.tables.steps.FittedTable;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tables.steps.Scale;
import dev.quickstudy.tables.steps.Step;
import dev.quickstudy.tables.steps.UnifyWords;
import dev.quickstudy.tensor.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Classical classifiers as a practitioner would use them on one table: all of its columns, encoded
 * as suits the method, whatever the meta-learned learner beside is given.
 */
public enum NaturalBaseline {
  /** The class that most rows have. */
  MAJORITY("majority class", Form.NUMBERS) {
    @Override
    Baseline.Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      return counted(Baseline.MAJORITY.fit(rows, labels, ways, seed), labels.length);
    }
  },
  /** The five nearest rows, of standardised numbers and a column a word. */
  NEAREST_NEIGHBOURS("5 nearest neighbours", Form.NUMBERS) {
    @Override
    Baseline.Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      return counted(Baseline.NEAREST_NEIGHBOURS.fit(rows, labels, ways, seed), NEIGHBOURS);
    }
  },
  /** Standardised numbers and a column a word; the penalty is chosen by leave-one-out. */
  LOGISTIC_REGRESSION("logistic regression", Form.NUMBERS) {
    @Override
    Baseline.Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      return PenalisedLogistic.fit(rows, labels, ways);
    }
  },
  /** 500 trees, of numbers as they are and words by their number. */
  RANDOM_FOREST("random forest", Form.TREES) {
    @Override
    Baseline.Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      return counted(Baseline.forest(rows, labels, ways, TREES, seed), labels.length);
    }
  },
  /** 100 rounds of trees of 3 levels at rate 0.1, of numbers as they are and words by number. */
  GRADIENT_BOOSTING("gradient boosting", Form.TREES) {
    @Override
    Baseline.Fitted fit(float[][] rows, int[] labels, int ways, long seed) {
      return GradientBoosting.fit(rows, labels, ways, seed);
    }
  };

  private static final int TREES = 500;
  private static final int NEIGHBOURS = 5;

  /** As many columns as any table has after encoding. */
  private static final int WIDTH = 4096;

  private static final RandomKey ORDER = RandomKey.of(0);

  /** How cells become numbers. */
  private enum Form {
    NUMBERS,
    TREES;

    Preparation preparation() {
      List<Step> steps =
          new ArrayList<>(
              List.of(new UnifyWords(), new FillMissing(FillMissing.By.MEDIAN, 1, true)));
      steps.addAll(
          this == NUMBERS
              ? List.of(new Encode(Encode.As.ONE_HOT, 64), new Scale(Scale.By.STANDARD, 5))
              : List.of(new Encode(Encode.As.ORDINAL, 1)));
      return new Preparation(steps);
    }
  }

  private final String label;
  private final Form form;

  NaturalBaseline(String label, Form form) {
    this.label = label;
    this.form = form;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  abstract Baseline.Fitted fit(float[][] rows, int[] labels, int ways, long seed);

  /** Shares of so many votes, each class counted once more, so that no class is impossible. */
  private static Baseline.Fitted counted(Baseline.Fitted votes, int count) {
    return row -> {
      double[] shares = votes.shares(row);
      Arrays.setAll(shares, way -> (count * shares[way] + 1) / (count + shares.length));
      return shares;
    };
  }

  /**
   * Fits to rows and tells the probability of each class for others, {@code [query][way]}.
   *
   * @param support with answers that are words, numbered 0 … ways − 1
   */
  public double[][] probabilities(Table support, Table query, int ways, long seed) {
    FittedTable fitted = FittedTable.fit(form.preparation(), WIDTH, support, ORDER);
    int columns = Math.max(1, fitted.order().size());
    Column answers = support.answers();
    int[] labels = IntStream.range(0, support.rows()).map(answers::code).toArray();
    Baseline.Fitted model = fit(rows(fitted, support, columns), labels, ways, seed);
    return Arrays.stream(rows(fitted, query, columns)).map(model::shares).toArray(double[][]::new);
  }

  private static float[][] rows(FittedTable fitted, Table table, int columns) {
    float[] all = fitted.rows(table);
    float[][] rows = new float[table.rows()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(all, row * WIDTH, row * WIDTH + columns);
    }
    return rows;
  }
}
