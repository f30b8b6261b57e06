package dev.quickstudy.data.pictures;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.files.ExampleFiles;
import dev.quickstudy.data.files.ExampleFiles.Example;
import dev.quickstudy.data.files.ExampleFiles.Kind;
import dev.quickstudy.files.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Pictures that lie somewhere, told apart by what is in their files but not yet decoded. Of files
 * with the same bytes in a class one is listed; those with the same bytes in two classes, which
 * cannot be learned, are left out altogether. Safe for many threads at once.
 */
public final class PictureListing implements AutoCloseable {
  private final String name;
  private final ExampleFiles source;
  private final List<Listed> all;
  private final List<String> repairs;
  private final PictureDecoder decoder = new PictureDecoder();

  /** A file, the class that it is listed in, and the hash of its bytes. */
  private record Listed(Example file, String className, ByteBuffer hash) {}

  /** Which pictures of a folder are listed, and what their classes are called. */
  public enum Use {
    /** Those to learn a task from: where there are splits, the ones to train on. */
    TASK,
    /** All, whatever split they lie in. */
    ALL,
    /** All; a class of a split is one of its own, {@code train/cat}. */
    SPLITS
  }

  private PictureListing(String name, ExampleFiles source, List<Listed> all, List<String> repairs) {
    this.name = name;
    this.source = source;
    this.all = all;
    this.repairs = repairs;
  }

