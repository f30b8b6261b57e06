package dev.quickstudy.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a peer did on a workload.
 *
 * @param name of the library
 * @param ourAllocator whether its allocator was set as ours; otherwise it ran as installed
 * @param float64 the greatest relative difference between its meta-gradient and ours on two tasks
 * @param float32 the same on all tasks in the precision that is timed
 * @param ms the median step
 * @param ratio how many times as long as ours it took: the median over rounds
 * @param cpuMs processor time of a step
 * @param peakMiB the most memory held during turns, less what was held before the first step
 * @param processMiB the most memory that its process held during turns
 * @param problem why it was not timed, if it was not
 */
public record PeerResult(
    String name,
    boolean ourAllocator,
    OptionalDouble float64,
    OptionalDouble float32,
    OptionalDouble ms,
    OptionalDouble ratio,
    OptionalDouble cpuMs,
    OptionalDouble peakMiB,
    OptionalDouble processMiB,
    Optional<String> problem) {

  /** The name among results: {@code jax} as installed, {@code jax+allocator} otherwise. */
  public String label() {
    return name + (ourAllocator ? "+allocator" : "");
  }

  Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", label());
    float64.ifPresent(value -> object.put("float64Difference", value));
    float32.ifPresent(value -> object.put("float32Difference", value));
    ms.ifPresent(value -> object.put("ms", value));
    ratio.ifPresent(value -> object.put("ratio", value));
    cpuMs.ifPresent(value -> object.put("cpuSeconds", value / 1e3));
    peakMiB.ifPresent(value -> object.put("peakMiB", value));
    processMiB.ifPresent(value -> object.put("processMiB", value));
    problem.ifPresent(value -> object.put("problem", value));
    return object;
  }
}
