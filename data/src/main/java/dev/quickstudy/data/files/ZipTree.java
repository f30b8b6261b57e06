package dev.quickstudy.data.files;

import dev.quickstudy.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The files in a zip archive. Nothing is unpacked to disk. */
final class ZipTree extends FileTree {
  /** What programs write that do not say how they write names. */
  private static final String DOS = "IBM437";

  private static final long HARMLESS_BYTES = 1L << 30;

  private final ZipFile zip;

  private ZipTree(Path file, ZipFile zip) {
    super(file);
    this.zip = zip;
  }

  /**
   * Lists an archive.
   *
   * @throws DataException if it is damaged or encrypted, an entry's name leads out of it or is
   *     there twice, or it holds absurdly much
   */
  static ZipTree open(Path file, ExampleFiles.Kind kind) {
    ZipTree tree = opened(file);
    try {
      tree.list(kind);
      return tree;
    } catch (RuntimeException e) {
      tree.close();
      throw e;
    }
  }

  private static ZipTree opened(Path file) {
    try {
      return new ZipTree(file, new ZipFile(file.toFile(), StandardCharsets.UTF_8));
    } catch (ZipException e) {
      String words = words(e);
      if (words.contains("encrypted")) {
        throw new DataException(
            file + " has encrypted entries; unpack it with its password and name the folder");
      }
      if (words.contains("bad entry name") || words.contains("bad comment")) {
        return openedAsDos(file);
      }
      throw new DataException(file + " is no whole zip archive", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(file + " is no whole zip archive", e);
    }
  }

  private static ZipTree openedAsDos(Path file) {
    try {
      ZipTree tree = new ZipTree(file, new ZipFile(file.toFile(), Charset.forName(DOS)));
      tree.said.add(
          "names that are not in UTF-8 are read as code page 437; if letters are wrong, unpack it and name the folder");
      return tree;
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(file + " is no whole zip archive", e);
    }
  }

  private void list(ExampleFiles.Kind kind) {
    if (zip.size() > MOST_FILES) {
      throw new DataException(
          "%s has %d entries; at most %d are read".formatted(path, zip.size(), MOST_FILES));
    }
    List<ZipEntry> all =
        Collections.list(zip.entries()).stream().map(entry -> (ZipEntry) entry).toList();
    all.forEach(entry -> requireInside(entry.getName()));
    requireNoBomb(all, kind);
    Set<List<String>> names = new HashSet<>();
    for (ZipEntry entry : all) {
      List<String> parts = parts(entry.getName());
      boolean folder = entry.isDirectory() || entry.getName().endsWith("\\");
      if (!parts.isEmpty() && !passesOver(parts)) {
        requireSayable(called(entry), parts);
        if (!folder && !names.add(parts)) {
          throw new DataException("%s: entry %s is there twice".formatted(path, entry.getName()));
        }
        addFolders(folder ? parts : parts.subList(0, parts.size() - 1));
        if (!folder) {
          add(new Leaf(parts, called(entry), Math.max(0, entry.getSize()), () -> open(entry)));
        }
      }
    }
    files.sort(Comparator.comparing(Leaf::parts, BY_NAME));
  }

  @Override
  String called(List<String> folder) {
    return path + ": " + String.join("/", folder);
  }

  private String called(ZipEntry entry) {
    return path + ": entry " + entry.getName();
  }

  /** Some programs write backslashes between folders. */
  private static List<String> parts(String name) {
    return Arrays.stream(name.replace('\\', '/').split("/"))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .toList();
  }

  private boolean passesOver(List<String> parts) {
    for (int i = 0; i < parts.size(); i++) {
      if (JunkNames.passedOver(parts.get(i))) {
        passedOver.add(String.join("/", parts.subList(0, i + 1)));
        addFolders(parts.subList(0, i));
        return true;
      }
    }
    return false;
  }

  private void addFolders(List<String> parts) {
    for (int i = 1; i <= parts.size(); i++) {
      folders.add(List.copyOf(parts.subList(0, i)));
    }
  }

  private void requireInside(String name) {
    String plain = name.replace('\\', '/');
    boolean escapes =
        plain.startsWith("/")
            || plain.indexOf('\0') >= 0
            || plain.matches("(?s)[A-Za-z]:.*")
            || Arrays.asList(plain.split("/", -1)).contains("..");
    if (escapes) {
      throw new DataException(
          "%s: entry '%s' leads out of the archive; it is not read".formatted(path, name));
    }
  }

  private void requireNoBomb(List<ZipEntry> all, ExampleFiles.Kind kind) {
    try {
      long packed = Files.size(path);
      long unpacked = all.stream().mapToLong(entry -> Math.max(0, entry.getSize())).sum();
      if (unpacked > HARMLESS_BYTES && unpacked / kind.mostRatio() > packed) {
        throw new DataException(
            "%s of %d MB claims to hold %d MB of %s; it is not read"
                .formatted(path, packed >> 20, unpacked >> 20, kind.many()));
      }
    } catch (IOException e) {
      throw new DataException(path + " cannot be read", e);
    }
  }

  /** What an entry holds; at its end its checksum is looked at. */
  private InputStream open(ZipEntry entry) throws IOException {
    InputStream in = zip.getInputStream(entry);
    return new CheckedInputStream(in, new CRC32()) {
      private boolean whole;

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        if (count < 0 && !whole) {
          whole = true;
          if (getChecksum().getValue() != entry.getCrc()) {
            throw new IOException("its checksum does not fit");
          }
        }
        return count;
      }
    };
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new DataException(path + " cannot be closed", e);
    }
  }
}
