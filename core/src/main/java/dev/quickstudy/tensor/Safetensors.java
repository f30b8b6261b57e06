package dev.quickstudy.tensor;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tensors and text metadata of one safetensors file: eight bytes with the header's length, the
 * header in JSON, then the elements of all tensors, little-endian, row by row.
 *
 * <p>Reading is strict: a file is read only if every byte of it belongs to exactly one tensor of a
 * known type and fitting shape.
 */
public final class Safetensors {
  /** Elements that are copied at once between a file and an array. */
  private static final int PIECE = 1 << 13;

  private Safetensors() {}

  /**
   * What a file holds.
   *
   * @param tensors by name, in the order of their elements in the file
   * @param metadata texts by name, in the order of the header
   */
  public record Content(Map<String, Tensor> tensors, Map<String, String> metadata) {}

  /**
   * Reads a file. Its tensors belong to the current {@link Scope}. Besides them, memory holds no
   * more than one tensor's elements at a time.
   *
   * @throws TensorException if the file is no valid safetensors file or has tensors other than F32,
   *     F64, BF16 and I64
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static Content read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      SafetensorsHeader header = SafetensorsHeader.read(file, Files.size(file), in);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        tensors.put(entry.name(), readTensor(file, entry, in));
      }
      return new Content(
          Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(header.metadata()));
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  private static Tensor readTensor(Path file, SafetensorsHeader.Entry entry, InputStream in)
      throws IOException {
    int count = Shape.elements(entry.shape());
    return switch (entry.type()) {
      case FLOAT32 -> {
        float[] values = new float[count];
        readPieces(
            file, entry, in, (piece, at, size) -> piece.asFloatBuffer().get(values, at, size));
        yield Tensor.of(values, entry.shape());
      }
      case FLOAT64 -> {
        double[] values = new double[count];
        readPieces(
            file, entry, in, (piece, at, size) -> piece.asDoubleBuffer().get(values, at, size));
        yield Tensor.of(values, entry.shape());
      }
      case BFLOAT16 -> {
        float[] values = new float[count];
        readPieces(
            file,
            entry,
            in,
            (piece, at, size) -> {
              for (int i = 0; i < size; i++) {
                values[at + i] = Float.intBitsToFloat(piece.getShort(2 * i) << 16);
              }
            });
        yield Tensor.of(values, entry.shape()).to(DType.BFLOAT16);
      }
      case INT64 -> {
        long[] values = new long[count];
        readPieces(
            file, entry, in, (piece, at, size) -> piece.asLongBuffer().get(values, at, size));
        yield Tensor.of(values, entry.shape());
      }
    };
  }

  private static void readPieces(
      Path file, SafetensorsHeader.Entry entry, InputStream in, Copy copy) throws IOException {
    int count = Shape.elements(entry.shape());
    int width = entry.type().bytes();
    byte[] bytes = new byte[PIECE * width];
    ByteBuffer piece = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size;
    for (int at = 0; at < count; at += size) {
      size = Math.min(PIECE, count - at);
      if (in.readNBytes(bytes, 0, size * width) < size * width) {
        // The header fitted the file's size, so the file has changed since.
        throw new TensorException(
            file + ": the file ends within tensor " + SafetensorsHeader.shown(entry.name()));
      }
      copy.copy(piece, at, size);
    }
  }

  /**
   * Writes a file as a whole, by {@link AtomicFile}. Tensors are written one after the other in the
   * map's order.
   *
   * @throws UsageException if a tensor is called {@code __metadata__}
   * @throws java.io.UncheckedIOException if the file cannot be written; an old file then stays
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    byte[] header = SafetensorsHeader.bytes(tensors, metadata);
    AtomicFile.replace(
        file,
        out -> {
          out.write(header);
          for (Tensor tensor : tensors.values()) {
            writeTensor(tensor, out);
          }
        });
  }

  private static void writeTensor(Tensor tensor, OutputStream out) throws IOException {
    switch (tensor.type()) {
      case FLOAT32 -> {
        float[] values = tensor.toFloats();
        writePieces(tensor, out, (piece, at, size) -> piece.asFloatBuffer().put(values, at, size));
      }
      case FLOAT64 -> {
        double[] values = tensor.toDoubles();
        writePieces(tensor, out, (piece, at, size) -> piece.asDoubleBuffer().put(values, at, size));
      }
      case BFLOAT16 -> {
        float[] values = tensor.toFloats();
        writePieces(
            tensor,
            out,
            (piece, at, size) -> {
              for (int i = 0; i < size; i++) {
                piece.putShort(2 * i, (short) (Float.floatToRawIntBits(values[at + i]) >>> 16));
              }
            });
      }
      case INT64 -> {
        long[] values = tensor.toLongs();
        writePieces(tensor, out, (piece, at, size) -> piece.asLongBuffer().put(values, at, size));
      }
    }
  }

  private static void writePieces(Tensor tensor, OutputStream out, Copy copy) throws IOException {
    int count = Shape.elements(tensor.shape());
    int width = tensor.type().bytes();
    byte[] bytes = new byte[PIECE * width];
    ByteBuffer piece = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size;
    for (int at = 0; at < count; at += size) {
      size = Math.min(PIECE, count - at);
      copy.copy(piece, at, size);
      out.write(bytes, 0, size * width);
    }
  }

  /** Copies {@code size} elements between the start of a piece and an array from {@code at} on. */
  private interface Copy {
    void copy(ByteBuffer piece, int at, int size);
  }
}
