package dev.quickstudy.train;

import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A safetensors file of this system: tensors, each with a checksum, and fields of text in its
 * metadata, among them what kind of file it is and in which version of that format.
 *
 * @param path what messages name
 * @param kind what messages call it, for instance {@code a checkpoint}
 */
public record TensorFile(
    Path path, Kind kind, Map<String, Tensor> tensors, Map<String, String> fields) {
  private static final int BLOCK = 1 << 16;
  private static final String FORMAT = "format";
  private static final String FORMAT_VERSION = "formatVersion";
  private static final String CHECKSUM = "checksum.";

  /**
   * What a file is.
   *
   * @param format its word in the metadata
   * @param version the newest that this program writes and reads, from 1
   * @param noun with its article, for messages
   */
  public record Kind(String format, int version, String noun) {}

  /**
   * Writes a file, replacing it as a whole.
   *
   * @param fields further metadata
   */
  public static void write(
      Path path, Kind kind, Map<String, Tensor> tensors, Map<String, String> fields) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, kind.format());
    metadata.put(FORMAT_VERSION, Integer.toString(kind.version()));
    metadata.putAll(fields);
    tensors.forEach((name, tensor) -> metadata.put(CHECKSUM + name, checksum(tensor)));
    Safetensors.write(path, tensors, metadata);
  }

  /**
   * Reads a file; its tensors belong to the current scope.
   *
   * @throws TrainingException if it is not of this kind and a known version, or a tensor does not
   *     match its checksum
   * @throws dev.quickstudy.tensor.TensorException if it is damaged
   */
  public static TensorFile read(Path path, Kind kind) {
    Safetensors.Content content = Safetensors.read(path);
    TensorFile file = new TensorFile(path, kind, content.tensors(), content.metadata());
    if (!file.optional(FORMAT).equals(Optional.of(kind.format()))) {
      throw new TrainingException(
          path + " is a safetensors file, but not " + kind.noun() + " of Quickstudy");
    }
    long version = file.number(FORMAT_VERSION);
    if (version != kind.version()) {
      throw new TrainingException(
          "%s has %s format %d, but this version reads formats up to %d; use the version of Quickstudy that wrote it (%s)"
              .formatted(
                  path,
                  kind.noun().replaceFirst("^an? ", ""),
                  version,
                  kind.version(),
                  file.text("version")));
    }
    file.tensors.forEach(
        (name, tensor) -> {
          if (!file.text(CHECKSUM + name).equals(checksum(tensor))) {
            throw new TrainingException(
                path + " is damaged: tensor " + name + " does not match its checksum");
          }
        });
    return file;
  }

  /**
   * CRC-32C of a tensor's numbers as float64, big-endian; the file format has no check of its own.
   */
  private static String checksum(Tensor tensor) {
    double[] numbers = tensor.toDoubles();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * Math.min(BLOCK, numbers.length));
    CRC32C crc = new CRC32C();
    for (int from = 0; from < numbers.length; from += BLOCK) {
      int count = Math.min(BLOCK, numbers.length - from);
      bytes.asDoubleBuffer().put(numbers, from, count);
      crc.update(bytes.array(), 0, Double.BYTES * count);
    }
    return Long.toHexString(crc.getValue());
  }

  /**
   * A tensor.
   *
   * @throws TrainingException if it is missing
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new TrainingException(path + " lacks the tensor '" + name + "' of " + kind.noun());
    }
    return tensor;
  }

  /** A field that may be missing. */
  public Optional<String> optional(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /**
   * A field.
   *
   * @throws TrainingException if it is missing
   */
  public String text(String name) {
    return optional(name)
        .orElseThrow(
            () ->
                new TrainingException(path + " lacks the field '" + name + "' of " + kind.noun()));
  }

  /**
   * A field that is a whole number.
   *
   * @throws TrainingException if it is missing or none
   */
  public long number(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw wrong(name, e);
    }
  }

  /**
   * A field that is a number.
   *
   * @throws TrainingException if it is missing or none
   */
  public double real(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw wrong(name, e);
    }
  }

  private TrainingException wrong(String name, NumberFormatException cause) {
    return new TrainingException(
        path + " has '" + fields.get(name) + "' in the field '" + name + "', which is no number",
        cause);
  }
}
