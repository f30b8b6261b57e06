package dev.quickstudy.sound;

import dev.quickstudy.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The WAV files in a folder, its folders too, or in a zip archive, which is read as it is and never
 * unpacked. Hidden files are passed over.
 */
final class SoundArchive {
  private static final int MOST_ENTRIES = 200_000;

  /** Even silence is not packed more tightly: an archive that is, is a trap. */
  private static final long MOST_RATIO = 1000;

  private static final long HARMLESS_BYTES = 1L << 30;

  private final Path path;

  SoundArchive(Path path) {
    this.path = path;
  }

  /**
   * Hands over every WAV file's name, with slashes, and its bytes, in the order of names.
   *
   * @return how many other files there are
   * @throws DataException if something cannot be read, or a folder has no WAV file
   */
  int forEach(BiConsumer<String, byte[]> each) {
    try {
      return Files.isDirectory(path) ? folder(each) : zip(each);
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(
          path + " cannot be read as a folder or a whole zip archive of WAV files", e);
    }
  }

  /** The bytes of a file that is not too large to be a WAV file of interest. */
  static byte[] bytes(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          Files.exists(file) ? file + " is no file; name a WAV file" : "there is no file " + file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return bounded(file.toString(), in);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read", e);
    }
  }

  private static byte[] bounded(String name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(WavReader.MOST_BYTES + 1);
    if (bytes.length > WavReader.MOST_BYTES) {
      throw new DataException(
          "%s: it has more than %d MiB; cut out the seconds that are to be told apart"
              .formatted(name, WavReader.MOST_BYTES >> 20));
    }
    return bytes;
  }

  private int folder(BiConsumer<String, byte[]> each) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path)) {
      all = walk.filter(found -> !hidden(path.relativize(found).toString())).toList();
    }
    List<Path> sounds =
        all.stream()
            .filter(file -> isSound(file.toString()) && Files.isRegularFile(file))
            .sorted(Comparator.comparing(this::name))
            .toList();
    for (Path folder : all.stream().filter(Files::isDirectory).toList()) {
      if (sounds.stream().noneMatch(file -> file.startsWith(folder))) {
        throw new DataException("the folder " + folder + " has no WAV files (.wav)");
      }
    }
    sounds.forEach(file -> each.accept(name(file), bytes(file)));
    long folders = all.stream().filter(Files::isDirectory).count();
    return (int) (all.size() - folders) - sounds.size();
  }

  private String name(Path file) {
    return StreamSupport.stream(path.relativize(file).spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }

  private int zip(BiConsumer<String, byte[]> each) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new DataException(
          "there is no folder and no zip archive " + path + " of WAV files (.wav)");
    }
    try (ZipFile zip = new ZipFile(path.toFile())) {
      List<ZipEntry> files = new ArrayList<>(Collections.list(zip.entries()));
      files.removeIf(entry -> entry.isDirectory() || hidden(entry.getName()));
      List<ZipEntry> sounds =
          files.stream()
              .filter(entry -> isSound(entry.getName()))
              .sorted(Comparator.comparing(ZipEntry::getName))
              .toList();
      if (sounds.isEmpty()) {
        throw new DataException("the archive " + path + " has no WAV files (.wav)");
      }
      requireHarmless(sounds);
      requireOnce(sounds);
      for (ZipEntry entry : sounds) {
        each.accept(entry.getName(), read(zip, entry));
      }
      return files.size() - sounds.size();
    }
  }

  private void requireHarmless(List<ZipEntry> sounds) throws IOException {
    if (sounds.size() > MOST_ENTRIES) {
      throw new DataException(
          "%s has %d recordings; at most %d are read".formatted(path, sounds.size(), MOST_ENTRIES));
    }
    for (ZipEntry entry : sounds) {
      if (List.of(entry.getName().split("[/\\\\]", -1)).contains("..")) {
        throw new DataException(
            "%s: entry '%s' leads out of the archive; it is not read"
                .formatted(path, entry.getName()));
      }
    }
    long unpacked = sounds.stream().mapToLong(entry -> Math.max(0, entry.getSize())).sum();
    if (unpacked > HARMLESS_BYTES && unpacked / MOST_RATIO > Files.size(path)) {
      throw new DataException(
          "%s of %d MB claims to hold %d MB of recordings; it is not read"
              .formatted(path, Files.size(path) >> 20, unpacked >> 20));
    }
  }

  private void requireOnce(List<ZipEntry> sounds) {
    TreeSet<String> names = new TreeSet<>();
    for (ZipEntry entry : sounds) {
      if (!names.add(entry.getName())) {
        throw new DataException(path + ": the entry " + entry.getName() + " is there twice");
      }
    }
  }

  private byte[] read(ZipFile zip, ZipEntry entry) {
    String name = path + ": entry " + entry.getName();
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = bounded(name, in);
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (crc.getValue() != entry.getCrc()) {
        throw new IOException("its checksum does not fit");
      }
      return bytes;
    } catch (IOException e) {
      throw new DataException(name + " cannot be read", e);
    }
  }

  /** What messages call a file of these. */
  String called(String name) {
    return Files.isDirectory(path) ? path.resolve(name).toString() : path + ": entry " + name;
  }

  private static boolean isSound(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".wav");
  }

  private static boolean hidden(String name) {
    return Stream.of(name.split("[/\\\\]"))
        .anyMatch(
            part ->
                (part.startsWith(".") && !part.equals("..") && !part.equals("."))
                    || part.equals("__MACOSX"));
  }
}
