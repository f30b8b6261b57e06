package dev.quickstudy.survey;

import dev.quickstudy.task.ClassPool;
import dev.quickstudy.tensor.Shape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Data in a few numbers of moderate size, in which no order matters. */
public final class Summary {
  private Summary() {}

  /** What classes say by their sizes. */
  public static Map<String, Double> ofSizes(Collection<Integer> sizes) {
    double all = sizes.stream().mapToInt(Integer::intValue).sum();
    double entropy =
        sizes.stream().sorted().mapToDouble(size -> -size / all * Math.log(size / all)).sum();
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("log examples", Math.log1p(all));
    numbers.put("log classes", Math.log1p(sizes.size()));
    numbers.put(
        "class entropy relative to equal classes",
        sizes.size() < 2 ? 0 : entropy / Math.log(sizes.size()));
    return numbers;
  }

  /**
   * The same and what examples say: their mean, their deviation, and which share of their variance
   * is between the means of classes.
   */
  public static Map<String, Double> of(ClassPool pool, Collection<Integer> sizes) {
    int size = Shape.elements(pool.exampleShape());
    double[] mean = new double[size];
    double squares = 0;
    double explained = 0;
    long all = 0;
    float[] example = new float[size];
    for (int way = 0; way < pool.classes(); way++) {
      double[] sum = new double[size];
      for (int i = 0; i < pool.size(way); i++) {
        pool.copy(way, i, example, 0);
        for (int k = 0; k < size; k++) {
          sum[k] += example[k];
          squares += (double) example[k] * example[k];
        }
      }
      for (int k = 0; k < size; k++) {
        mean[k] += sum[k];
        explained += sum[k] * sum[k] / pool.size(way);
      }
      all += pool.size(way);
    }
    double ofMean = 0;
    double total = 0;
    for (double sum : mean) {
      ofMean += sum * sum / all;
      total += sum;
    }
    double overall = total / all / size;
    Map<String, Double> numbers = ofSizes(sizes);
    numbers.put("input mean", overall);
    numbers.put(
        "input deviation", Math.sqrt(Math.max(0, squares / all / size - overall * overall)));
    double variance = squares - ofMean;
    numbers.put(
        "share of variance between classes", variance < 1e-9 ? 0 : (explained - ofMean) / variance);
    return numbers;
  }
}
