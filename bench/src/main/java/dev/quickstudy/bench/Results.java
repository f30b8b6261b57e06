package dev.quickstudy.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of the benchmark found.
 *
 * @param threads that tasks ran on
 * @param productsPerSecond floating-point operations a second in products of matrices
 * @param load programs that wanted to run in the minute before, on average; below 0 if unknown
 */
public record Results(int threads, double productsPerSecond, double load, List<Row> rows) {
  /** Beyond this, others have taken so much time that no figure is to be relied on. */
  private static final double QUIET = 0.5;

  public Results {
    rows = List.copyOf(rows);
  }

  /** Whether other programs were running. */
  public boolean busy() {
    return load > QUIET;
  }

  /** For programs; what {@link Recorded} reads. */
  public Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("workloads", rows.stream().map(Row::json).toList());
    object.put("threads", threads);
    object.put("gigaflops", productsPerSecond / 1e9);
    if (load >= 0) {
      object.put("loadBefore", load);
    }
    return object;
  }
}