  /**
   * Lists the pictures of classes, in the order of the names of classes and files.
   *
   * @param path a folder, or a zip archive, in one of the layouts of {@link ExampleFiles}
   * @param fewest classes that there must be, 1 or 2
   * @param threads to read on, at least 1
   * @throws DataException if it is not so, naming the files or folders at fault
   */
  public static PictureListing ofClasses(Path path, Use use, int fewest, int threads) {
    ExampleFiles files =
        use == Use.TASK
            ? ExampleFiles.toLearn(path, Kind.PICTURES, fewest)
            : ExampleFiles.ofClasses(path, Kind.PICTURES, fewest);
    try {
      return ofClasses(path, files, use, threads);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /**
   * Whether all pictures of classes lie in folders of splits, at least two.
   *
   * @throws DataException as {@link #ofClasses}
   */
  public static boolean hasSplits(Path path) {
    try (ExampleFiles files = ExampleFiles.ofClasses(path, Kind.PICTURES, 1)) {
      return files.examples().stream().allMatch(file -> file.split().isPresent())
          && files.examples().stream().map(Example::split).distinct().count() > 1;
    }
  }

  private static String className(Example file, Use use) {
    String name = file.className().orElse("");
    return use == Use.SPLITS
        ? file.split().map(split -> split.label() + "/" + name).orElse(name)
        : name;
  }

  private static PictureListing ofClasses(Path path, ExampleFiles files, Use use, int threads) {
    List<String> classes =
        files.examples().stream().map(file -> className(file, use)).distinct().toList();
    if (use == Use.SPLITS && files.examples().stream().anyMatch(file -> file.split().isEmpty())) {
      throw new DataException(
          path + " has no folders of splits (train, validation, test) around those of the classes");
    }
    List<Listed> found =
        files.read(
            Kind.PICTURES, threads, file -> new Listed(file, className(file, use), hash(file)));
    Map<ByteBuffer, Integer> first = new HashMap<>();
    Set<ByteBuffer> contradictory = new HashSet<>();
    List<String> examples = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Listed one = found.get(i);
      first.putIfAbsent(one.hash, i);
      Listed before = found.get(first.getOrDefault(one.hash, i));
      if (!before.className.equals(one.className) && contradictory.add(one.hash)) {
        examples.add(before.file.called() + " and " + one.file.called());
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
    List<String> repairs = new ArrayList<>(files.said());
    if (use == Use.ALL && files.examples().stream().anyMatch(file -> file.split().isPresent())) {
      repairs.add("those of all splits together");
    }
    if (repeated > 0) {
      repairs.add(repeated + " repeated in a class left out");
    }
    if (left > 0) {
      repairs.add(left + " left out that are in two classes, such as " + examples.get(0));
    }
    Path last = path.getFileName();
    return new PictureListing((last == null ? path : last).toString(), files, kept, repairs);
  }

  private static void requireAll(
      Path path, List<String> classes, List<Listed> kept, List<String> examples) {
    Set<String> left = new HashSet<>();
    kept.forEach(one -> left.add(one.className));
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
   * Lists pictures to classify: files, folders and zip archives.
   *
   * @param classes that they can be of
   * @throws DataException if one cannot be read
   */
  public static PictureListing toClassify(
      List<Path> paths, Collection<String> classes, int threads) {
    ExampleFiles files = ExampleFiles.toClassify(paths, Kind.PICTURES, classes);
    try {
      List<Listed> found =
          files.read(Kind.PICTURES, threads, file -> new Listed(file, "", hash(file)));
      return new PictureListing("files", files, found, files.said());
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** By what is in the file; what its header tells to be no picture is refused. */
  private static ByteBuffer hash(Example file) throws IOException {
    byte[] bytes = file.bytes(Kind.PICTURES);
    PictureFile.pixels(bytes);
    return ByteBuffer.wrap(Hash.sha256().add(bytes, bytes.length).bytes());
  }

  /** How many pictures are listed. */
  public int count() {
    return all.size();
  }

  /** The class that a picture is listed in. */
  public String className(int index) {
    return all.get(index).className;
  }

  /** The folder that tells the class of a picture, which may be of no known one. */
  public Optional<String> truth(int index) {
    return all.get(index).file.className();
  }

  /** The file of a picture, or its archive and entry. */
  public String file(int index) {
    return all.get(index).file.called();
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
   * @param fit how it is brought to that shape
   * @return a byte a number, channel by channel, row by row
   * @throws DataException if the file is no whole picture or has more than 40 million pixels
   */
  public byte[] prepared(int index, long[] exampleShape, PictureFit fit) {
    Example file = all.get(index).file;
    try {
      return formed(file, PictureForm.of(exampleShape, fit)).bytes();
    } catch (IOException e) {
      throw new DataException(file.called() + " cannot be read as a picture", e);
    }
  }

  private PictureForm.Formed formed(Example file, PictureForm form) throws IOException {
    return decoder.formed(file.bytes(Kind.PICTURES), form);
  }

  /**
   * All pictures prepared; what cannot be read is told all at once.
   *
   * @throws DataException as {@link #prepared}
   */
  List<PictureForm.Formed> formed(PictureForm form, int threads) {
    Set<Example> kept = new HashSet<>();
    all.forEach(one -> kept.add(one.file));
    return source.only(kept).read(Kind.PICTURES, threads, file -> formed(file, form));
  }

  /**
   * All pictures as a learner takes them; they are kept as bytes until they are asked for.
   *
   * @param exampleShape {@code [1, height, width]} or {@code [3, height, width]}
   * @param scale of colours, as {@link ImageFolder#pool} has it
   * @return for each picture what gives the numbers that a learner takes
   * @throws DataException as {@link #prepared}
   */
  public List<Supplier<float[]>> inputs(
      long[] exampleShape, Optional<ChannelScale> scale, int threads) {
    float[][] table = PictureClasses.table(scale, exampleShape);
    List<PictureForm.Formed> formed = formed(PictureForm.of(exampleShape), threads);
    return IntStream.range(0, formed.size())
        .<Supplier<float[]>>mapToObj(
            i ->
                () -> {
                  byte[] bytes = formed.get(i).bytes();
                  float[] values = new float[bytes.length];
                  PictureClasses.copy(bytes, table, values, 0);
                  return values;
                })
        .toList();
  }

  /** How files were read and what was passed over, for people; empty if there is nothing. */
  public List<String> said() {
    return source.said();
  }

  /**
   * What was listed and what was left out, one line.
   *
   * @param more that was done to the pictures
   */
  public String summary(List<String> more) {
    long classes = all.stream().map(one -> one.className).distinct().count();
    List<String> parts = new ArrayList<>();
    parts.add(all.size() + " pictures of " + classes + " classes");
    parts.addAll(repairs);
    parts.addAll(more);
    return name + ": " + source.examples().size() + " files, " + String.join(", ", parts);
  }

  @Override
  public void close() {
    source.close();
  }
}
