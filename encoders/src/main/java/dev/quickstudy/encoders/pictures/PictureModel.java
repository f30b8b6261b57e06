package dev.quickstudy.encoders.pictures;

import dev.quickstudy.data.pictures.PictureFit;
import dev.quickstudy.encoders.onnx.OnnxFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
 * @param fit how a picture of another shape is brought to that
 */
public record PictureModel(
    Path file,
    int height,
    int width,
    List<Double> mean,
    List<Double> deviation,
    Optional<String> output,
    int dimension,
    boolean unitLength,
    PictureFit fit) {
  public PictureModel {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /**
   * A model of which only the file is known: sizes and the dimension are the file's own, embeddings
   * are brought to length 1.
   *
   * @throws dev.quickstudy.data.DataException if there is no such file, it is no ONNX model, or
   *     does not say enough
   */
  public static PictureModel of(Path file, List<Double> mean, List<Double> deviation) {
    OnnxFile.require(file);
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
   * @throws dev.quickstudy.data.DataException if one of them is not there
   */
  String hash() {
    return OnnxFile.hash(
        file,
        "pictures 1, %d×%d, %s, %s, %s, %d, %s%s"
            .formatted(
                height,
                width,
                mean,
                deviation,
                output,
                dimension,
                unitLength,
                fit == PictureFit.FRAME ? "" : ", " + fit));
  }
}
