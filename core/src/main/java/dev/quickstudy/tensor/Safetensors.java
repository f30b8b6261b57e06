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
  /** Elements are copied in pieces of so many bytes, a multiple of every element's size. */
  private static final int CHUNK = 1 << 18;

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
   *     F64 and I64
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
    long[] shape = entry.shape();
    int count = Shape.elements(shape);
    ByteBuffer chunk = chunk(entry.type(), count);
    switch (entry.type()) {
      case FLOAT32 -> {
        float[] values = new float[count];
        for (int i = 0; i < count; i += chunk.limit() / Float.BYTES) {
          fill(chunk, in, (long) (count - i) * Float.BYTES, file, entry);
          chunk.asFloatBuffer().get(values, i, chunk.limit() / Float.BYTES);
        }
        return Tensor.of(values, shape);
      }
      case FLOAT64 -> {
        double[] values = new double[count];
        for (int i = 0; i < count; i += chunk.limit() / Double.BYTES) {
          fill(chunk, in, (long) (count - i) * Double.BYTES, file, entry);
          chunk.asDoubleBuffer().get(values, i, chunk.limit() / Double.BYTES);
        }
        return Tensor.of(values, shape);
      }
      case INT64 -> {
        long[] values = new long[count];
        for (int i = 0; i < count; i += chunk.limit() / Long.BYTES) {
          fill(chunk, in, (long) (count - i) * Long.BYTES, file, entry);
          chunk.asLongBuffer().get(values, i, chunk.limit() / Long.BYTES);
        }
        return Tensor.of(values, shape);
      }
    }
    throw new AssertionError(entry.type());
  }

  private static void fill(
      ByteBuffer chunk, InputStream in, long left, Path file, SafetensorsHeader.Entry entry)
      throws IOException {
    chunk.clear().limit((int) Math.min(chunk.capacity(), left));
    if (in.readNBytes(chunk.array(), 0, chunk.limit()) < chunk.limit()) {
      // The header was checked against the file's size, so the file has changed since.
      throw new TensorException(file + ": the file ends within tensor " + entry.name());
    }
  }

  /**
   * Writes a file as a whole, by {@link AtomicFile}. Tensors are written one after the other in the
   * map's order.
   *
   * @throws IllegalArgumentException if a tensor is called {@code __metadata__}
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
    int count = Shape.elements(tensor.shape());
    ByteBuffer chunk = chunk(tensor.type(), count);
    int step = chunk.capacity() / tensor.type().bytes();
    switch (tensor.type()) {
      case FLOAT32 -> {
        float[] values = tensor.toFloats();
        for (int i = 0; i < count; i += step) {
          int size = Math.min(step, count - i);
          chunk.asFloatBuffer().put(values, i, size);
          out.write(chunk.array(), 0, size * Float.BYTES);
        }
      }
      case FLOAT64 -> {
        double[] values = tensor.toDoubles();
        for (int i = 0; i < count; i += step) {
          int size = Math.min(step, count - i);
          chunk.asDoubleBuffer().put(values, i, size);
          out.write(chunk.array(), 0, size * Double.BYTES);
        }
      }
      case INT64 -> {
        long[] values = tensor.toLongs();
        for (int i = 0; i < count; i += step) {
          int size = Math.min(step, count - i);
          chunk.asLongBuffer().put(values, i, size);
          out.write(chunk.array(), 0, size * Long.BYTES);
        }
      }
    }
  }

  private static ByteBuffer chunk(DType type, int count) {
    int bytes = (int) Math.min(CHUNK, (long) count * type.bytes());
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
