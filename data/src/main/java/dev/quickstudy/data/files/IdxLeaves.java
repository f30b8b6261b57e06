package dev.quickstudy.data.files;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.files.FileTree.Leaf;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pictures in IDX files, as MNIST's are, as if each were a file of its own in a folder named after
 * its label: {@code train-images-idx3-ubyte} with {@code train-labels-idx1-ubyte} beside it, plain
 * or compressed.
 */
final class IdxLeaves {
  private static final Pattern PICTURES =
      Pattern.compile("(.*)images([-.]idx)3([-.]ubyte)(\\.gz)?", Pattern.CASE_INSENSITIVE);

  private static final int MOST_BYTES = 1 << 28;
  private static final int SHADES = 256;
  private static final int HEADER = 14 + 40 + 4 * SHADES;

  private IdxLeaves() {}

  /** Whether a file is one of pictures by its name. */
  static boolean isPictures(String name) {
    return PICTURES.matcher(name).matches();
  }

  /** The names of a file of pictures and of its labels, as they may be. */
  static List<String> withLabels(String pictures) {
    List<String> names = new ArrayList<>(labels(pictures));
    names.add(pictures);
    return names;
  }

  /** The names that its file of labels may have. */
  private static List<String> labels(String pictures) {
    Matcher match = PICTURES.matcher(pictures);
    if (!match.matches()) {
      return List.of();
    }
    String plain = match.group(1) + "labels" + match.group(2) + "1" + match.group(3);
    return List.of(plain, plain + ".gz");
  }

  /**
   * Takes the files out of a tree and puts their pictures in.
   *
   * @throws DataException if one is damaged, or the labels are not those of the pictures
   */
  static void unpack(FileTree tree) {
    Map<List<String>, Leaf> all = new HashMap<>();
    tree.files.forEach(file -> all.put(file.parts(), file));
    List<Leaf> files = tree.files.stream().filter(file -> isPictures(file.name())).toList();
    for (Leaf file : files) {
      Optional<Leaf> labels =
          labels(file.name()).stream()
              .map(name -> FileTree.joined(file.folders(), name))
              .filter(all::containsKey)
              .map(name -> all.getOrDefault(name, file))
              .findFirst();
      tree.files.remove(file);
      labels.ifPresent(tree.files::remove);
      unpack(tree, file, labels);
    }
  }

  private static void unpack(FileTree tree, Leaf file, Optional<Leaf> labels) {
    Optional<byte[]> classes = labels.map(IdxLeaves::values);
    try (Idx idx = new Idx(Path.of(file.called()), 3)) {
      require(idx, file);
      if (classes.isPresent() && classes.get().length != idx.size(0)) {
        throw new DataException(
            "%s has %d pictures, but %s has %d labels; put files there that belong together"
                .formatted(
                    file.called(), idx.size(0), labels.get().called(), classes.get().length));
      }
      for (int i = 0; i < idx.size(0); i++) {
        byte[] pixels = new byte[idx.size(1) * idx.size(2)];
        idx.read(pixels, 0, pixels.length);
        List<String> parts = new ArrayList<>(file.folders());
        split(file.name()).ifPresent(parts::add);
        if (classes.isPresent()) {
          parts.add(String.valueOf(classes.get()[i] & 0xff));
        }
        parts.add("%s %07d".formatted(file.name(), i + 1));
        byte[] bitmap = bitmap(pixels, idx.size(1), idx.size(2));
        tree.add(
            new Leaf(
                List.copyOf(parts),
                "%s: picture %d".formatted(file.called(), i + 1),
                bitmap.length,
                () -> new ByteArrayInputStream(bitmap)));
      }
      idx.end();
    }
    tree.said.add(
        "%s%s".formatted(file.name(), labels.map(own -> " with " + own.name()).orElse("")));
  }

  /** The folder of a split, by the name before {@code images}. */
  private static Optional<String> split(String name) {
    String before = name.substring(0, name.toLowerCase(Locale.ROOT).lastIndexOf("images"));
    return before.toLowerCase(Locale.ROOT).contains("t10k")
        ? Optional.of("test")
        : ExampleLayout.split(before).map(split -> split.label());
  }

  private static byte[] values(Leaf file) {
    try (Idx idx = new Idx(Path.of(file.called()), 1)) {
      require(idx, file);
      byte[] values = new byte[idx.size(0)];
      idx.read(values, 0, values.length);
      idx.end();
      return values;
    }
  }

  private static void require(Idx idx, Leaf file) {
    if (idx.values() > MOST_BYTES) {
      throw new DataException(
          "%s holds %d bytes unpacked; at most %d are read"
              .formatted(file.called(), idx.values(), MOST_BYTES));
    }
  }

  /** A grey BMP file of 8 bits: the lowest row first, each filled up to a multiple of 4 bytes. */
  private static byte[] bitmap(byte[] pixels, int rows, int columns) {
    int row = (columns + 3) / 4 * 4;
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + row * rows).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 'B').put((byte) 'M').putInt(bytes.capacity()).putInt(0).putInt(HEADER);
    bytes.putInt(40).putInt(columns).putInt(rows).putShort((short) 1).putShort((short) 8);
    bytes.putInt(0).putInt(row * rows).putInt(0).putInt(0).putInt(SHADES).putInt(0);
    for (int shade = 0; shade < SHADES; shade++) {
      bytes.putInt(shade << 16 | shade << 8 | shade);
    }
    for (int y = rows - 1; y >= 0; y--) {
      bytes.position(HEADER + (rows - 1 - y) * row);
      bytes.put(pixels, y * columns, columns);
    }
    return bytes.array();
  }
}
