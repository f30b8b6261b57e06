package dev.quickstudy.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pictures that lie somewhere, told apart by what is in their files but not yet decoded. Of files
 * with the same bytes in a class one is listed; those with the same bytes in two classes, which
 * cannot be learned, are left out altogether. Safe for many threads at once.
 */
public final class PictureListing implements AutoCloseable {
  private final String name;
  private final List<Listed> all;
  private final List<String> repairs;
  private final int files;
  private final Optional<PictureArchive> archive;
  private final PictureDecoder decoder = new PictureDecoder();

  /** A file and the hash of its bytes. */
  private record Listed(PictureEntry entry, ByteBuffer hash) {}

  private PictureListing(
      String name,
      List<Listed> all,
      List<String> repairs,
      int files,
      Optional<PictureArchive> archive) {
    this.name = name;
    this.all = all;
    this.repairs = repairs;
    this.files = files;
    this.archive = archive;
  }

  /**
   * Lists the pictures of classes, in the order of the names of classes and files.
   *
   * @param path a folder, or a zip archive, of folders with at least one picture each
   * @param fewest classes that there must be, 1 or 2
   * @param threads to read on, at least 1
   * @throws DataException if it is not so, naming the file or folder at fault
   */
  public static PictureListing ofClasses(Path path, int fewest, int threads) {
    if (Files.isDirectory(path)) {
      return ofClasses(path, PictureFolder.entries(path), fewest, threads, Optional.empty());
    }
    if (!Files.isRegularFile(path)) {
      throw new DataException(
          "there is no folder " + path + "; expected one with a folder a class, or a .zip of such");
    }
    requireArchive(path);
    PictureArchive archive = PictureArchive.open(path);
    try {
      return ofClasses(path, archive.entries(), fewest, threads, Optional.of(archive));
    } catch (RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  /** A file of another kind is told apart from an archive that is damaged. */
  private static void requireArchive(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      if (in.read() == 'P' && in.read() == 'K') {
        return;
      }
    } catch (IOException e) {
      throw new DataException(path + " cannot be read", e);
    }
    throw new DataException(
        path
            + " is neither a folder nor a .zip of pictures; put the pictures of each class into a folder that is named after it");
  }

  private static PictureListing ofClasses(
      Path path,
      List<PictureEntry> entries,
      int fewest,
      int threads,
      Optional<PictureArchive> archive) {
    List<String> classes = entries.stream().map(PictureEntry::className).distinct().toList();
    if (classes.size() < fewest) {
      throw new DataException(
          "%s has %s, but at least %s needed: one folder of pictures a class"
              .formatted(
                  path,
                  classes.isEmpty() ? "no folder" : "only the folder " + classes.get(0),
                  fewest == 1 ? "one class is" : "two classes are"));
    }
    List<Listed> found = Threads.map(threads, entries.size(), i -> listed(entries.get(i)));
    Map<ByteBuffer, Integer> first = new HashMap<>();
    Set<ByteBuffer> contradictory = new HashSet<>();
    List<String> examples = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Listed one = found.get(i);
      first.putIfAbsent(one.hash, i);
      Listed before = found.get(first.getOrDefault(one.hash, i));
      if (!before.entry.className().equals(one.entry.className()) && contradictory.add(one.hash)) {
        examples.add(before.entry.name() + " and " + one.entry.name());
      }
    }
    List<Listed> kept = new ArrayList<>();
    int repeated = 0;
    int left = 0;
    for (int i = 0; i < found.size(); i++) {
      Listed one = found.get(i);
      if (contradictory.contains(one.hash)) {
        left++;
      } else if (first.getOrDefault(one.hash, i) == i) {
        kept.add(one);
      } else {
        repeated++;
      }
    }
    requireAll(path, classes, kept, examples);
    List<String> repairs = new ArrayList<>();
    if (repeated > 0) {
      repairs.add(repeated + " repeated in a class left out");
    }
    if (left > 0) {
      repairs.add(left + " left out that are in two classes, such as " + examples.get(0));
    }
    Path last = path.getFileName();
    return new PictureListing(
        (last == null ? path : last).toString(), kept, repairs, found.size(), archive);
  }

  private static void requireAll(
      Path path, List<String> classes, List<Listed> kept, List<String> examples) {
    Set<String> left = new HashSet<>();
    kept.forEach(one -> left.add(one.entry.className()));
    for (String name : classes) {
      if (!left.contains(name)) {
        throw new DataException(
            ("%s: every picture of class %s is in another class too (%s are the same);"
                    + " take them out of one")
                .formatted(path, name, examples.get(0)));
      }
    }
  }

  /**
   * Lists files as they come, of no class.
   *
   * @throws DataException if one cannot be read
   */
  public static PictureListing of(List<Path> files, int threads) {
    List<Listed> found =
        Threads.map(
            threads,
            files.size(),
            i -> {
              Path file = files.get(i);
              return listed(new PictureEntry("", file.toString(), () -> PictureFolder.bytes(file)));
            });
    return new PictureListing("files", found, List.of(), files.size(), Optional.empty());
  }

  private static Listed listed(PictureEntry entry) {
    try {
      byte[] file = entry.content().read();
      return new Listed(
          entry, ByteBuffer.wrap(Fingerprint.by("SHA-256").add(file, file.length).bytes()));
    } catch (IOException e) {
      throw unread(entry, e);
    }
  }

  private static DataException unread(PictureEntry entry, IOException cause) {
    return new DataException(entry.name() + " cannot be read as a picture", cause);
  }

  /** How many pictures are listed. */
  public int count() {
    return all.size();
  }

  /** The class of a picture. */
  public String className(int index) {
    return all.get(index).entry.className();
  }

  /** The file of a picture, or its archive and entry. */
  public String file(int index) {
    return all.get(index).entry.name();
  }

  /** SHA-256 of a picture's file. */
  public ByteBuffer hash(int index) {
    return all.get(index).hash.duplicate();
  }

  /**
   * A picture prepared for a learner or an encoder. All threads together have at most as many
   * pixels decoded at a time as the largest picture may have.
   *
   * @param exampleShape {@code [1, height, width]} or {@code [3, height, width]}
   * @return a byte a number, channel by channel, row by row
   * @throws DataException if the file is no whole picture or has more than 40 million pixels
   */
  public byte[] prepared(int index, long[] exampleShape) {
    return formed(index, PictureForm.of(exampleShape)).bytes();
  }

  PictureForm.Formed formed(int index, PictureForm form) {
    PictureEntry entry = all.get(index).entry;
    try {
      return decoder.formed(entry.content().read(), form);
    } catch (IOException e) {
      throw unread(entry, e);
    }
  }

  /**
   * What was listed and what was left out, one line.
   *
   * @param more that was done to the pictures
   */
  public String summary(List<String> more) {
    long classes = all.stream().map(one -> one.entry.className()).distinct().count();
    List<String> parts = new ArrayList<>();
    parts.add(all.size() + " pictures of " + classes + " classes");
    parts.addAll(repairs);
    parts.addAll(more);
    return name + ": " + files + " files, " + String.join(", ", parts);
  }

  @Override
  public void close() {
    archive.ifPresent(PictureArchive::close);
  }
}
