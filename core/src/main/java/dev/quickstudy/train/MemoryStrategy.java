package dev.quickstudy.train;

import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Checkpointed;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.MetaGradient;
import dev.quickstudy.tensor.Checks;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the steps of a run use memory. The last bits of a run depend on it, so each checkpoint keeps
 * it and a resumed run goes on with it.
 *
 * @param checkpointed whether each inner step's graph is made anew on the way back, instead of
 *     keeping the graphs of all inner steps
 * @param together tasks computed on at once on each thread, at least 1
 */
public record MemoryStrategy(boolean checkpointed, int together) {
  private static final Pattern TEXT = Pattern.compile("(full|checkpointed) (\\d{1,9})");

  public MemoryStrategy {
    Checks.atLeast("together", 1, together);
  }

  /** The settings of a run with this strategy. */
  public <L extends Learner> MetaTrainer.Settings<L> of(MetaTrainer.Settings<L> settings) {
    Algorithm<L> full = full(settings.algorithm());
    return settings.with(checkpointed ? full.checkpointed().orElse(full) : full).atOnce(together);
  }

  @SuppressWarnings("unchecked") // what is checkpointed suits the learners of its original
  private static <L extends Learner> Algorithm<L> full(Algorithm<L> algorithm) {
    return algorithm.metaGradient() instanceof Checkpointed checkpointed
        ? new Algorithm<>(algorithm.learner(), (MetaGradient<? super L>) checkpointed.of())
        : algorithm;
  }

  /** {@code full 4} or {@code checkpointed 1}; {@link #parse} reads it. */
  String text() {
    return (checkpointed ? "checkpointed " : "full ") + together;
  }

  /** The strategy that {@link #text} wrote; empty if the text is none. */
  static Optional<MemoryStrategy> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int together = Integer.parseInt(matcher.group(2));
    return together < 1
        ? Optional.empty()
        : Optional.of(new MemoryStrategy(matcher.group(1).equals("checkpointed"), together));
  }

  /** For instance {@code full, 1 task at a time}. */
  @Override
  public String toString() {
    return (checkpointed ? "checkpointed" : "full")
        + ", "
        + together
        + (together == 1 ? " task" : " tasks")
        + " at a time";
  }
}
