package dev.quickstudy.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a workload did.
 *
 * @param ms the median step, in milliseconds
 * @param p10Ms a tenth of the steps took less
 * @param p90Ms a tenth of the steps took more
 * @param p99Ms a hundredth of the steps took more
 * @param coldMs the very first step
 * @param steps how many were timed
 * @param cpuSeconds processor time of a step, all threads together
 * @param peakMiB the most memory held, less what was held before the first step; on Linux only
 * @param processMiB the most memory that the whole process held; on Linux only
 * @param limitMs what a step would take at the machine's own rate
 * @param formula how the limit comes about
 * @param peers beside it in the same run
 */
public record Row(
    Workload workload,
    double ms,
    double p10Ms,
    double p90Ms,
    double p99Ms,
    double coldMs,
    int steps,
    double cpuSeconds,
    OptionalDouble peakMiB,
    OptionalDouble processMiB,
    double limitMs,
    String formula,
    List<PeerResult> peers) {
  public Row {
    peers = List.copyOf(peers);
  }

  static Row of(
      Workload workload,
      Stopwatch.Measured measured,
      double limitMs,
      String formula,
      List<PeerResult> peers) {
    return new Row(
        workload,
        measured.median(),
        measured.quantile(0.1),
        measured.quantile(0.9),
        measured.quantile(0.99),
        measured.coldMs(),
        measured.steps().size(),
        measured.cpuMs() / 1e3,
        measured.peakMiB(),
        measured.processMiB(),
        limitMs,
        formula,
        peers);
  }

  /** Time over the limit. */
  public double overLimit() {
    return ms / limitMs;
  }

  Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", workload.label());
    object.put("ms", ms);
    object.put("overLimit", overLimit());
    peakMiB.ifPresent(value -> object.put("peakMiB", value));
    Map<String, Double> ratios = new LinkedHashMap<>();
    peers.forEach(peer -> peer.ratio().ifPresent(ratio -> ratios.put(peer.label(), ratio)));
    object.put("peers", ratios);
    object.put("p10Ms", p10Ms);
    object.put("p90Ms", p90Ms);
    object.put("p99Ms", p99Ms);
    object.put("coldMs", coldMs);
    object.put("steps", steps);
    object.put("cpuSeconds", cpuSeconds);
    processMiB.ifPresent(value -> object.put("processMiB", value));
    object.put("limitMs", limitMs);
    object.put("formula", formula);
    if (workload == Workload.SAMPLING) {
      object.put("episodesPerSecond", episodesPerSecond());
    }
    if (!peers.isEmpty()) {
      object.put("peerDetails", peers.stream().map(PeerResult::json).toList());
    }
    return object;
  }

  /** Tasks drawn a second, of {@link Workload#SAMPLING}. */
  public double episodesPerSecond() {
    return Workload.EPISODES / ms * 1e3;
  }
}
