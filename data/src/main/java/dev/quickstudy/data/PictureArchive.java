package dev.quickstudy.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A zip archive of folders of pictures, perhaps all of them in one folder. Nothing is unpacked to
 * disk. Hidden files and what macOS adds are passed over.
 */
final class PictureArchive implements AutoCloseable {
  private static final int MOST_ENTRIES = 1_000_000;

  /** Pictures are packed already: an archive that shrinks them by more is a trap. */
  private static final long MOST_RATIO = 100;

  private static final long HARMLESS_BYTES = 1L << 30;

  private final Path file;
  private final ZipFile zip;

  private PictureArchive(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  static PictureArchive open(Path file) {
    try {
      return new PictureArchive(file, new ZipFile(file.toFile()));
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(file + " is no whole zip archive", e);
    }
  }

  /**
   * All files of all classes, in the order of their names.
   *
   * @throws DataException if a name leads out of the archive, something lies in no class's folder,
   *     or the archive holds absurdly much
   */
  List<PictureEntry> entries() {
    if (zip.size() > MOST_ENTRIES) {
      throw new DataException(
          "%s has %d entries; at most %d are read".formatted(file, zip.size(), MOST_ENTRIES));
    }
    List<ZipEntry> all =
        Collections.list(zip.entries()).stream()
            .map(entry -> (ZipEntry) entry)
            .filter(entry -> !passedOver(entry.getName()))
            .sorted(Comparator.comparing(ZipEntry::getName))
            .toList();
    all.forEach(entry -> requireInside(entry.getName()));
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).getName().equals(all.get(i - 1).getName())) {
        throw new DataException(
            "%s: entry %s is there twice".formatted(file, all.get(i).getName()));
      }
    }
    requireNoBomb(all);
    List<ZipEntry> files = all.stream().filter(entry -> !entry.isDirectory()).toList();
    int outer = files.stream().allMatch(entry -> depth(entry) == 3) && oneRoot(files) ? 1 : 0;
    requireClassesWithPictures(all, files, outer);
    return files.stream().map(entry -> entry(entry, outer)).toList();
  }

  private static int depth(ZipEntry entry) {
    return entry.getName().split("/", -1).length;
  }

  private static boolean oneRoot(List<ZipEntry> files) {
    Set<String> roots = new HashSet<>();
    files.forEach(entry -> roots.add(part(entry, 0)));
    return roots.size() == 1;
  }

  private static String part(ZipEntry entry, int index) {
    return entry.getName().split("/", -1)[index];
  }

  private static boolean passedOver(String name) {
    return name.startsWith("__MACOSX/")
        || Arrays.stream(name.split("/", -1))
            .anyMatch(part -> part.startsWith(".") && !part.equals("..") && !part.equals("."));
  }

  private void requireInside(String name) {
    boolean escapes =
        name.startsWith("/")
            || name.indexOf('\\') >= 0
            || name.indexOf('\0') >= 0
            || name.matches("[A-Za-z]:.*")
            || Arrays.asList(name.split("/", -1)).contains("..")
            || Arrays.asList(name.split("/", -1)).contains(".");
    if (escapes) {
      throw new DataException(
          "%s: entry '%s' leads out of the archive; it is not read".formatted(file, name));
    }
  }

  private void requireNoBomb(List<ZipEntry> all) {
    try {
      long packed = Files.size(file);
      long unpacked = all.stream().mapToLong(entry -> Math.max(0, entry.getSize())).sum();
      if (unpacked > HARMLESS_BYTES && unpacked / MOST_RATIO > packed) {
        throw new DataException(
            "%s of %d MB claims to hold %d MB of pictures; it is not read"
                .formatted(file, packed >> 20, unpacked >> 20));
      }
    } catch (IOException e) {
      throw new DataException(file + " cannot be read", e);
    }
  }

  private void requireClassesWithPictures(List<ZipEntry> all, List<ZipEntry> files, int outer) {
    Set<String> full = new HashSet<>();
    for (ZipEntry entry : files) {
      if (depth(entry) != outer + 2) {
        throw new DataException(
            "%s: entry %s is not in the folder of a class; expected CLASS/PICTURE, or one folder around all classes"
                .formatted(file, entry.getName()));
      }
      full.add(part(entry, outer));
    }
    Set<String> empty = new TreeSet<>();
    all.stream()
        .filter(entry -> entry.isDirectory() && depth(entry) == outer + 2)
        .forEach(entry -> empty.add(part(entry, outer)));
    empty.removeAll(full);
    empty.stream()
        .findFirst()
        .ifPresent(
            name -> {
              throw new DataException("%s: the folder %s has no pictures".formatted(file, name));
            });
  }

  private PictureEntry entry(ZipEntry entry, int outer) {
    return new PictureEntry(
        part(entry, outer), file + ": entry " + entry.getName(), () -> bytes(entry));
  }

  private byte[] bytes(ZipEntry entry) throws IOException {
    PictureEntry.requireSize(entry.getSize());
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize() + 1);
      if (bytes.length != entry.getSize()) {
        throw new IOException("its size is not the one that the archive states");
      }
      CRC32 sum = new CRC32();
      sum.update(bytes);
      if (sum.getValue() != entry.getCrc()) {
        throw new IOException("its checksum does not fit");
      }
      return bytes;
    }
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new DataException(file + " cannot be closed", e);
    }
  }
}
