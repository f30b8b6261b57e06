package dev.quickstudy.cli.options;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Wording;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** {@code --cache}: where embeddings are kept; and what is said while they are made. */
public final class CacheOption {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "The folder that embeddings of texts and pictures are kept in, so that each is embedded once."
              + " $XDG_CACHE_HOME/quickstudy or ~/.cache/quickstudy if left out.")
  private Optional<Path> cache;

  /** The cache folder. */
  public Path folder() {
    return cache.orElseGet(DataLocations::usualCache);
  }

  /** Where things are on this machine. */
  public DataLocations locations(Optional<Path> data, int threads, PrintWriter err) {
    return new DataLocations(data, folder(), threads, new Said(err));
  }

  /** Says how far embedding is, every few seconds and at its end. */
  private static final class Said implements DataLocations.Listener {
    private static final long PAUSE_NANOS = 5_000_000_000L;

    private final PrintWriter err;
    private final Set<String> said = new HashSet<>();
    private long last = System.nanoTime();

    Said(PrintWriter err) {
      this.err = err;
    }

    /** Once: several learners may read the same files. */
    @Override
    public synchronized void say(String line) {
      if (said.add(line)) {
        err.println(line);
      }
    }

    @Override
    public void at(DataLocations.Far so) {
      long now = System.nanoTime();
      if (so.done() == so.all() || now - last > PAUSE_NANOS) {
        last = now;
        String left =
            so.done() == so.all()
                ? " in " + Wording.duration(so.seconds())
                : ", " + Wording.duration(so.secondsLeft()) + " left";
        err.println(
            "embedded "
                + so.done()
                + " of "
                + so.all()
                + Wording.number(" (%.0f a second)", so.done() / so.seconds())
                + left
                + (so.known() > 0 ? "; " + so.known() + " were known" : ""));
      }
    }
  }
}
