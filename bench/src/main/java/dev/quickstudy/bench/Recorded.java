package dev.quickstudy.bench;

import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.tensor.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ratios of an earlier run: they say more than milliseconds, which follow the machine's mood.
 *
 * @param threads of that run
 * @param workloads by name, the ratios of each by name, in words for messages
 */
public record Recorded(int threads, Map<String, Ratios> workloads) {
  private static final double TOLERATED = 0.1;

  /**
   * A workload's ratios.
   *
   * @param overLimit time over the limit; less is better
   * @param peers how many times as long each peer took; more is better
   */
  public record Ratios(double overLimit, Map<String, Double> peers) {}

  /**
   * Reads the last line of a file: what {@code bench --json} printed.
   *
   * @throws UsageException if it is none
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static Recorded read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
      return parse(new JsonMapper().readTree(lines.get(lines.size() - 1)));
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    } catch (JacksonException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new UsageException(
          "the last line of "
              + file
              + " is not what 'quickstudy bench --json' prints; record one with it");
    }
  }

  /** The ratios of a run. */
  public static Recorded of(Results results) {
    return parse(new JsonMapper().valueToTree(results.json()));
  }

  private static Recorded parse(JsonNode object) {
    Map<String, Ratios> workloads = new LinkedHashMap<>();
    for (JsonNode row : object.path("workloads")) {
      Map<String, Double> peers = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> peer : row.path("peers").properties()) {
        peers.put(peer.getKey(), number(peer.getValue()));
      }
      workloads.put(
          row.path("name").asString(""), new Ratios(number(row.path("overLimit")), peers));
    }
    if (workloads.isEmpty()) {
      throw new UsageException("no workloads");
    }
    return new Recorded((int) number(object.path("threads")), workloads);
  }

  private static double number(JsonNode node) {
    if (!node.isNumber()) {
      throw new UsageException("no number");
    }
    return node.asDouble();
  }

  /**
   * What a later run does worse, by more than a tenth, one line each. What only one of the two has
   * is not compared.
   */
  public List<String> fallenIn(Recorded later) {
    List<String> fallen = new ArrayList<>();
    workloads.forEach(
        (name, before) -> {
          Ratios now = later.workloads.get(name);
          if (now == null) {
            return;
          }
          if (now.overLimit > before.overLimit * (1 + TOLERATED)) {
            fallen.add(line(name, "time over the limit rose", before.overLimit, now.overLimit));
          }
          before.peers.forEach(
              (peer, ratio) -> {
                double ratioNow = now.peers.getOrDefault(peer, ratio);
                if (ratioNow < ratio * (1 - TOLERATED)) {
                  fallen.add(line(name, "the lead over " + peer + " fell", ratio, ratioNow));
                }
              });
        });
    return fallen;
  }

  private static String line(String workload, String what, double before, double now) {
    return String.format(Locale.ROOT, "%s: %s from %.2f to %.2f", workload, what, before, now);
  }
}
