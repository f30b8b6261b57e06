package dev.quickstudy.data.files;

import dev.quickstudy.data.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * One file of bytes in the IDX format (LeCun, Cortes and Burges, "The MNIST database of handwritten
 * digits"), plain or compressed by gzip, read from its beginning to its end: two bytes of 0, the
 * type of the values, the number of dimensions, their sizes as big-endian 32-bit numbers, then the
 * values, the last dimension fastest. Nothing is allocated by what a header says before that has
 * been held against the file's length.
 */
public final class Idx implements AutoCloseable {
  private static final int UNSIGNED_BYTE = 8;
  private static final int GZIP_MAGIC = 0x1f8b;

  /** Deflate makes at most 1,032 bytes of one (zlib's technical notes), and then a few. */
  private static final long MOST_INFLATED = 1032;

  private static final long SLACK = 4096;

  private final Path file;
  private final InputStream stream;
  private final int[] sizes;

  /**
   * Opens a file and reads its header.
   *
   * @param dimensions how many it must have
   * @throws DataException if it cannot be read, is not in this format, has values of another type
   *     or another number of dimensions, or if the sizes in its header do not fit its length
   */
  public Idx(Path file, int dimensions) {
    this.file = file;
    InputStream opened = InputStream.nullInputStream();
    try {
      opened = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      opened.mark(2);
      boolean compressed = (opened.read() << 8 | opened.read()) == GZIP_MAGIC;
      opened.reset();
      stream = compressed ? new GZIPInputStream(opened, 1 << 16) : opened;
      sizes = header(dimensions);
      checkLength(compressed, Files.size(file));
    } catch (IOException e) {
      closeQuietly(opened);
      throw failure(e);
    } catch (DataException e) {
      closeQuietly(opened);
      throw e;
    }
  }

  private static void closeQuietly(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // What went wrong before is what the user should read.
    }
  }

  private int[] header(int dimensions) throws IOException {
    ByteBuffer magic = ByteBuffer.wrap(exactly(4));
    if (magic.getShort() != 0) {
      throw new DataException(
          file + " is no IDX file: it does not begin with two bytes of 0; put the original there");
    }
    int type = magic.get() & 0xff;
    int found = magic.get() & 0xff;
    if (type != UNSIGNED_BYTE) {
      throw new DataException(
          "%s has values of IDX type 0x%02x, but only unsigned bytes (0x08) are read"
              .formatted(file, type));
    }
    if (found != dimensions) {
      throw new DataException(
          "%s has %d dimensions, but %d are expected (%s); are pictures and labels exchanged?"
              .formatted(
                  file,
                  found,
                  dimensions,
                  dimensions == 1 ? "labels" : "pictures, rows and columns"));
    }
    ByteBuffer numbers = ByteBuffer.wrap(exactly(4 * dimensions));
    int[] all = IntStream.range(0, dimensions).map(i -> numbers.getInt()).toArray();
    if (Arrays.stream(all).anyMatch(size -> size < 1)) {
      throw new DataException(file + ": its header says " + words(all) + "; sizes are at least 1");
    }
    return all;
  }

  private void checkLength(boolean compressed, long length) {
    long header = 4 + 4L * sizes.length;
    // The product of three sizes below 2³¹ may not fit a long; doubles are exact to 2⁵³.
    double values = Arrays.stream(sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
    boolean fits =
        compressed
            ? values <= MOST_INFLATED * length + SLACK
            : values == (double) (length - header);
    if (!fits) {
      throw new DataException(
          "%s: its header says %s, which does not fit its %d bytes; it is cut off or damaged"
              .formatted(file, words(sizes), length));
    }
  }

  private static String words(int[] sizes) {
    return Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining("×"));
  }

  /** The size of a dimension, at least 1. */
  public int size(int dimension) {
    return sizes[dimension];
  }

  /** How many values there are, in all. */
  public long values() {
    return Arrays.stream(sizes).asLongStream().reduce(1, Math::multiplyExact);
  }

  /**
   * Reads the next values.
   *
   * @throws DataException if the file ends before, or is damaged
   */
  public void read(byte[] into, int offset, int count) {
    try {
      if (stream.readNBytes(into, offset, count) < count) {
        throw new EOFException();
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Says that all has been read, so that gzip's checksum is looked at too.
   *
   * @throws DataException if there is more, or if the checksum does not fit
   */
  public void end() {
    try {
      if (stream.read() >= 0) {
        throw new DataException(
            file + " goes on after the " + words(sizes) + " values that its header says");
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = stream.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private DataException failure(IOException cause) {
    return cause instanceof EOFException
        ? new DataException(file + " ends too early; it is cut off, put a whole one there")
        : new DataException(file + " cannot be read", cause);
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
