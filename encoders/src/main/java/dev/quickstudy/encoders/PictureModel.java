package dev.quickstudy.encoders;

import dev.quickstudy.data.DataException;
import dev.quickstudy.files.Hash;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A pretrained encoder of colour pictures that somebody else has trained: an ONNX file, and what
 * must be known beside to use it as it was trained.
 *
 * @param file with one float32 input {@code [batch, 3, height, width]}
 * @param height of pictures that it takes, in pixels
 * @param width of pictures that it takes, in pixels
 * @param mean of red, green and blue that is taken off, where 0 is black and 1 is full
 * @param deviation of each that the rest is divided by
 * @param output to take; empty takes the only one
 * @param dimension numbers in an embedding
 * @param unitLength whether embeddings are brought to length 1
 */
public record PictureModel(
    Path file,
    int height,
    int width,
    List<Double> mean,
    List<Double> deviation,
    Optional<String> output,
    int dimension,
    boolean unitLength) {
  public PictureModel {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /**
   * A model of which only the file is known: sizes and the dimension are the file's own, embeddings
   * are brought to length 1.
   *
   * @throws DataException if there is no such file, it is no ONNX model, or does not say enough
   */
  public static PictureModel of(Path file, List<Double> mean, List<Double> deviation) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          "there is no encoder " + file + "; name an ONNX file of a pretrained encoder");
    }
    return PictureEncoder.found(file, mean, deviation);
  }

  /** What its pictures look like. */
  long[] exampleShape() {
    return new long[] {3, height, width};
  }

  /**
   * SHA-256 of the file, of the files beside it that hold weights of it, and of all else that
   * decides an embedding, hexadecimal.
   *
   * @throws DataException if one of them is not there
   */
  String hash() {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          "there is no encoder " + file + "; name an ONNX file of a pretrained encoder");
    }
    try {
      Hash hash = Hash.sha256();
      SortedSet<String> beside;
      try (InputStream in = reading(file, hash)) {
        beside = ExternalWeights.in(in);
      }
      for (String name : beside) {
        hash.add((name + "\n").getBytes(StandardCharsets.UTF_8));
        try (InputStream in = reading(weights(name), hash)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
      String settings =
          "pictures 1, %d×%d, %s, %s, %s, %d, %s"
              .formatted(height, width, mean, deviation, output, dimension, unitLength);
      return hash.add(settings.getBytes(StandardCharsets.UTF_8)).hex();
    } catch (IOException e) {
      throw new DataException(file + " cannot be read", e);
    }
  }

  private static InputStream reading(Path from, Hash hash) throws IOException {
    return new BufferedInputStream(hash.reading(Files.newInputStream(from)), 1 << 16);
  }

  /** A file of weights that the model names. */
  private Path weights(String name) {
    try {
      Path found = file.resolveSibling(name);
      if (Files.isRegularFile(found)) {
        return found;
      }
    } catch (InvalidPathException e) {
      // as one that is not there
    }
    throw new DataException(
        "the encoder %s has weights in the file %s, which is not beside it; put it there"
            .formatted(file, name));
  }
}
