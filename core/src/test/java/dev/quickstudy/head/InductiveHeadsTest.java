package dev.quickstudy.head;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.convex.LinearForm;
import dev.quickstudy.head.convex.Logistic;
import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.head.convex.Svm;
import dev.quickstudy.head.metric.Mahalanobis;
import dev.quickstudy.head.metric.Matching;
import dev.quickstudy.head.metric.Relation;
import dev.quickstudy.head.metric.RelationMaps;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each inductive head against its definition, computed in another way. */
class InductiveHeadsTest extends ScopedTest {
  private static final int WIDTH = 4;
  private static final Network ENCODER = new Identity(List.of(WIDTH));
  private static final Context NOW = Context.testing(RandomKey.of(8), Regime.NONE);

  /** One task: class k has k + {@code fewest} examples, their labels in no order. */
  private static Examples task(int ways, int fewest, int width, long seed) {
    long[] labels = new long[ways * fewest + ways * (ways - 1) / 2];
    int n = 0;
    for (int round = 0; n < labels.length; round++) {
      for (int k = ways - 1; k >= 0; k--) {
        if (round < fewest + k) {
          labels[n++] = k;
        }
      }
    }
    double[] x = new double[n * width];
    for (int i = 0; i < n; i++) {
      double[] mean = RandomKey.of(5).fold(labels[i]).normals(width);
      double[] noise = RandomKey.of(seed).fold(i).normals(width);
      for (int d = 0; d < width; d++) {
        x[i * width + d] = mean[d] + noise[d];
      }
    }
    return new Examples(
        Tensor.of(x, 1, n, width), Tensor.of(labels, 1, n), new Targets.Classes(ways));
  }

  private static double[][] rows(Tensor matrix) {
    int width = (int) matrix.size(-1);
    double[] all = matrix.toDoubles();
    double[][] rows = new double[all.length / width][width];
    for (int i = 0; i < all.length; i++) {
      rows[i / width][i % width] = all[i];
    }
    return rows;
  }

  /** Meta-parameters in float64, none of them 0 or 1 by its kind. */
  private static Params learned(Head head, Network encoder) {
    Map<String, Tensor> moved = new LinkedHashMap<>();
    head.layout(encoder)
        .init(RandomKey.of(3))
        .to(DType.FLOAT64)
        .asMap()
        .forEach(
            (name, tensor) ->
                moved.put(name, tensor.plus(normals(name.hashCode(), tensor.shape()).times(0.3))));
    return Params.of(moved);
  }

  private static Tensor predict(Head head, Params learned, Examples support, Tensor queries) {
    return head.predict(learned, head.fit(learned, support, NOW), queries, NOW);
  }

  // ---- matching ----

  @Test
  void fullContextEmbeddingsAreThoseOfTheAppendix() {
    Examples support = task(3, 1, WIDTH, 1);
    Tensor queries = normals(2, 1, 3, WIDTH);
    Matching head = new Matching(3);
    Params learned = learned(head, ENCODER);
    double[][] g = rows(support.x());
    double[][] read = contextual(learned, g);
    long[] labels = support.y().toLongs();
    double[][] asked = rows(queries);
    double[] expected = new double[asked.length * 3];
    for (int q = 0; q < asked.length; q++) {
      double[] f = looking(learned, asked[q], read, 3);
      double[] cosines = new double[read.length];
      for (int i = 0; i < read.length; i++) {
        cosines[i] = Plain.dot(Plain.unit(f), Plain.unit(read[i]));
      }
      double[] attention = Plain.softmax(cosines);
      for (int i = 0; i < read.length; i++) {
        expected[q * 3 + (int) labels[i]] += attention[i];
      }
    }
    assertClose(predict(head, learned, support, queries).exp().toDoubles(), expected, 1e-12);
  }

  /** Appendix A.2: g(x, S) is the embedding and the states of both LSTMs at its place. */
  private static double[][] contextual(Params learned, double[][] g) {
    double[][] sums = new double[g.length][];
    for (int i = 0; i < g.length; i++) {
      sums[i] = g[i].clone();
    }
    for (String direction : List.of("forward", "backward")) {
      double[] hidden = new double[WIDTH];
      double[] cell = new double[WIDTH];
      for (int step = 0; step < g.length; step++) {
        int i = direction.equals("forward") ? step : g.length - 1 - step;
        hidden = lstm(learned, direction, g[i], hidden, cell);
        for (int d = 0; d < WIDTH; d++) {
          sums[i][d] += hidden[d];
        }
      }
    }
    return sums;
  }

