package dev.quickstudy.encoders.onnx;

import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.files.Hash;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/**
 * Embeddings of one encoder in a file that only grows. A header, the encoder's hash; then blocks: a
 * count, as many SHA-256 of what was embedded, as many embeddings, and a checksum. Whoever is
 * killed while a block is written leaves a tail without a checksum that fits; it is cut off by the
 * next writer.
 */
public final class EmbeddingFile {
  private static final byte[] MAGIC = "QSEMBED1".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH = 32;
  private static final int HEADER = 8 + HASH;
  private static final int MOST_IN_BLOCK = 1 << 16;

  /** Two threads of one process cannot hold locks on one file. */
  private static final Object WRITING = new Object();

  final Path file;
  private final byte[] encoder;
  private final int dimension;

  /** What one entry takes. */
  private final int bytes;

  /**
   * The file of an encoder, which need not be there yet.
   *
   * @param label in the file's name
   * @param hash SHA-256 of the encoder, hexadecimal
   * @param dimension numbers in an embedding
   */
  EmbeddingFile(Path folder, String label, String hash, int dimension) {
    this.file = folder.resolve(label + "-" + hash.substring(0, 12) + ".embeddings");
    this.encoder = HexFormat.of().parseHex(hash);
    this.dimension = dimension;
    this.bytes = HASH + Float.BYTES * dimension;
  }

  /** The key of a text. */
  public static ByteBuffer key(String text) {
    return ByteBuffer.wrap(Hash.sha256().add(text.getBytes(StandardCharsets.UTF_8)).bytes());
  }

  /**
   * Hears every whole entry, in the order in which they were written.
   *
   * @return where whole blocks end; 0 if there is no file yet
   */
  long read(BiConsumer<ByteBuffer, float[]> entries) {
    if (!Files.exists(file)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel, entries);
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  private long read(FileChannel channel, BiConsumer<ByteBuffer, float[]> entries)
      throws IOException {
    channel.position(0);
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 20));
    long whole = 0;
    try {
      requireHeader(in.readNBytes(HEADER));
      whole = HEADER;
      while (true) {
        int count = in.readInt();
        if (count < 1
            || count > MOST_IN_BLOCK
            || (long) count * bytes > Math.min(channel.size() - whole, Integer.MAX_VALUE)) {
          return whole;
        }
        byte[] block = in.readNBytes(count * bytes);
        if (in.readInt() != checksum(block)) {
          return whole;
        }
        hear(block, count, entries);
        whole += 2L * Integer.BYTES + block.length;
      }
    } catch (EOFException e) {
      return whole;
    }
  }

  private void requireHeader(byte[] header) throws EOFException {
    if (header.length < HEADER) {
      throw new EOFException();
    }
    byte[] expected = ByteBuffer.allocate(HEADER).put(MAGIC).put(encoder).array();
    if (!Arrays.equals(header, expected)) {
      throw new CacheException(file);
    }
  }

  private void hear(byte[] block, int count, BiConsumer<ByteBuffer, float[]> entries) {
    ByteBuffer values = ByteBuffer.wrap(block, count * HASH, block.length - count * HASH);
    for (int i = 0; i < count; i++) {
      float[] embedding = new float[dimension];
      for (int d = 0; d < embedding.length; d++) {
        embedding[d] = values.getFloat();
      }
      entries.accept(ByteBuffer.wrap(block, i * HASH, HASH).slice(), embedding);
    }
  }

  private static int checksum(byte[] block) {
    CRC32C sum = new CRC32C();
    sum.update(block);
    return (int) sum.getValue();
  }

  /**
   * Adds a block, forced to disk. Other processes may do so too; a damaged tail is cut off first.
   *
   * @param end where whole blocks were seen to end
   * @return where they end now
   */
  long append(long end, List<ByteBuffer> keys, float[][] embeddings) {
    ByteBuffer block = ByteBuffer.allocate(keys.size() * bytes);
    keys.forEach(key -> block.put(key.duplicate()));
    for (float[] embedding : embeddings) {
      for (float value : embedding) {
        block.putFloat(value);
      }
    }
    ByteBuffer out = ByteBuffer.allocate(HEADER + 2 * Integer.BYTES + block.capacity());
    synchronized (WRITING) {
      try (FileChannel channel =
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        long whole = channel.size() == end ? end : read(channel, (key, embedding) -> {});
        if (whole == 0) {
          out.put(MAGIC).put(encoder);
        }
        out.putInt(keys.size()).put(block.array()).putInt(checksum(block.array())).flip();
        channel.truncate(whole);
        channel.position(whole);
        while (out.hasRemaining()) {
          channel.write(out);
        }
        channel.force(true);
        return channel.position();
      } catch (IOException e) {
        throw AtomicFile.failure("write", file, e);
      }
    }
  }
}
