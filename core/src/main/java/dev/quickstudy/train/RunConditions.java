package dev.quickstudy.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a run was begun with and has to keep, so that resuming it gives the same bits and the same
 * end. Empty fields: the checkpoint was written by a version that did not note them.
 *
 * @param memory how its steps use memory
 * @param clock what its seconds are counted by
 */
public record RunConditions(Optional<MemoryStrategy> memory, Optional<TrainingRun.Clock> clock) {
  private static final String MEMORY = "memory";
  private static final String CLOCK = "clock";

  /** Nothing noted. */
  static final RunConditions UNKNOWN = new RunConditions(Optional.empty(), Optional.empty());

  RunConditions(MemoryStrategy memory, TrainingRun.Clock clock) {
    this(Optional.of(memory), Optional.of(clock));
  }

  /**
   * What binds a run after so many steps: before the first one, nothing was computed or counted
   * yet.
   */
  public RunConditions after(long step) {
    return step == 0 ? UNKNOWN : this;
  }

  /** As fields of a checkpoint. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    memory.ifPresent(strategy -> fields.put(MEMORY, strategy.text()));
    clock.ifPresent(counted -> fields.put(CLOCK, counted.label()));
    return fields;
  }

  /**
   * Reads the fields of a checkpoint.
   *
   * @throws TrainingException if a field is there but says nothing known
   */
  static RunConditions of(TensorFile file) {
    Optional<String> memory = file.optional(MEMORY);
    Optional<String> clock = file.optional(CLOCK);
    return new RunConditions(
        memory.map(
            text ->
                MemoryStrategy.parse(text)
                    .orElseThrow(() -> unknown(file, MEMORY, text, "a memory strategy"))),
        clock.map(
            text ->
                TrainingRun.Clock.parse(text)
                    .orElseThrow(() -> unknown(file, CLOCK, text, "a clock"))));
  }

  private static TrainingException unknown(
      TensorFile file, String field, String text, String wanted) {
    return file.damaged(
        "it has '%s' in the field '%s', which is not %s that this version knows"
            .formatted(text, field, wanted));
  }
}
