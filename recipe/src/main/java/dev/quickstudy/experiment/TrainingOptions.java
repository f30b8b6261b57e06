package dev.quickstudy.experiment;

import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.TrainingRun;
import java.util.Optional;

/**
 * How a run is trained beside what its recipe says.
 *
 * @param resume whether to go on with the run that the folder holds; otherwise a folder that holds
 *     one is refused. Where it holds none, a run is begun
 * @param planned whether a run that begins is measured before ({@link
 *     dev.quickstudy.train.MemoryPlan}) and takes the fastest memory strategy that fits; otherwise
 *     it keeps everything in memory. Nothing is measured on a GPU, nor where the system does not
 *     tell
 * @param memory the most that the process may hold, in bytes, at least 1; empty for what the
 *     machine has left
 * @param clock what the recipe's minutes are counted by; empty for the clock that the run was begun
 *     with, which is the one on the wall for a new run
 * @param warmUp steps made and thrown away before each session, which no clock counts: the first
 *     ones of a process load and compile classes
 */
public record TrainingOptions(
    boolean resume,
    boolean planned,
    Optional<Long> memory,
    Optional<TrainingRun.Clock> clock,
    int warmUp) {
  public TrainingOptions {
    if (memory.filter(bytes -> bytes < 1).isPresent()) {
      throw new UsageException("memory must be at least 1 byte, but is " + memory.orElseThrow());
    }
  }

  /** A new run, in what memory the machine has left. */
  public static TrainingOptions beginning() {
    return new TrainingOptions(false, true, Optional.empty(), Optional.empty(), 0);
  }

  /** The same, or the run that the folder holds. */
  public static TrainingOptions resuming() {
    return new TrainingOptions(true, true, Optional.empty(), Optional.empty(), 0);
  }

  /** The same with a bound on memory, in bytes. */
  public TrainingOptions withMemory(long bytes) {
    return new TrainingOptions(resume, true, Optional.of(bytes), clock, warmUp);
  }

  /** The same without measuring memory. */
  public TrainingOptions unplanned() {
    return new TrainingOptions(resume, false, Optional.empty(), clock, warmUp);
  }

  /** The same with a clock. */
  public TrainingOptions withClock(TrainingRun.Clock counted) {
    return new TrainingOptions(resume, planned, memory, Optional.of(counted), warmUp);
  }

  /** The same with steps before time is counted. */
  public TrainingOptions withWarmUp(int steps) {
    return new TrainingOptions(resume, planned, memory, clock, steps);
  }
}
