package dev.quickstudy.bench;

import dev.quickstudy.tensor.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Other libraries to run beside, as programs in a folder: {@code peer.py CONTENDER --threads N},
 * run by the Python in the folder's {@code .venv}.
 *
 * @param folder for instance {@code bench/peers}
 * @param contenders which of {@link #ALL}
 */
public record Peers(Path folder, List<String> contenders) {
  /** All libraries that there are drivers for. */
  public static final List<String> ALL =
      List.of("learn2learn", "torch-func", "jax", "jax-meta-learning");

  /**
   * What the launcher sets for our own process: the allocator reuses freed memory instead of
   * handing it back.
   */
  static final Map<String, String> ALLOCATOR =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_THRESHOLD_", "1073741824",
          "MALLOC_TRIM_THRESHOLD_", "4294967296");

  /** With a copy of the list. */
  public Peers {
    contenders = List.copyOf(contenders);
  }

  /**
   * Looks whether they can run.
   *
   * @throws UsageException if they are not set up, with the command that does it
   */
  public void check() {
    if (!Files.isRegularFile(driver())) {
      throw new UsageException(
          "the peers' drivers are not in "
              + folder
              + "; run this in a source checkout of Quickstudy, or name its bench/peers with"
              + " --peers-folder");
    }
    if (!Files.isExecutable(python())) {
      throw new UsageException(
          "the peers are not set up: there is no "
              + python()
              + "; run "
              + folder.resolve("setup.sh"));
    }
  }

  Path python() {
    return folder.resolve(".venv/bin/python");
  }

  Path driver() {
    return folder.resolve("peer.py");
  }
}
