package dev.quickstudy.data.files;

import dev.quickstudy.data.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Files that cannot be read, gathered so that all are told at once: the first few with their
 * reasons, and how many there are. Safe for many threads.
 */
final class Refusals {
  private static final int SHOWN = 5;

  private final List<Refusal> all = new ArrayList<>();

  /** A file, and the clause that says why it is refused. */
  private record Refusal(String file, String clause) {}

  /**
   * Refuses a file.
   *
   * @param clause what follows its name: {@code is a pipe}
   */
  synchronized void add(String file, String clause) {
    all.add(new Refusal(file, clause));
  }

  synchronized boolean any() {
    return !all.isEmpty();
  }

  /**
   * Ends with all that was refused, if anything was.
   *
   * @param where the folder or archive
   * @throws DataException naming the first files in the order of their names
   */
  synchronized void throwAny(String where) {
    if (all.isEmpty()) {
      return;
    }
    List<String> sorted =
        all.stream().map(one -> one.file + one.clause).sorted().distinct().toList();
    if (sorted.size() == 1) {
      throw new DataException(sorted.get(0));
    }
    String more = sorted.size() > SHOWN ? "; and " + (sorted.size() - SHOWN) + " more" : "";
    throw new DataException(
        "%s: %d files or folders cannot be taken: %s%s"
            .formatted(
                where,
                sorted.size(),
                sorted.stream().limit(SHOWN).collect(Collectors.joining("; ")),
                more));
  }
}
