package dev.quickstudy.tensor;

import dev.quickstudy.files.AtomicFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tensors and text metadata in the safetensors format, in a file or a stream: eight bytes with the
 * header's length, the header in JSON, then the elements of all tensors, little-endian, row by row.
 *
 * <p>Reading is strict: a file is read only if every byte of it belongs to exactly one tensor of a
 * known type and fitting shape. A header may have 16 MB and describe 65,536 tensors.
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
    try (InputStream in = opened(file)) {
      return read(in, file.toString(), OptionalLong.of(Files.size(file)));
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  /**
   * Opens a file. A pipe or a device has no size to check the header against, and opening a pipe
   * may wait for ever.
   */
  private static InputStream opened(Path file) throws IOException {
    if (Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
      throw new TensorException(
          file + " is a pipe or a device; name a file, or read the pipe as a stream");
    }
    return new BufferedInputStream(Files.newInputStream(file));
  }

  /**
   * Reads a stream to its end, as {@link #read(Path)} reads a file, and leaves it open. Memory is
   * taken as bytes arrive: what a header claims allocates nothing.
   *
   * @param name of what is read, for messages
   * @throws TensorException as {@link #read(Path)}; also if anything follows the last tensor
   * @throws java.io.UncheckedIOException if the stream cannot be read
   */
  public static Content read(InputStream in, String name) {
    try {
      return read(new BufferedInputStream(in), name, OptionalLong.empty());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * The metadata of a file, of which no more than the header is read.
   *
   * @throws TensorException if the header is none
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static Map<String, String> metadata(Path file) {
    try (InputStream in = opened(file)) {
      return Collections.unmodifiableMap(
          SafetensorsHeader.read(file.toString(), OptionalLong.of(Files.size(file)), in)
              .metadata());
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  /**
   * @param size of all in bytes, where that is known
   */
  private static Content read(InputStream in, String name, OptionalLong size) throws IOException {
    SafetensorsHeader header = SafetensorsHeader.read(name, size, in);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      tensors.put(entry.name(), readTensor(name, entry, in, size.isPresent()));
    }
    if (in.read() >= 0) {
      throw new TensorException(
          name + ": after the last tensor there are bytes that belong to none");
    }
    return new Content(
        Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(header.metadata()));
  }

  /**
   * @param there whether the tensor's bytes are known to be there
   */
  private static Tensor readTensor(
      String name, SafetensorsHeader.Entry entry, InputStream in, boolean there)
      throws IOException {
    int count = Shape.elements(entry.shape());
    int room = there ? count : Math.min(count, PIECE);
    return switch (entry.type()) {
      case FLOAT32 ->
          Tensor.of(
              readPieces(
                  name,
                  entry,
                  in,
                  new float[room],
                  Arrays::copyOf,
                  (piece, values, at, size) -> piece.asFloatBuffer().get(values, at, size)),
              entry.shape());
      case FLOAT64 ->
          Tensor.of(
              readPieces(
                  name,
                  entry,
                  in,
                  new double[room],
                  Arrays::copyOf,
                  (piece, values, at, size) -> piece.asDoubleBuffer().get(values, at, size)),
              entry.shape());
      case BFLOAT16 ->
          Tensor.of(
                  readPieces(
                      name,
                      entry,
                      in,
                      new float[room],
                      Arrays::copyOf,
                      (piece, values, at, size) -> {
                        for (int i = 0; i < size; i++) {
                          values[at + i] = Float.intBitsToFloat(piece.getShort(2 * i) << 16);
                        }
                      }),
                  entry.shape())
              .to(DType.BFLOAT16);
      case INT64 ->
          Tensor.of(
              readPieces(
                  name,
                  entry,
                  in,
                  new long[room],
                  Arrays::copyOf,
                  (piece, values, at, size) -> piece.asLongBuffer().get(values, at, size)),
              entry.shape());
    };
  }

  /**
   * All elements of a tensor.
   *
   * @param room an array for the first of them, which grows as they arrive
   * @param <A> the type of array
   */
  private static <A> A readPieces(
      String name,
      SafetensorsHeader.Entry entry,
      InputStream in,
      A room,
      Grow<A> grow,
      Take<A> take)
      throws IOException {
    int count = Shape.elements(entry.shape());
    int width = entry.type().bytes();
    byte[] bytes = new byte[PIECE * width];
    ByteBuffer piece = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    A values = room;
    int held = Array.getLength(room);
    int size;
    for (int at = 0; at < count; at += size) {
      size = Math.min(PIECE, count - at);
      if (in.readNBytes(bytes, 0, size * width) < size * width) {
        throw new TensorException(
            name + ": the file ends within tensor " + SafetensorsHeader.shown(entry.name()));
      }
      if (at + size > held) {
        held = (int) Math.min(count, 2L * held);
        values = grow.to(values, held);
      }
      take.take(piece, values, at, size);
    }
    return values;
  }

  /**
   * Writes a file as a whole, by {@link AtomicFile}. Tensors are written one after the other in the
   * map's order.
   *
   * @throws UsageException if a tensor is called {@code __metadata__}, or there is more than {@link
   *     #read(Path)} would read again
   * @throws java.io.UncheckedIOException if the file cannot be written; an old file then stays
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    byte[] header = SafetensorsHeader.bytes(tensors, metadata);
    AtomicFile.replace(file, out -> write(out, header, tensors));
  }

  /**
   * Writes to a stream, as {@link #write(Path, Map, Map)} to a file, and leaves it open.
   *
   * @throws UsageException as {@link #write(Path, Map, Map)}
   * @throws java.io.UncheckedIOException if the stream cannot be written
   */
  public static void write(
      OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata) {
    byte[] header = SafetensorsHeader.bytes(tensors, metadata);
    try {
      write(out, header, tensors);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write tensors: " + e.getMessage(), e);
    }
  }

  private static void write(OutputStream out, byte[] header, Map<String, Tensor> tensors)
      throws IOException {
    out.write(header);
    for (Tensor tensor : tensors.values()) {
      writeElements(tensor, out);
    }
  }

  /**
   * Writes a tensor's elements as files hold them: little-endian, row by row, without type or
   * shape.
   */
  public static void writeElements(Tensor tensor, OutputStream out) throws IOException {
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

  private static void writePieces(Tensor tensor, OutputStream out, Put put) throws IOException {
    int count = Shape.elements(tensor.shape());
    int width = tensor.type().bytes();
    byte[] bytes = new byte[PIECE * width];
    ByteBuffer piece = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size;
    for (int at = 0; at < count; at += size) {
      size = Math.min(PIECE, count - at);
      put.put(piece, at, size);
      out.write(bytes, 0, size * width);
    }
  }

  /** Puts {@code size} elements of an array, from {@code at} on, at the start of a piece. */
  private interface Put {
    void put(ByteBuffer piece, int at, int size);
  }

  /** Takes {@code size} elements from the start of a piece into an array, from {@code at} on. */
  private interface Take<A> {
    void take(ByteBuffer piece, A values, int at, int size);
  }

  /** A longer copy of an array. */
  private interface Grow<A> {
    A to(A values, int length);
  }
}