  /** Appendix A.1, equations 3 to 6. */
  private static double[] looking(Params learned, double[] f, double[][] g, int reads) {
    double[] hidden = f;
    double[] seen = new double[WIDTH];
    double[] cell = new double[WIDTH];
    for (int k = 0; k < reads; k++) {
      double[] past = new double[2 * WIDTH];
      System.arraycopy(hidden, 0, past, 0, WIDTH);
      System.arraycopy(seen, 0, past, WIDTH, WIDTH);
      hidden = lstm(learned, "query", f, past, cell);
      double[] likeness = new double[g.length];
      for (int d = 0; d < WIDTH; d++) {
        hidden[d] += f[d];
      }
      for (int i = 0; i < g.length; i++) {
        likeness[i] = Plain.dot(hidden, g[i]);
      }
      double[] attention = Plain.softmax(likeness);
      seen = new double[WIDTH];
      for (int i = 0; i < g.length; i++) {
        for (int d = 0; d < WIDTH; d++) {
          seen[d] += attention[i] * g[i][d];
        }
      }
    }
    return hidden;
  }

  /** One step; changes the cell. */
  private static double[] lstm(
      Params learned, String name, double[] x, double[] past, double[] cell) {
    double[][] in = rows(learned.get(name + ".input"));
    double[][] back = rows(learned.get(name + ".hidden"));
    double[] gates = learned.get(name + ".bias").toDoubles();
    for (int gate = 0; gate < gates.length; gate++) {
      for (int d = 0; d < x.length; d++) {
        gates[gate] += x[d] * in[d][gate];
      }
      for (int d = 0; d < past.length; d++) {
        gates[gate] += past[d] * back[d][gate];
      }
    }
    double[] hidden = new double[cell.length];
    for (int d = 0; d < cell.length; d++) {
      int width = cell.length;
      cell[d] =
          sigmoid(gates[width + d]) * cell[d] + sigmoid(gates[d]) * Math.tanh(gates[2 * width + d]);
      hidden[d] = sigmoid(gates[3 * width + d]) * Math.tanh(cell[d]);
    }
    return hidden;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  // ---- relation ----

  private static Network maps(int size) {
    return new Conv4(size, 1, 2, 2, Downsampling.MAPS, Normalisation.LAYER, 0);
  }

  @ParameterizedTest
  @CsvSource({"28", "16", "8", "4"})
  void mapsAreComparedPairByPair(int size) {
    Network encoder = maps(size);
    RelationMaps head = new RelationMaps(3, 2);
    Params learned = learned(head, encoder);
    Examples support = task(3, 1, encoder.outputs(), 1);
    Tensor queries = normals(2, 1, 4, encoder.outputs());
    Tensor scores = predict(head, learned, support, queries);
    long side = encoder.outputShape()[1];
    double[] expected = new double[12];
    for (int q = 0; q < 4; q++) {
      for (int k = 0; k < 3; k++) {
        Tensor sum = Tensor.zeros(DType.FLOAT64, encoder.outputs());
        for (int i = 0; i < support.count(); i++) {
          if (support.y().toLongs()[i] == k) {
            sum = sum.plus(support.x().select(0, 0).select(0, i));
          }
        }
        Tensor pair = Tensor.cat(0, List.of(sum, queries.select(0, 0).select(0, q)));
        expected[q * 3 + k] = score(learned, pair.reshape(1, 4, side, side));
      }
    }
    assertClose(scores.toDoubles(), expected, 1e-12);
    Tensor spread = scores.max(false, 1).minus(scores.negate().max(false, 1).negate());
    for (double ofClass : spread.toDoubles()) {
      assertThat(ofClass).as("how far apart a class's scores are").isGreaterThan(1e-3);
    }
  }

  private static double score(Params learned, Tensor maps) {
    Tensor seen = maps;
    for (String block : List.of("relation.blocks.0", "relation.blocks.1")) {
      seen =
          Kernels.conv2d(
              seen, learned.get(block + ".conv.weight"), learned.get(block + ".conv.bias"), 1, 1);
      double mean = seen.mean().item();
      double deviation = Math.sqrt(seen.plus(-mean).square().mean().item() + 1e-5);
      seen =
          seen.plus(-mean)
              .times(1 / deviation)
              .times(learned.get(block + ".norm.weight").reshape(1, -1, 1, 1))
              .plus(learned.get(block + ".norm.bias").reshape(1, -1, 1, 1))
              .relu();
      seen = seen.size(2) > 1 ? Kernels.maxPool2d(seen, 2) : seen;
    }
    double[] hidden =
        Kernels.linear(
                seen.reshape(1, -1),
                learned.get("relation.0.weight"),
                learned.get("relation.0.bias"))
            .relu()
            .toDoubles();
    return sigmoid(
        Plain.dot(hidden, learned.get("relation.1.weight").toDoubles())
            + learned.get("relation.1.bias").item());
  }

  @Test
  void scoresAreTrainedBySquaredErrorToZeroAndOne() {
    Examples queries = task(3, 1, WIDTH, 1);
    double[] scores = RandomKey.of(4).uniforms(queries.count() * 3, 0, 1);
    double expected = 0;
    for (int i = 0; i < scores.length; i++) {
      double wanted = queries.y().toLongs()[i / 3] == i % 3 ? 1 : 0;
      expected += (scores[i] - wanted) * (scores[i] - wanted) / scores.length;
    }
    for (Head head : List.of(new Relation(3), new RelationMaps(3, 2))) {
      assertClose(
          head.loss(Tensor.of(scores, 1, queries.count(), 3), queries).toDoubles(),
          new double[] {expected},
          1e-14);
    }
  }

  // ---- ridge and logistic regression ----

  @Test
  void ridgeRegressionIsThatOfTheWideForm() {
    for (Ridge head : List.of(Ridge.plain(), Ridge.published(), Ridge.learned())) {
      Examples support = task(3, 2, WIDTH, 1);
      Tensor queries = normals(2, 1, 5, WIDTH);
      Params learned = learned(head, ENCODER);
      Tensor labels = support.y().oneHot(3, DType.FLOAT64);
      boolean plain = head.form() == LinearForm.PLAIN;
      Tensor expected = wide(head, learned, support.x(), labels, queries);
      assertClose(
          predict(head, learned, support, queries),
          plain
              ? shifted(learned, expected)
              : expected.times(head.form().scale(learned, "ridge").item()),
          1e-12);
      Tensor values = normals(3, 1, support.count(), 2);
      Tensor line = wide(head, learned, support.x(), values, queries);
      assertClose(
          predict(head, learned, new Examples(support.x(), values, new Targets.Values(2)), queries),
          plain ? shifted(learned, line) : line,
          1e-12);
    }
  }

  private static Tensor shifted(Params learned, Tensor answers) {
    return answers.times(learned.get("ridge.scale").item()).plus(learned.get("ridge.shift").item());
  }

  /** (ZᵀZ/N + λI)⁻¹ZᵀY/N, as wide as the embedding and its one, or (ZᵀZ + λI)⁻¹ZᵀY if plain. */
  private static Tensor wide(Ridge head, Params learned, Tensor x, Tensor y, Tensor queries) {
    Tensor z = head.form().rows(x);
    double n = head.form() == LinearForm.PLAIN ? 1 : x.size(1);
    double lambda = LinearForm.lambda(learned, "ridge", head.lambda(), x).item();
    Tensor gram =
        z.transpose(1, 2)
            .matmul(z)
            .times(1 / n)
            .plus(LinearAlgebra.identity((int) z.size(2), z.type()).times(lambda));
    return head.form()
        .rows(queries)
        .matmul(LinearAlgebra.solve(gram, z.transpose(1, 2).matmul(y).times(1 / n)));
  }

  /** Classes as far apart as a trained encoder of any width might put them. */
  static List<Head> linearHeads() {
    return List.of(Ridge.published(), Ridge.learned(), Logistic.learned(5), Svm.of(0.1, 1));
  }

  @ParameterizedTest
  @MethodSource("linearHeads")
  void freshLinearHeadsAreSureOfClassesThatAreApart(Head head) {
    int ways = 5;
    int width = 64;
    double[] embeddings = new double[ways * width];
    for (int k = 0; k < ways; k++) {
      embeddings[k * width + k] = Math.sqrt(width); // ‖z‖ = √D
    }
    Tensor x = Tensor.of(embeddings, 1, ways, width);
    Tensor y = Tensor.of(new long[] {0, 1, 2, 3, 4}, 1, ways);
    Examples support = new Examples(x, y, new Targets.Classes(ways));
    Params fresh =
        head.layout(new Identity(List.of(width))).init(RandomKey.of(1)).to(DType.FLOAT64);
    assertThat(support.loss(predict(head, fresh, support, x)).item())
        .isLessThan(0.5 * Math.log(ways));
  }

  @ParameterizedTest
  @EnumSource(LinearForm.class)
  void scaleDoublesInAHundredStepsOfAdamUnlessPlain(LinearForm form) {
    Params learned = Layout.of(form.scale("head", 10)).init(RandomKey.of(1)).to(DType.FLOAT64);
    Transform adam = Transforms.adam(0.001);
    Params state = adam.init(learned);
    for (int step = 0; step < 100; step++) {
      Params variables = learned.variables();
      // Whatever wants the scale greater: Adam's step does not depend on how much.
      Params gradients = variables.gradients(form.scale(variables, "head").negate().sum(), false);
      Transform.Step update = adam.update(gradients, state, learned, new Transform.Signal(step));
      learned = learned.plus(update.updates());
      state = update.state();
    }
    double scale = form.scale(learned, "head").item();
    assertThat(scale > 20).as("scale %s", scale).isEqualTo(form == LinearForm.PUBLISHED);
  }

  @Test
  void newtonsMethodEndsWhereTheLogisticLossIsLeast() {
    for (LinearForm form : LinearForm.values()) {
      Examples support = task(3, 3, WIDTH, 1);
      Params learned = learned(logistic(5, form), ENCODER);
      assertThat(slope(logistic(1, form), learned, support)).isGreaterThan(1e-2);
      assertThat(slope(logistic(5, form), learned, support)).isLessThan(1e-4);
      assertThat(slope(logistic(12, form), learned, support)).isLessThan(1e-11);
    }
  }

  private static Logistic logistic(int steps, LinearForm form) {
    return new Logistic(steps, form, 1, 1, true);
  }

  /** The norm of the gradient of Σ log(1 + e^(−y·w·z)) + λ/2‖w‖², all classes together. */
  private static double slope(Logistic head, Params learned, Examples support) {
    double lambda = Math.exp(learned.get("logistic.log_lambda").item());
    double[][] z = rows(head.form().rows(support.x()));
    double[][] w = rows(head.fit(learned, support, NOW).get("weights").transpose(1, 2));
    double squares = 0;
    for (int k = 0; k < w.length; k++) {
      double[] gradient = new double[z[0].length];
      for (int d = 0; d < gradient.length; d++) {
        gradient[d] = lambda * w[k][d];
        for (int i = 0; i < z.length; i++) {
          int y = support.y().toLongs()[i] == k ? 1 : -1;
          gradient[d] -= y * sigmoid(-y * Plain.dot(w[k], z[i])) * z[i][d];
        }
      }
      squares += Plain.dot(gradient, gradient);
    }
    return Math.sqrt(squares);
  }

  // ---- vector machine ----

  @ParameterizedTest
  @CsvSource({
    "5, 1, 0.1, 1, 1, 0", "5, 5, 0.1, 1, 0.1, 0", "5, 5, 0.01, 0.1, 1, 0", "2, 5, 1, 0.01, 1, 0",
    "5, 5, 0.1, 1, 1, 2", "3, 15, 10, 1, 1, 2", "5, 15, 0.1, 1, 1, 2", "20, 1, 0.1, 1, 1, 2"
  })
  void theVectorMachineIsOptimal(
      int ways, int shots, double c, double ridge, double scale, double offset) {
    int count = ways * shots;
    int[] own = new int[count];
    double[] embeddings = RandomKey.of(6).normals(count * 40);
    for (int i = 0; i < embeddings.length; i++) {
      own[i / 40] = i / 40 % ways;
      double mean = RandomKey.of(5).fold(own[i / 40]).normals(40)[i % 40];
      embeddings[i] = scale * Math.max(0, embeddings[i] + mean / 2 + offset);
    }
    Tensor z = Tensor.of(embeddings, count, 40);
    Tensor gram =
        z.matmul(z.transpose(0, 1)).plus(LinearAlgebra.identity(count, DType.FLOAT64).times(ridge));
    double[][] alpha = rows(Svm.dual(gram, own, bounds(count, c), ways));
    double[][] slopes = rows(gram.matmul(Svm.dual(gram, own, bounds(count, c), ways)));
    int bound = 0;
    for (int i = 0; i < count; i++) {
      double sum = 0;
      double free = Double.NaN;
      for (int k = 0; k < ways; k++) {
        double most = k == own[i] ? c : 0;
        slopes[i][k] -= k == own[i] ? 1 : 0;
        assertThat(alpha[i][k]).isLessThanOrEqualTo(most + 1e-8 * c);
        sum += alpha[i][k];
        if (alpha[i][k] < most - 1e-8 * c) {
          free = slopes[i][k];
        } else {
          bound++;
        }
      }
      assertThat(Math.abs(sum)).isLessThan(1e-8 * c);
      for (int k = 0; k < ways; k++) {
        double most = k == own[i] ? c : 0;
        if (alpha[i][k] < most - 1e-8 * c) {
          assertThat(Math.abs(slopes[i][k] - free)).isLessThan(1e-8);
        } else {
          // More of it would help, if only it might grow.
          assertThat(slopes[i][k]).isLessThan(free + 1e-8);
        }
      }
    }
    assertThat(bound).isLessThan(count * ways);
  }

  private static double[] bounds(int count, double c) {
    double[] bounds = new double[count];
    Arrays.fill(bounds, c);
    return bounds;
  }

  @Test
  void theVectorMachinesLogitsAreTheScaledWeights() {
    Examples support = task(3, 2, WIDTH, 1);
    Tensor queries = normals(2, 1, 5, WIDTH);
    Svm head = Svm.of(0.1, 1);
    Params learned = learned(head, ENCODER);
    int[] own = new int[support.count()];
    for (int i = 0; i < own.length; i++) {
      own[i] = (int) support.y().toLongs()[i];
    }
    Tensor z = support.x().select(0, 0);
    Tensor gram =
        z.matmul(z.transpose(0, 1)).plus(LinearAlgebra.identity(own.length, DType.FLOAT64));
    double[][] alpha = rows(Svm.dual(gram, own, bounds(own.length, 0.1), 3));
    double[] expected = new double[15];
    for (int q = 0; q < 5; q++) {
      for (int i = 0; i < own.length; i++) {
        double likeness =
            Plain.dot(rows(queries)[q], rows(z)[i]) * head.form().scale(learned, "svm").item();
        for (int k = 0; k < 3; k++) {
          expected[q * 3 + k] += likeness * alpha[i][k];
        }
      }
    }
    assertClose(predict(head, learned, support, queries).toDoubles(), expected, 1e-12);
  }

  // ---- Mahalanobis ----

  @Test
  void eachClassIsMeasuredByItsOwnCovarianceMixedWithTheTasks() {
    Examples support = task(3, 1, WIDTH, 1);
    Tensor queries = normals(2, 1, 5, WIDTH);
    double beta = 0.7;
    double[][] z = rows(support.x());
    double[][] whole = covariance(z);
    double[] expected = new double[15];
    for (int k = 0; k < 3; k++) {
      double[][] members = new double[k + 1][];
      int count = 0;
      for (int i = 0; i < z.length; i++) {
        if (support.y().toLongs()[i] == k) {
          members[count++] = z[i];
        }
      }
      double lambda = count / (count + 1.0);
      double[][] own = covariance(members);
      double[] metric = new double[WIDTH * WIDTH];
      for (int a = 0; a < WIDTH; a++) {
        for (int b = 0; b < WIDTH; b++) {
          metric[a * WIDTH + b] =
              lambda * own[a][b] + (1 - lambda) * whole[a][b] + (a == b ? beta : 0);
        }
      }
      for (int q = 0; q < 5; q++) {
        double[] apart = Plain.minus(rows(queries)[q], Plain.mean(members));
        double[] solved =
            LinearAlgebra.solve(Tensor.of(metric, WIDTH, WIDTH), Tensor.of(apart, WIDTH, 1))
                .toDoubles();
        expected[q * 3 + k] = -0.5 * Plain.dot(apart, solved);
      }
    }
    assertClose(
        predict(new Mahalanobis(beta), Params.empty(), support, queries).toDoubles(),
        expected,
        1e-12);
  }

  private static double[][] covariance(double[][] rows) {
    double[] mean = Plain.mean(rows);
    double[][] result = new double[WIDTH][WIDTH];
    for (double[] row : rows) {
      double[] apart = Plain.minus(row, mean);
      for (int a = 0; a < WIDTH; a++) {
        for (int b = 0; b < WIDTH; b++) {
          result[a][b] += apart[a] * apart[b] / Math.max(1, rows.length - 1);
        }
      }
    }
    return result;
  }

  // ---- refusals ----

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Matching(-1)).hasMessageContaining("'reads' must be at least 0");
    assertThatThrownBy(() -> new Relation(0)).hasMessageContaining("at least 1, but is 0");
    assertThatThrownBy(() -> new RelationMaps(0, 8)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> Logistic.learned(0))
        .hasMessageContaining("'steps' must be at least 1, but is 0");
    assertThatThrownBy(() -> Svm.of(0, 1)).hasMessageContaining("must be positive");
    assertThatThrownBy(() -> Svm.of(0.1, Double.NaN)).hasMessageContaining("must be positive");
    assertThatThrownBy(() -> new Mahalanobis(0)).hasMessageContaining("'beta' must be positive");
    assertThatThrownBy(
            () ->
                new RelationMaps(3, 2)
                    .check(new Identity(List.of(2, 4, 6)), new Targets.Classes(3)))
        .hasMessageContaining("square maps")
        .hasMessageContaining("[48]");
  }
}
