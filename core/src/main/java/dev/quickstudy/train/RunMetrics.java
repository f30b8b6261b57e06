package dev.quickstudy.train;

import dev.quickstudy.files.AtomicFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The metrics of a run: one JSON object a line, in the order of steps. No model depends on them, so
 * lines that are damaged are left out rather than refused.
 *
 * @param file {@code metrics.jsonl}, which may not be there
 */
record RunMetrics(Path file) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Adds a line; what was left of one before, as after a full disk, stays a line of its own. */
  void log(Map<String, ?> line) {
    byte[] text = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      long length = open.length();
      if (length > 0) {
        open.seek(length - 1);
        if (open.read() != '\n') {
          open.write('\n');
        }
      }
      open.write(text);
    } catch (IOException e) {
      throw AtomicFile.failure("write", file, e);
    }
  }

  /** Drops the lines after a step, which resuming from that step writes again, and damaged ones. */
  void forgetAfter(long step) {
    if (Files.exists(file)) {
      List<String> kept =
          lines().stream()
              .filter(line -> whole(json(line), "step"))
              .filter(line -> json(line).path("step").asLong(Long.MAX_VALUE) <= step)
              .toList();
      AtomicFile.replace(file, kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
    }
  }

  /** The validations, in order. */
  List<RunFolder.Validated> validations() {
    return lines().stream()
        .map(RunMetrics::json)
        .filter(fields -> whole(fields, "step", "seconds", "validation", "ci95"))
        .map(
            fields ->
                new RunFolder.Validated(
                    fields.path("step").asLong(),
                    fields.path("seconds").asDouble(),
                    fields.path("validation").asDouble(),
                    fields.path("ci95").asDouble()))
        .toList();
  }

  /** The training losses, in order. */
  List<RunFolder.Loss> losses() {
    return lines().stream()
        .map(RunMetrics::json)
        .filter(fields -> whole(fields, "step", "seconds", "loss"))
        .map(
            fields ->
                new RunFolder.Loss(
                    fields.path("step").asLong(),
                    fields.path("seconds").asDouble(),
                    fields.path("loss").asDouble()))
        .toList();
  }

  /** Bytes that are no text become characters that no number has. */
  private List<String> lines() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  /** Whether a line has these fields as numbers. */
  private static boolean whole(JsonNode line, String... fields) {
    for (String field : fields) {
      if (!line.path(field).isNumber()) {
        return false;
      }
    }
    return line.path("step").canConvertToLong();
  }

  /** The fields of a line; none if it is damaged, for instance by a crash that cut it short. */
  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }
}
