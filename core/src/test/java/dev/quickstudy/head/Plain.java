package dev.quickstudy.head;

import dev.quickstudy.head.fitted.CosineFineTuning;
import dev.quickstudy.head.transductive.LaplacianShot;
import dev.quickstudy.head.transductive.PtMap;
import dev.quickstudy.head.transductive.Tim;
import dev.quickstudy.nn.Context;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.MiniBatches;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The heads for pretrained encoders once more, for one task, in loops over plain arrays. */
final class Plain {
  private Plain() {}

  static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  static double squaredDistance(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i])).sum();
  }

  static double[] unit(double[] x) {
    double length = Math.sqrt(dot(x, x));
    return Arrays.stream(x).map(value -> value / length).toArray();
  }

  static double[] minus(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
  }

  static double[] mean(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += row[d] / rows.length;
      }
    }
    return mean;
  }

  static double[][] prepared(double[][] rows, Features features, double[] centre) {
    return Arrays.stream(rows)
        .map(
            row ->
                switch (features) {
                  case UN -> row;
                  case L2N -> unit(row);
                  case CL2N -> unit(minus(row, centre));
                })
        .toArray(double[][]::new);
  }

  static double[][] classMeans(double[][] support, int[] labels, int ways) {
    double[][] means = new double[ways][];
    for (int k = 0; k < ways; k++) {
      int way = k;
      means[k] =
          mean(
              IntStream.range(0, labels.length)
                  .filter(n -> labels[n] == way)
                  .mapToObj(n -> support[n])
                  .toArray(double[][]::new));
    }
    return means;
  }

  /** −scale · ‖query − centre‖². */
  static double[][] likeness(double[][] queries, double[][] centres, double scale) {
    double[][] logits = new double[queries.length][centres.length];
    for (int q = 0; q < queries.length; q++) {
      for (int k = 0; k < centres.length; k++) {
        logits[q][k] = -scale * squaredDistance(queries[q], centres[k]);
      }
    }
    return logits;
  }

  static double[][] nearestMean(double[][] support, int[] labels, double[][] queries, int ways) {
    return likeness(queries, classMeans(support, labels, ways), 1);
  }

  static double[] softmax(double[] logits) {
    double[] e = Arrays.stream(logits).map(Math::exp).toArray();
    double sum = Arrays.stream(e).sum();
    return Arrays.stream(e).map(value -> value / sum).toArray();
  }

  static double[][] softmax(double[][] logits) {
    return Arrays.stream(logits).map(Plain::softmax).toArray(double[][]::new);
  }

  static double[][] ptMap(
      PtMap head, double[][] support, int[] labels, double[][] queries, int ways) {
    double[][] s = powered(support, head.power());
    double[][] z = powered(queries, head.power());
    double[][] centres = classMeans(s, labels, ways);
    for (int i = 0; i < head.iterations(); i++) {
      double[][] plan = transport(likeness(z, centres, head.sharpness()));
      for (int k = 0; k < ways; k++) {
        double[] sum = new double[s[0].length];
        double mass = 0;
        for (int n = 0; n < s.length; n++) {
          mass += labels[n] == k ? 1 : 0;
          for (int d = 0; d < sum.length; d++) {
            sum[d] += labels[n] == k ? s[n][d] : 0;
          }
        }
        for (int q = 0; q < z.length; q++) {
          mass += plan[q][k];
          for (int d = 0; d < sum.length; d++) {
            sum[d] += plan[q][k] * z[q][d];
          }
        }
        for (int d = 0; d < sum.length; d++) {
          centres[k][d] += head.step() * (sum[d] / mass - centres[k][d]);
        }
      }
    }
    double[][] plan = transport(likeness(z, centres, head.sharpness()));
    return Arrays.stream(plan)
        .map(row -> Arrays.stream(row).map(Math::log).toArray())
        .toArray(double[][]::new);
  }

  private static double[][] powered(double[][] rows, double power) {
    double[][] powered =
        Arrays.stream(rows)
            .map(row -> unit(Arrays.stream(row).map(x -> Math.pow(x + 1e-6, power)).toArray()))
            .toArray(double[][]::new);
    return prepared(powered, Features.CL2N, mean(powered));
  }

  /** Rows to sum 1 and columns to their share, in turn, ten thousand times. */
  private static double[][] transport(double[][] likeness) {
    int queries = likeness.length;
    int ways = likeness[0].length;
    double[][] plan =
        Arrays.stream(likeness)
            .map(row -> Arrays.stream(row).map(Math::exp).toArray())
            .toArray(double[][]::new);
    for (int round = 0; round < 10_000; round++) {
      for (int q = 0; q < queries; q++) {
        double sum = Arrays.stream(plan[q]).sum();
        for (int k = 0; k < ways; k++) {
          plan[q][k] /= sum;
        }
      }
      for (int k = 0; k < ways; k++) {
        double sum = 0;
        for (int q = 0; q < queries; q++) {
          sum += plan[q][k];
        }
        for (int q = 0; q < queries; q++) {
          plan[q][k] *= (double) queries / ways / sum;
        }
      }
    }
    return plan;
  }

  static double[][] tim(Tim head, double[][] support, int[] labels, double[][] queries, int ways) {
    double[][] s = prepared(support, head.features(), new double[0]);
    double[][] z = prepared(queries, head.features(), new double[0]);
    double[][] w = classMeans(s, labels, ways);
    double ofSupport = head.supervision() / (1 + head.certainty());
    double ofQuery = (double) s.length / z.length;
    for (int i = 0; i < head.iterations(); i++) {
      double[][] p = softmax(likeness(z, w, head.temperature() / 2));
      double[][] ps = softmax(likeness(s, w, head.temperature() / 2));
      double[][] aims = new double[z.length][ways];
      for (int k = 0; k < ways; k++) {
        double sum = 0;
        for (double[] row : p) {
          sum += Math.pow(row[k], 1 + head.certainty());
        }
        for (int q = 0; q < z.length; q++) {
          aims[q][k] = Math.pow(p[q][k], 1 + head.certainty()) / Math.sqrt(sum);
        }
      }
      for (int q = 0; q < z.length; q++) {
        double sum = Arrays.stream(aims[q]).sum();
        aims[q] = Arrays.stream(aims[q]).map(value -> value / sum).toArray();
      }
      double[][] next = new double[ways][w[0].length];
      for (int k = 0; k < ways; k++) {
        double mass = 0;
        for (int n = 0; n < s.length; n++) {
          double own = labels[n] == k ? 1 : 0;
          mass += ofSupport * own;
          for (int d = 0; d < next[k].length; d++) {
            next[k][d] += ofSupport * (own * s[n][d] + ps[n][k] * (w[k][d] - s[n][d]));
          }
        }
        for (int q = 0; q < z.length; q++) {
          mass += ofQuery * aims[q][k];
          for (int d = 0; d < next[k].length; d++) {
            next[k][d] += ofQuery * (aims[q][k] * z[q][d] + p[q][k] * (w[k][d] - z[q][d]));
          }
        }
        for (int d = 0; d < next[k].length; d++) {
          next[k][d] /= mass;
        }
      }
      w = next;
    }
    return likeness(z, w, head.temperature() / 2);
  }

  static double[][] laplacian(
      LaplacianShot head, double[][] support, int[] labels, double[][] queries, int ways) {
    double[][] s = prepared(support, head.features(), new double[0]);
    double[][] z = prepared(queries, head.features(), new double[0]);
    double[][] alone = nearestMean(s, labels, z, ways);
    double[][] logits = alone;
    for (int i = 0; i < head.iterations(); i++) {
      double[][] y = softmax(logits);
      double[][] next = new double[z.length][];
      for (int q = 0; q < z.length; q++) {
        int own = q;
        int[] nearest =
            IntStream.range(0, z.length)
                .filter(other -> other != own)
                .boxed()
                .sorted(
                    (a, b) ->
                        Double.compare(
                            squaredDistance(z[own], z[a]), squaredDistance(z[own], z[b])))
                .limit(head.neighbours())
                .mapToInt(other -> other)
                .toArray();
        next[q] = alone[q].clone();
        for (int other : nearest) {
          for (int k = 0; k < ways; k++) {
            next[q][k] += head.smoothness() * y[other][k];
          }
        }
      }
      logits = next;
    }
    return logits;
  }

  static double[][] fineTuned(
      CosineFineTuning head,
      double[][] support,
      int[] labels,
      double[][] queries,
      int ways,
      Context now,
      int task) {
    int width = support[0].length;
    double bound = 1 / Math.sqrt(width);
    double[] fresh = now.taskKey(task).fold("fine-tuning").uniforms(ways * width, -bound, bound);
    double[][] w = new double[ways][];
    double[] scale = new double[ways];
    for (int k = 0; k < ways; k++) {
      w[k] = Arrays.copyOfRange(fresh, k * width, (k + 1) * width);
      scale[k] = Math.sqrt(dot(w[k], w[k]));
    }
    double[][] velocity = new double[ways][width];
    double[] scaleVelocity = new double[ways];
    for (int step = 0; step < head.steps(); step++) {
      int[] batch = batch(support.length, head.batch(), step, now.withFirstTask(task));
      double[][] gradient = new double[ways][width];
      double[] scaleGradient = new double[ways];
      for (int n : batch) {
        double[] z = unit(support[n]);
        double[] p = softmax(cosines(head, z, w, scale));
        for (int k = 0; k < ways; k++) {
          double error = (p[k] - (labels[n] == k ? 1 : 0)) / batch.length * head.sharpness();
          double[] direction = unit(w[k]);
          double cosine = dot(z, direction);
          scaleGradient[k] += error * cosine;
          for (int d = 0; d < width; d++) {
            gradient[k][d] +=
                error * scale[k] * (z[d] - cosine * direction[d]) / Math.sqrt(dot(w[k], w[k]));
          }
        }
      }
      for (int k = 0; k < ways; k++) {
        scaleVelocity[k] =
            head.momentum() * scaleVelocity[k] + scaleGradient[k] + head.weightDecay() * scale[k];
        scale[k] -= head.rate() * scaleVelocity[k];
        for (int d = 0; d < width; d++) {
          velocity[k][d] =
              head.momentum() * velocity[k][d] + gradient[k][d] + head.weightDecay() * w[k][d];
          w[k][d] -= head.rate() * velocity[k][d];
        }
      }
    }
    double[][] logits = new double[queries.length][];
    for (int q = 0; q < queries.length; q++) {
      logits[q] = cosines(head, unit(queries[q]), w, scale);
    }
    return logits;
  }

  private static double[] cosines(CosineFineTuning head, double[] z, double[][] w, double[] scale) {
    return IntStream.range(0, w.length)
        .mapToDouble(k -> head.sharpness() * scale[k] * dot(z, unit(w[k])))
        .toArray();
  }

  /** The numbers of the examples in a mini-batch. */
  private static int[] batch(int count, int size, int step, Context now) {
    double[] numbers = IntStream.range(0, count).mapToDouble(n -> n).toArray();
    Examples numbered =
        new Examples(
            Tensor.of(numbers, 1, count, 1),
            Tensor.of(new long[count], 1, count),
            new Targets.Classes(2));
    return Arrays.stream(MiniBatches.of(numbered, size, step, now).x().toDoubles())
        .mapToInt(n -> (int) n)
        .toArray();
  }
}
