package dev.quickstudy.cli;

import dev.quickstudy.recipe.Experiment;
import dev.quickstudy.recipe.Words;
import dev.quickstudy.tensor.AtomicFile;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.train.MemoryPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In what memory a run trains. */
final class MemoryChoice {
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "kmgt";

  /** In a run's folder; a run that is resumed goes the same way, or its last bits would differ. */
  private static final String NOTE = "memory.txt";

  private static final Pattern NOTED =
      Pattern.compile("(full|checkpointed) (\\d+) (\\d+)(?: (\\d+))?");

  private MemoryChoice() {}

  /** Bytes of {@code 4GiB}, {@code 800MB}, {@code 1.5g} …; empty if it is no such size. */
  static Optional<Long> bytes(String size) {
    Matcher matcher = SIZE.matcher(size.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean binary = !matcher.group(3).isEmpty() || !size.toLowerCase(Locale.ROOT).contains("b");
    int power =
        matcher.group(2).isEmpty()
            ? 0
            : 1 + UNITS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
    double bytes = Double.parseDouble(matcher.group(1)) * Math.pow(binary ? 1024 : 1000, power);
    return bytes >= 1 && bytes < Long.MAX_VALUE ? Optional.of((long) bytes) : Optional.empty();
  }

  /**
   * The plan as lines for people.
   *
   * @param asked the most that the user allows; what the machine has left otherwise
   */
  static List<String> lines(MemoryPlan plan, Optional<Long> asked) {
    List<String> lines = new ArrayList<>();
    Optional<MemoryPlan.Way> chosen = chosen(plan, asked);
    for (MemoryPlan.Way way : plan.ways()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%9s  %s%s",
              Words.bytes(way.bytes()),
              way,
              chosen.filter(way::equals).isPresent() ? "  <- train takes this one" : ""));
    }
    for (MemoryPlan.Other other : plan.others()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%9s  %s: another meta-gradient, so another result",
              Words.bytes(other.bytes()),
              other.name()));
    }
    return lines;
  }

  /**
   * The way of a run: as it was begun, or one that fits.
   *
   * @param asked the most that the user allows; what the machine has left otherwise
   * @throws CommandFailure if nothing fits
   */
  static Optional<MemoryPlan.Way> of(
      Experiment experiment, int threads, Optional<Long> asked, Optional<Path> begun) {
    Optional<MemoryPlan.Way> noted = begun.flatMap(folder -> noted(folder, threads));
    if (noted.isPresent()) {
      return noted;
    }
    Optional<MemoryPlan> plan = experiment.memory(threads, false);
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        chosen(plan.get(), asked)
            .orElseThrow(() -> tooMuch(plan.get(), asked.orElseGet(MemoryChoice::left))));
  }

  /**
   * What the machine happens to have left must not change a run's last bits, if it can be helped;
   * what the user allows may.
   */
  private static Optional<MemoryPlan.Way> chosen(MemoryPlan plan, Optional<Long> asked) {
    return asked.isPresent()
        ? plan.within(asked.get())
        : plan.exact(left()).or(() -> plan.within(left()));
  }

  private static long left() {
    return ProcessMemory.available().orElse(Long.MAX_VALUE / 2)
        + ProcessMemory.resident().orElse(0);
  }

  private static CommandFailure tooMuch(MemoryPlan plan, long bound) {
    MemoryPlan.Way smallest = plan.smallest();
    return new CommandFailure(
        "training would need "
            + Words.bytes(smallest.bytes())
            + " of memory ("
            + smallest
            + "), but "
            + Words.bytes(bound)
            + " are there for it; allow more by --memory, or make tasks or the network smaller"
            + " (--plan shows what needs how much)");
  }

  /** Notes in a run's folder how it trains. */
  static void keep(Path folder, MemoryPlan.Way way) {
    AtomicFile.replace(
        folder.resolve(NOTE),
        "%s %d %d %d"
            .formatted(
                way.checkpointed() ? "checkpointed" : "full",
                way.together(),
                way.bytes(),
                way.threads()));
  }

  /** As noted; on as many threads as then, unless there are fewer now. */
  private static Optional<MemoryPlan.Way> noted(Path folder, int threads) {
    try {
      if (!Files.exists(folder.resolve(NOTE))) {
        return Optional.empty();
      }
      Matcher matcher = NOTED.matcher(Files.readString(folder.resolve(NOTE)).strip());
      return matcher.matches()
          ? Optional.of(
              new MemoryPlan.Way(
                  matcher.group(1).equals("checkpointed"),
                  Integer.parseInt(matcher.group(2)),
                  matcher.group(4) == null
                      ? threads
                      : Math.min(threads, Integer.parseInt(matcher.group(4))),
                  Long.parseLong(matcher.group(3))))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw new CommandFailure(
          "cannot read "
              + folder.resolve(NOTE)
              + ", which says how the run trains: "
              + e.getMessage());
    }
  }
}
