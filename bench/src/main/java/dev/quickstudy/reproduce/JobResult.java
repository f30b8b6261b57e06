package dev.quickstudy.reproduce;

import dev.quickstudy.data.DataException;
import dev.quickstudy.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one run came to; a small JSON file.
 *
 * @param recipe its name
 * @param recipeHash as {@link Job#recipeHash}
 * @param version of the program
 * @param machine where it ran
 * @param seed of training
 * @param steps made
 * @param minutes of one processor in training
 * @param figures in the order of the row's
 */
public record JobResult(
    String recipe,
    String recipeHash,
    String version,
    String machine,
    int seed,
    long steps,
    double minutes,
    List<Measured> figures) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public JobResult {
    figures = List.copyOf(figures);
  }

  /**
   * One figure.
   *
   * @param label as the table's
   * @param value in % of accuracies and errors; mean squared error as it is
   * @param ci95 half of the 95 % interval over episodes, in the same unit
   * @param episodes how many test tasks
   * @param regime what predictions depended on
   * @param episodeHash which tasks they were
   */
  public record Measured(
      String label, double value, double ci95, int episodes, String regime, String episodeHash) {}

  /** Writes it, whole or not at all. */
  public void write(Path file) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw AtomicFile.failure("make the folder of", file, e);
    }
    AtomicFile.replace(file, JSON.writeValueAsString(this) + "\n");
  }

  /**
   * Reads one.
   *
   * @return empty if there is no file
   * @throws DataException if it is no such file
   */
  public static Optional<JobResult> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readString(file), JobResult.class));
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    } catch (JacksonException e) {
      throw new DataException(
          file + " holds no result of a run: " + e.getOriginalMessage() + "; remove it", e);
    }
  }
}
