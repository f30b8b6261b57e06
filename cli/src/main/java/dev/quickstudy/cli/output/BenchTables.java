package dev.quickstudy.cli.output;

import dev.quickstudy.bench.PeerResult;
import dev.quickstudy.bench.Results;
import dev.quickstudy.bench.Row;
import dev.quickstudy.bench.Workload;
import dev.quickstudy.recipe.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A benchmark's results for people. */
public final class BenchTables {
  private BenchTables() {}

  public static List<String> lines(Results results) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %.1f GFLOP/s in products of float32 matrices",
            Wording.count(results.threads(), "thread"),
            results.productsPerSecond() / 1e9));
    if (results.busy()) {
      lines.add(
          Wording.number(
              "Other programs were running (load %.1f): these figures are not to be relied on.",
              results.load()));
    }
    lines.add("");
    TextTable table =
        new TextTable(
            "workload",
            "ms",
            "10–90 %",
            "cold ms",
            "cpu s",
            "peak MiB",
            "process MiB",
            "limit ms",
            "over limit");
    for (Row row : results.rows()) {
      table.row(
          row.workload().label(),
          ms(row.ms()),
          ms(row.p10Ms()) + "–" + ms(row.p90Ms()),
          ms(row.coldMs()),
          Wording.number("%.4f", row.cpuSeconds()),
          whole(row.peakMiB()),
          whole(row.processMiB()),
          ms(row.limitMs()),
          Wording.number("%.2f×", row.overLimit()));
    }
    lines.addAll(table.lines());
    lines.add("");
    for (Row row : results.rows()) {
      lines.add("limit of " + row.workload().label() + ": " + row.formula());
    }
    for (Row row : results.rows()) {
      if (row.workload() == Workload.ADAPT) {
        lines.add(
            "adapt: p50 %s ms, p99 %s ms over %s; cold %s ms"
                .formatted(
                    ms(row.ms()),
                    ms(row.p99Ms()),
                    Wording.count(row.steps(), "task"),
                    ms(row.coldMs())));
      }
      if (row.workload() == Workload.SAMPLING) {
        lines.add(Wording.number("sampling: %.0f tasks a second", row.episodesPerSecond()));
      }
    }
    addPeers(results, lines);
    return lines;
  }

  private static void addPeers(Results results, List<String> lines) {
    if (results.rows().stream().allMatch(row -> row.peers().isEmpty())) {
      return;
    }
    lines.add("");
    TextTable table =
        new TextTable(
            "workload",
            "peer",
            "allocator",
            "ms",
            "times ours",
            "cpu s",
            "peak MiB",
            "process MiB",
            "gradient differs by");
    List<String> untimed = new ArrayList<>();
    for (Row row : results.rows()) {
      for (PeerResult peer : row.peers()) {
        table.row(
            row.workload().label(),
            peer.name(),
            peer.ourAllocator() ? "ours" : "as installed",
            peer.ms().isPresent() ? ms(peer.ms().getAsDouble()) : "not timed",
            number("%.2f×", peer.ratio()),
            number("%.4f", seconds(peer.cpuMs())),
            whole(peer.peakMiB()),
            whole(peer.processMiB()),
            number("%.1e", peer.float64()) + " / " + number("%.1e", peer.float32()));
        peer.problem()
            .ifPresent(
                why -> untimed.add(row.workload().label() + ", " + peer.label() + ": " + why));
      }
    }
    lines.addAll(table.lines());
    lines.addAll(untimed);
  }

  private static OptionalDouble seconds(OptionalDouble ms) {
    return ms.isPresent() ? OptionalDouble.of(ms.getAsDouble() / 1e3) : ms;
  }

  private static String whole(OptionalDouble value) {
    return number("%.0f", value);
  }

  private static String number(String format, OptionalDouble value) {
    return value.isPresent() ? Wording.number(format, value.getAsDouble()) : "–";
  }

  /** Milliseconds with as many digits as mean something. */
  private static String ms(double value) {
    return Wording.number(value < 10 ? "%.3f" : value < 1000 ? "%.1f" : "%.0f", value);
  }
}
