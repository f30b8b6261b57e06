package dev.quickstudy.data.files;

import dev.quickstudy.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files in a folder or in a zip archive, by their names from there on, in the order of the
 * names. Links are followed. What is no example by its name is not among them, but counted.
 */
class FileTree implements AutoCloseable {
  static final int MOST_FILES = 1_000_000;
  private static final int DEEPEST = 64;

  /** Sorts names folder by folder. */
  static final Comparator<List<String>> BY_NAME =
      (a, b) -> {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
          int order = a.get(i).compareTo(b.get(i));
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(a.size(), b.size());
      };

  final Path path;
  final List<Leaf> files = new ArrayList<>();
  final SortedSet<List<String>> folders = new TreeSet<>(BY_NAME);

  /** Names of what was passed over. */
  final SortedSet<String> passedOver = new TreeSet<>();

  /** What was read in another way than it is written, for people. */
  final List<String> said = new ArrayList<>();

  final Refusals refusals = new Refusals();

  /** Reads what a file begins with. */
  interface Opening {
    InputStream open() throws IOException;
  }

  /**
   * A file.
   *
   * @param parts its folders, and its name
   * @param called what messages call it
   * @param bytes its size
   */
  record Leaf(List<String> parts, String called, long bytes, Opening opening) {
    String name() {
      return parts.get(parts.size() - 1);
    }

    List<String> folders() {
      return parts.subList(0, parts.size() - 1);
    }

    String joined() {
      return String.join("/", parts);
    }

    /** The first bytes, fewer if there are no more. */
    byte[] head(int count) throws IOException {
      try (InputStream in = opening.open()) {
        return in.readNBytes(count);
      }
    }
  }

  FileTree(Path path) {
    this.path = path;
  }

  /**
   * Lists a folder or an archive.
   *
   * @throws DataException if there is nothing, or neither a folder nor a zip archive
   */
  static FileTree of(Path path, ExampleFiles.Kind kind) {
    if (Files.isDirectory(path)) {
      FileTree tree = new FileTree(path);
      tree.walk(path, List.of(), Set.of());
      return tree;
    }
    if (kind == ExampleFiles.Kind.PICTURES && isIdx(path)) {
      return ofIdx(path);
    }
    if (!Files.exists(path)) {
      throw new DataException(
          "there is no folder %s; expected one with a folder of %s a class, or a .zip of such"
              .formatted(path, kind.many()));
    }
    ArchiveKind.requireZip(path, kind);
    return ZipTree.open(path, kind);
  }

  /** Whether a path is a file of pictures in IDX. */
  static boolean isIdx(Path path) {
    return Files.isRegularFile(path) && IdxLeaves.isPictures(path.getFileName().toString());
  }

  /** Of a file of pictures, and of labels beside it. */
  private static FileTree ofIdx(Path path) {
    FileTree tree = new FileTree(path);
    Path folder = path.toAbsolutePath().getParent();
    for (String name : IdxLeaves.withLabels(path.getFileName().toString())) {
      if (folder != null && Files.isRegularFile(folder.resolve(name))) {
        tree.found(folder.resolve(name), List.of(name), Set.of());
      }
    }
    return tree;
  }

  private void walk(Path folder, List<String> parts, Set<Path> around) {
    Set<Path> within = new TreeSet<>(around);
    try {
      within.add(folder.toRealPath());
      for (Path entry : sorted(folder)) {
        found(entry, joined(parts, entry.getFileName().toString()), within);
      }
    } catch (IOException e) {
      refusals.add(folder.toString(), " cannot be read: " + words(e));
    }
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .sorted(Comparator.comparing((Path entry) -> entry.getFileName().toString()))
          .toList();
    }
  }

  static List<String> joined(List<String> parts, String name) {
    return Stream.concat(parts.stream(), Stream.of(name)).toList();
  }

  private void found(Path entry, List<String> parts, Set<Path> around) {
    if (JunkNames.passedOver(parts.get(parts.size() - 1))) {
      passedOver.add(String.join("/", parts));
      return;
    }
    if (parts.size() > DEEPEST) {
      throw new DataException(
          "%s has more than %d folders within each other".formatted(path, DEEPEST));
    }
    requireSayable(entry.toString(), parts);
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        if (around.contains(entry.toRealPath())) {
          said.add("the link %s leads back to a folder around it, not followed".formatted(entry));
          return;
        }
        folders.add(parts);
        walk(entry, parts, around);
        return;
      }
    } catch (NoSuchFileException e) {
      refusals.add(entry.toString(), " is a link that leads nowhere");
      return;
    } catch (FileSystemLoopException e) {
      refusals.add(entry.toString(), " is a link that leads back to itself");
      return;
    } catch (IOException e) {
      refusals.add(
          entry.toString(),
          Files.isSymbolicLink(entry)
              ? " is a link that leads back to itself"
              : " cannot be read: " + words(e));
      return;
    }
    if (attributes.isRegularFile()) {
      add(new Leaf(parts, entry.toString(), attributes.size(), () -> Files.newInputStream(entry)));
    } else {
      refusals.add(entry.toString(), " is a device, a pipe or a socket, and no file");
    }
  }

  /** Files are counted before anything is done with them. */
  final void add(Leaf leaf) {
    files.add(leaf);
    if (files.size() > MOST_FILES) {
      throw new DataException("%s has more than %d files".formatted(path, MOST_FILES));
    }
  }

  /** A name whose letters were lost would be taken for others of as many letters. */
  final void requireSayable(String called, List<String> parts) {
    if (parts.get(parts.size() - 1).indexOf('\uFFFD') >= 0) {
      throw new DataException(
          called
              + " has letters in its name that this machine's locale cannot say; set a locale of"
              + " UTF-8 (LC_ALL=C.UTF-8) and start again");
    }
  }

  /** What messages call a folder. */
  String called(List<String> folder) {
    return path.resolve(String.join("/", folder)).toString();
  }

  static String words(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {}
}
