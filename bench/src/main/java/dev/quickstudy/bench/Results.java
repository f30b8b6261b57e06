package dev.quickstudy.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of the benchmark found.
 *
 * @param threads that tasks ran on
 * @param productsPerSecond floating-point operations a second in products of matrices
 */
public record Results(int threads, double productsPerSecond, List<Row> rows) {
  public Results {
    rows = List.copyOf(rows);
  }

  /** For programs; what {@link Recorded} reads. */
  public Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("workloads", rows.stream().map(Row::json).toList());
    object.put("threads", threads);
    object.put("gigaflops", productsPerSecond / 1e9);
    return object;
  }
}
