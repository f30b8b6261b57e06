package dev.quickstudy.data.characters;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.files.Idx;
import dev.quickstudy.files.Hash;
import dev.quickstudy.task.ClassPool;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Grey pictures of IDX files by the numbers that label them, kept as bytes and given out as {@code
 * [1, rows, columns]} of 0 (a byte of 0) to 1 (255). Classes are named by their number, in
 * ascending order; within one, pictures are in the files' order. Only one picture is held beside
 * those that are kept.
 */
final class IdxPictures implements ClassPool {
  /** A file of pictures and the file that says what they show. */
  record Pair(Path pictures, Path labels) {}

  private static final int LABELS = 256;

  private final int rows;
  private final int columns;
  private final List<Integer> labels;
  private final List<byte[]> pictures;
  private final String fingerprint;

  private IdxPictures(int rows, int columns, List<Growing> byLabel, String preparation) {
    this.rows = rows;
    this.columns = columns;
    this.labels =
        IntStream.range(0, byLabel.size())
            .filter(label -> byLabel.get(label).filled > 0)
            .boxed()
            .toList();
    this.pictures = labels.stream().map(label -> byLabel.get(label).bytes).toList();
    Hash all = Hash.fingerprint(preparation + ", " + rows + "×" + columns);
    for (int i = 0; i < labels.size(); i++) {
      all.add(String.valueOf(labels.get(i))).add(pictures.get(i), pictures.get(i).length);
    }
    this.fingerprint = all.hex();
  }

  /**
   * Reads pairs of files, one after another.
   *
   * @param mostBytes pictures that need more memory together are refused
   * @throws DataException if a file is missing, damaged or has a header that does not fit it, if a
   *     pair has not as many labels as pictures, or if pictures are of different sizes
   */
  static IdxPictures read(String preparation, List<Pair> pairs, int mostBytes) {
    List<Growing> byLabel = Stream.generate(Growing::new).limit(LABELS).toList();
    int[] shape = new int[2];
    int[] room = {mostBytes};
    for (Pair pair : pairs) {
      read(pair, labels(pair.labels(), mostBytes), shape, room, byLabel);
    }
    return new IdxPictures(shape[0], shape[1], byLabel, preparation);
  }

  private static byte[] labels(Path file, int mostBytes) {
    try (Idx idx = new Idx(file, 1)) {
      checkRoom(file, idx.values(), mostBytes);
      byte[] labels = new byte[idx.size(0)];
      idx.read(labels, 0, labels.length);
      idx.end();
      return labels;
    }
  }

  private static void checkRoom(Path file, long bytes, int most) {
    if (bytes > most) {
      throw new DataException(
          "%s holds %d bytes unpacked, but only %d are kept; take fewer, or smaller pictures"
              .formatted(file, bytes, most));
    }
  }

  private static void read(
      Pair pair, byte[] labels, int[] shape, int[] room, List<Growing> byLabel) {
    try (Idx idx = new Idx(pair.pictures(), 3)) {
      if (idx.size(0) != labels.length) {
        throw new DataException(
            "%s has %d pictures, but %s has %d labels; put files there that belong together"
                .formatted(pair.pictures(), idx.size(0), pair.labels(), labels.length));
      }
      if (shape[0] != 0 && (shape[0] != idx.size(1) || shape[1] != idx.size(2))) {
        throw new DataException(
            "%s has pictures of %d×%d, but those of the file before have %d×%d"
                .formatted(pair.pictures(), idx.size(1), idx.size(2), shape[0], shape[1]));
      }
      shape[0] = idx.size(1);
      shape[1] = idx.size(2);
      checkRoom(pair.pictures(), idx.values(), room[0]);
      room[0] -= Math.toIntExact(idx.values());
      int pixels = Math.multiplyExact(shape[0], shape[1]);
      for (byte label : labels) {
        byLabel.get(label & 0xff).coming += pixels;
      }
      byLabel.forEach(Growing::grow);
      for (byte label : labels) {
        Growing own = byLabel.get(label & 0xff);
        idx.read(own.bytes, own.filled, pixels);
        own.filled += pixels;
      }
      idx.end();
    }
  }

  /** The pictures of a class, one after another, while files are read. */
  private static final class Growing {
    private byte[] bytes = new byte[0];
    private int filled;
    private int coming;

    /** Makes room for exactly what is coming. */
    void grow() {
      bytes = Arrays.copyOf(bytes, filled + coming);
      coming = 0;
    }
  }

  @Override
  public int classes() {
    return labels.size();
  }

  @Override
  public String className(int classIndex) {
    return String.valueOf(labels.get(classIndex));
  }

  @Override
  public int size(int classIndex) {
    return pictures.get(classIndex).length / (rows * columns);
  }

  @Override
  public long[] exampleShape() {
    return new long[] {1, rows, columns};
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    byte[] own = pictures.get(classIndex);
    int pixels = rows * columns;
    for (int i = 0; i < pixels; i++) {
      into[offset + i] = (own[exampleIndex * pixels + i] & 0xff) / 255f;
    }
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
