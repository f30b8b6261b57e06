package dev.quickstudy.data.pictures;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.NoDataFolderException;
import dev.quickstudy.data.Threads;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * CIFAR-FS (Bertinetto, Henriques, Torr and Vedaldi 2019, §4): the 100 classes of CIFAR-100, 64 for
 * training, 16 for validation and 20 for testing, read straight from a zip archive {@code
 * cifar100.zip} with entries {@code cifar100/data/CLASS/FILE.png} and the split's lists {@code
 * cifar100/splits/bertinetto/{train,val,test}.txt}. Any number of pictures a class. Examples are
 * {@code [3, 32, 32]}: red, green and blue, each less its mean over all pictures of the training
 * classes and divided by its standard deviation there.
 *
 * @param folder the data folder: it or its subfolder {@code cifar100} holds the archive
 */
public record CifarFs(Path folder) {
  private static final String ARCHIVE = "cifar100.zip";
  private static final Pattern PICTURE =
      Pattern.compile("cifar100/data/([^/\\\\]+)/([^/\\\\]+\\.png)");
  private static final int MOST_BYTES = 1 << 20;
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;

  /**
   * Reads the archive; takes a few seconds.
   *
   * @throws DataException if it is missing, damaged or has another layout, naming file and entry
   */
  public ClassTasks tasks() {
    Path file = find();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Map<String, Split> splits = splits(file, zip);
      List<Map.Entry<String, List<ZipEntry>>> entries =
          new ArrayList<>(pictures(file, zip, splits).entrySet());
      List<PictureClasses.Pictured> classes =
          Threads.map(
              Threads.FEW,
              entries.size(),
              i ->
                  new PictureClasses.Pictured(
                      entries.get(i).getKey(), read(file, zip, entries.get(i).getValue())));
      ChannelScale.Counts usual = new ChannelScale.Counts();
      for (PictureClasses.Pictured one : classes) {
        if (splits.get(one.name) == Split.TRAIN) {
          Arrays.stream(one.pictures).forEach(usual::add);
        }
      }
      PictureClasses pool =
          new PictureClasses(
              "CIFAR-FS, standardised by the training classes",
              classes,
              new long[] {CHANNELS, SIDE, SIDE},
              Optional.of(usual.scale()));
      return new ClassTasks(
          "CIFAR-FS", new SplitClasses(pool, name -> Optional.ofNullable(splits.get(name))));
    } catch (IOException e) {
      throw new DataException(file + " is no whole zip archive; put a whole one in its place", e);
    }
  }

  private Path find() {
    if (!Files.isDirectory(folder)) {
      throw new NoDataFolderException(folder, "cifar100");
    }
    return Stream.of(folder.resolve("cifar100").resolve(ARCHIVE), folder.resolve(ARCHIVE))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "there is no "
                        + ARCHIVE
                        + " in "
                        + folder.resolve("cifar100")
                        + " or "
                        + folder
                        + "; 'quickstudy data list' says where to get CIFAR-FS"));
  }

  private static Map<String, Split> splits(Path file, ZipFile zip) throws IOException {
    Map<String, Split> splits = new HashMap<>();
    Map<String, Split> lists =
        Map.of("train", Split.TRAIN, "val", Split.VALIDATION, "test", Split.TEST);
    for (Map.Entry<String, Split> list : lists.entrySet()) {
      String name = "cifar100/splits/bertinetto/" + list.getKey() + ".txt";
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new DataException(file + " has no entry " + name);
      }
      try (InputStream stream = zip.getInputStream(entry)) {
        String text = new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .forEach(
                line -> {
                  if (splits.put(line, list.getValue()) != null) {
                    throw new DataException(file + ": class " + line + " is in two splits");
                  }
                });
      }
    }
    return splits;
  }

  /** The pictures of each class of a split, by name. */
  private static SortedMap<String, List<ZipEntry>> pictures(
      Path file, ZipFile zip, Map<String, Split> splits) {
    SortedMap<String, SortedMap<String, ZipEntry>> found = new TreeMap<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      Matcher match = PICTURE.matcher(entry.getName());
      if (match.matches()) {
        found.computeIfAbsent(match.group(1), c -> new TreeMap<>()).put(match.group(2), entry);
      }
    }
    SortedMap<String, List<ZipEntry>> pictures = new TreeMap<>();
    for (String name : splits.keySet()) {
      SortedMap<String, ZipEntry> own = found.get(name);
      if (own == null) {
        throw new DataException(
            file + ": class " + name + " is in a split, but there is no picture of it");
      }
      pictures.put(name, List.copyOf(own.values()));
    }
    return pictures;
  }

  private static byte[][] read(Path file, ZipFile zip, List<ZipEntry> entries) {
    byte[][] pictures = new byte[entries.size()][];
    for (int i = 0; i < pictures.length; i++) {
      ZipEntry entry = entries.get(i);
      try (InputStream stream = zip.getInputStream(entry)) {
        byte[] bytes = stream.readNBytes(MOST_BYTES);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        if (crc.getValue() != entry.getCrc()) {
          throw new IOException("its checksum does not fit");
        }
        pictures[i] = picture(bytes);
      } catch (IOException e) {
        throw new DataException(file + ": entry " + entry.getName() + " cannot be read", e);
      }
    }
    return pictures;
  }

  private static byte[] picture(byte[] png) throws IOException {
    PictureFile picture = PictureFile.decode(png);
    if (picture.width() != SIDE || picture.height() != SIDE) {
      throw new IOException(
          "it has %d×%d pixels, not %d×%d"
              .formatted(picture.width(), picture.height(), SIDE, SIDE));
    }
    if (picture.isGrey()) {
      throw new IOException("it is grey, not in colour");
    }
    return new PictureForm(CHANNELS, SIDE, SIDE).of(picture).bytes();
  }
}
