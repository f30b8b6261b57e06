package dev.quickstudy.learn;

import dev.quickstudy.nn.Params;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A memory-augmented network on plain arrays, one task and one example at a time: a head writes to
 * memory and then reads from it (Santoro et al. 2016, eq. 2–8).
 */
final class PlainMann {
  private final Params learned;
  private final int hidden;
  private final int reads;
  private final double sharpness;
  private final double[][] memory;
  private final double[] usage;
  private double[][] readWeights;
  private double[] h;
  private double[] c;
  private double[] read;

  /** An empty memory; {@code learned} as the head names it. */
  PlainMann(Params learned, int hidden, int reads, double sharpness) {
    this.learned = learned;
    this.hidden = hidden;
    this.reads = reads;
    this.sharpness = sharpness;
    memory = matrix("memory");
    usage = new double[memory.length];
    readWeights = new double[reads][memory.length];
    h = new double[hidden];
    c = new double[hidden];
    read = new double[reads * memory[0].length];
  }

  private double[][] matrix(String name) {
    double[] all = learned.get(name).toDoubles();
    int columns = (int) learned.get(name).size(1);
    double[][] rows = new double[all.length / columns][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(all, i * columns, (i + 1) * columns);
    }
    return rows;
  }

  /** What the controller makes of one input. */
  private static final class Thought {
    private double[] h = {};
    private double[] c = {};
    private double[][] keys = {};
  }

  private Thought think(double[] x) {
    double[] gates = learned.get("lstm.bias").toDoubles();
    add(gates, matrix("lstm.input"), x);
    add(gates, matrix("lstm.hidden"), joined(h, read));
    double[] cell = new double[hidden];
    double[] out = new double[hidden];
    for (int i = 0; i < hidden; i++) {
      cell[i] =
          sigmoid(gates[hidden + i]) * c[i] + sigmoid(gates[i]) * Math.tanh(gates[2 * hidden + i]);
      out[i] = sigmoid(gates[3 * hidden + i]) * Math.tanh(cell[i]);
    }
    int width = memory[0].length;
    double[] allKeys = affine("keys", out);
    double[][] keys = new double[reads][];
    for (int r = 0; r < reads; r++) {
      keys[r] = Arrays.copyOfRange(allKeys, r * width, (r + 1) * width);
    }
    Thought thought = new Thought();
    thought.h = out;
    thought.c = cell;
    thought.keys = keys;
    return thought;
  }

  /** How much of each slot each head reads, with the memory as it is. */
  private double[][] weights(double[][] keys) {
    double[][] weights = new double[reads][memory.length];
    for (int r = 0; r < reads; r++) {
      double sum = 0;
      for (int s = 0; s < memory.length; s++) {
        double cosine =
            dot(keys[r], memory[s]) / Math.sqrt(dot(keys[r], keys[r]) * dot(memory[s], memory[s]));
        weights[r][s] = Math.exp(sharpness * cosine);
        sum += weights[r][s];
      }
      for (int s = 0; s < memory.length; s++) {
        weights[r][s] /= sum;
      }
    }
    return weights;
  }

  private double[] found(double[][] weights) {
    int width = memory[0].length;
    double[] found = new double[reads * width];
    for (int r = 0; r < reads; r++) {
      for (int s = 0; s < memory.length; s++) {
        for (int i = 0; i < width; i++) {
          found[r * width + i] += weights[r][s] * memory[s][i];
        }
      }
    }
    return found;
  }

  /** All slots, from the one used least to the one used most; equals in their order. */
  private int[] byUsage() {
    return IntStream.range(0, usage.length)
        .boxed()
        .sorted(Comparator.comparingDouble(slot -> usage[slot]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Writes an example with its answer to memory and reads what it then finds there. */
  void remember(double[] xAndAnswer) {
    Thought thought = think(xAndAnswer);
    double[] gate = learned.get("gate").toDoubles();
    int[] slots = byUsage();
    Arrays.fill(memory[slots[0]], 0);
    for (int s = 0; s < memory.length; s++) {
      usage[s] *= 0.95;
      for (int r = 0; r < reads; r++) {
        double write =
            sigmoid(gate[r]) * readWeights[r][s] + (s == slots[r] ? 1 - sigmoid(gate[r]) : 0);
        usage[s] += write;
        for (int i = 0; i < memory[s].length; i++) {
          memory[s][i] += write * thought.keys[r][i];
        }
      }
    }
    readWeights = weights(thought.keys);
    for (int s = 0; s < memory.length; s++) {
      for (int r = 0; r < reads; r++) {
        usage[s] += readWeights[r][s];
      }
    }
    h = thought.h;
    c = thought.c;
    read = found(readWeights);
  }

  /** What it says of a query; {@code x} ends with zeros for the answer. */
  double[] answer(double[] x) {
    Thought thought = think(x);
    return affine("out", joined(thought.h, found(weights(thought.keys))));
  }

  private double[] affine(String name, double[] x) {
    double[] result = learned.get(name + ".bias").toDoubles();
    double[][] rows = matrix(name + ".weight");
    for (int i = 0; i < rows.length; i++) {
      result[i] += dot(rows[i], x);
    }
    return result;
  }

  /** {@code result += x · weights}. */
  private static void add(double[] result, double[][] weights, double[] x) {
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < result.length; j++) {
        result[j] += x[i] * weights[i][j];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] joined(double[] a, double[] b) {
    double[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
