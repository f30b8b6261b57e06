package dev.quickstudy.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A peer in a resident process, asked in JSON, one line a question and one an answer. */
final class PeerProcess implements Timed {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MINUTES_OF_PATIENCE = 15;

  private final Workload workload;
  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;
  private final Path log;

  /** How many times our step is as great as the peer's. */
  private double scale = 1;

  /**
   * Starts a peer.
   *
   * @param ourAllocator whether the allocator is set as the launcher sets it for us; otherwise it
   *     is as installed
   * @throws PeerFailure if it does not start
   */
  PeerProcess(
      Peers peers,
      String contender,
      Workload workload,
      int threads,
      boolean ourAllocator,
      Path log) {
    this.workload = workload;
    this.log = log;
    ProcessBuilder builder =
        new ProcessBuilder(
            peers.python().toAbsolutePath().toString(),
            peers.driver().toAbsolutePath().toString(),
            contender,
            "--threads",
            String.valueOf(threads));
    builder.redirectError(log.toFile());
    builder.environment().remove("OMP_NUM_THREADS");
    Peers.ALLOCATOR.keySet().forEach(builder.environment()::remove);
    if (ourAllocator) {
      builder.environment().putAll(Peers.ALLOCATOR);
    }
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new PeerFailure("it does not start: " + e.getMessage());
    }
    questions = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Whether it has such a workload. */
  boolean offers() {
    for (JsonNode name : ask(Map.of("do", "describe")).path("workloads")) {
      if (name.asString().equals(workload.label())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Loads a case, to step on it.
   *
   * @return the greatest relative difference between its meta-gradient and the file's; NaN if it
   *     compared none
   */
  double load(Path file) {
    JsonNode answer =
        ask(Map.of("do", "load", "workload", workload.label(), "file", file.toString()));
    if (answer.has("episodes")) {
      scale = Workload.EPISODES / answer.path("episodes").asDouble();
    }
    return answer.path("relative").asDouble(Double.NaN);
  }

  @Override
  public Step step() {
    JsonNode answer = ask(Map.of("do", "step", "workload", workload.label()));
    return new Step(scale * number(answer, "ms"), scale * number(answer, "cpuMs"));
  }

  @Override
  public OptionalDouble resetPeak() {
    return OptionalDouble.of(number(ask(Map.of("do", "resetPeak")), "peakMiB"));
  }

  @Override
  public OptionalDouble peak() {
    return OptionalDouble.of(number(ask(Map.of("do", "peak")), "peakMiB"));
  }

  private double number(JsonNode answer, String name) {
    double number = answer.path(name).asDouble(Double.NaN);
    if (Double.isNaN(number)) {
      throw new PeerFailure("its answer has no number '" + name + "': " + answer);
    }
    return number;
  }

  private JsonNode ask(Map<String, String> question) {
    String line;
    try {
      questions.write(JSON.writeValueAsString(question) + "\n");
      questions.flush();
      line = answer();
    } catch (IOException e) {
      throw ended();
    }
    JsonNode answer;
    try {
      answer = JSON.readTree(line);
    } catch (JacksonException e) {
      throw new PeerFailure("its answer is no JSON: " + line);
    }
    if (answer.has("error")) {
      throw new PeerFailure(answer.path("error").asString());
    }
    return answer;
  }

  private String answer() throws IOException {
    CompletableFuture<String> next =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                String line = answers.readLine();
                return line == null ? "" : line;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      String line = next.get(MINUTES_OF_PATIENCE, TimeUnit.MINUTES);
      if (line.isEmpty()) {
        throw ended();
      }
      return line;
    } catch (TimeoutException e) {
      throw new PeerFailure("no answer in " + MINUTES_OF_PATIENCE + " minutes");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerFailure("interrupted");
    }
  }

  /** It has ended: the last line that it wrote to stderr says why. */
  private PeerFailure ended() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return new PeerFailure(
          "its process ended"
              + (lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1).strip()));
    } catch (IOException e) {
      return new PeerFailure("its process ended");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
