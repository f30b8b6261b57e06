package dev.quickstudy.encoders.sounds;

import dev.quickstudy.encoders.onnx.OnnxFile;
import dev.quickstudy.sound.Excerpt;
import java.nio.file.Path;

/**
 * A pretrained encoder of recordings that somebody else has trained: an ONNX file, and what must be
 * known beside to use it as it was trained.
 *
 * @param file with one float32 input {@code [batch, samples]}, −1 … 1, and one output {@code
 *     [batch, time, …, numbers]}
 * @param excerpt how much of a recording it hears, at which rate
 * @param pooling how the vectors of all times become one
 * @param dimension numbers in an embedding
 * @param unitLength whether embeddings are brought to length 1
 */
public record SoundModel(
    Path file, Excerpt excerpt, Pooling pooling, int dimension, boolean unitLength) {
  /** How the vectors of all times become one. */
  public enum Pooling {
    /** Their mean. */
    MEAN,
    /** One after another. */
    ALL
  }

  /**
   * Tells this encoder, and how it is used, from others: by SHA-256 of the file, of the files
   * beside it that hold weights of it, and of all else that decides an embedding.
   *
   * @throws dev.quickstudy.data.DataException if one of them is not there
   */
  String description() {
    return "recordings by "
        + OnnxFile.hash(
            file,
            "recordings 1, %s, %s, %d, %s".formatted(excerpt, pooling, dimension, unitLength));
  }
}
