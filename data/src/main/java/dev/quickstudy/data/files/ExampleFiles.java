package dev.quickstudy.data.files;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Threads;
import dev.quickstudy.data.files.FileTree.Leaf;
import dev.quickstudy.task.Split;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Examples that are files of their own, pictures or recordings, in folders and in zip archives: one
 * walker for all of them, so that a folder and an archive of it are read the same.
 *
 * <p>Known layouts: a folder a class, with folders in it or not; folders of splits ({@code train},
 * {@code test} …) around; one folder around all; names of files that begin with the class. What is
 * no example by its name is passed over and counted. Everything that cannot be taken is told at
 * once. Links are followed; devices, pipes and sockets are never opened. Names that differ only in
 * how accents are written are one class.
 */
public final class ExampleFiles implements AutoCloseable {
  private static final int SHOWN = 3;

  private final List<FileTree> trees;
  private final List<Example> examples;
  private final List<String> said;

  private ExampleFiles(List<FileTree> trees, List<Example> examples, List<String> said) {
    this.trees = List.copyOf(trees);
    this.examples = List.copyOf(examples);
    this.said = List.copyOf(said);
  }

  /** What is looked for. */
  public enum Kind {
    /** Pictures. */
    PICTURES(
        "picture",
        "PNG, JPEG, GIF or BMP",
        "png jpg jpeg jpe jfif gif bmp dib",
        "webp heic heif avif tif tiff svg svgz jp2 j2k jxl ico psd cr2 nef arw dng tga pcx ppm pgm"
            + " pbm pnm eps xcf exr hdr",
        256 << 20,
        100),
    /** Recordings. */
    SOUNDS(
        "recording",
        "WAV",
        "wav wave",
        "mp3 flac ogg oga opus m4a m4b aac aif aiff aifc wma amr au snd caf w64 rf64 mka ra",
        1 << 25,
        1000);

    private final String one;
    private final String formats;
    private final String read;
    private final String known;
    private final int mostBytes;
    private final long mostRatio;

    Kind(String one, String formats, String read, String known, int mostBytes, long mostRatio) {
      this.one = one;
      this.formats = formats;
      this.read = read;
      this.known = known;
      this.mostBytes = mostBytes;
      this.mostRatio = mostRatio;
    }

    /** What one is called. */
    public String one() {
      return one;
    }

    /** What several are called. */
    public String many() {
      return one + "s";
    }

    /** The formats that are read, for people. */
    public String formats() {
      return formats;
    }

    String described() {
      return "%s (%s)".formatted(many(), formats);
    }

    /** An archive that unpacks to more times its size is a trap. */
    long mostRatio() {
      return mostRatio;
    }

    /** Larger files are refused before they are read. */
    public int mostBytes() {
      return mostBytes;
    }

    /**
     * Whether a file's ending tells that it is one that is read.
     *
     * @param ending in lower case, without the dot
     */
    public boolean reads(String ending) {
      return List.of(read.split(" ")).contains(ending);
    }

    /** Whether it tells that it is one of another format. */
    private boolean knows(String ending) {
      return List.of(known.split(" ")).contains(ending);
    }

    private boolean begins(byte[] head) {
      return this == PICTURES
          ? PictureFormat.isPicture(head)
          : head.length >= 12
              && Arrays.equals(ascii("RIFF"), Arrays.copyOf(head, 4))
              && Arrays.equals(ascii("WAVE"), Arrays.copyOfRange(head, 8, 12));
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** One example. */
  public static final class Example {
    private final Optional<Split> split;
    private final Optional<String> className;
    private final Leaf file;

    Example(Optional<Split> split, Optional<String> className, Leaf file) {
      this.split = split;
      this.className = className;
      this.file = file;
    }

    /** The split whose folder it lies in. */
    public Optional<Split> split() {
      return split;
    }

    /** Its class, where a folder or its name tells one. */
    public Optional<String> className() {
      return className;
    }

    Leaf file() {
      return file;
    }

    /** Its name from the folder or archive on, with slashes. */
    public String name() {
      return file.joined();
    }

    /** What messages call it: its path, or its archive and entry. */
    public String called() {
      return file.called();
    }

    /**
     * Its bytes; safe for many threads at once.
     *
     * @throws IOException if it cannot be read, is empty or too large for one of its kind
     */
    public byte[] bytes(Kind kind) throws IOException {
      if (file.bytes() > kind.mostBytes) {
        throw tooLarge(kind, file.bytes());
      }
      try (InputStream in = file.opening().open()) {
        byte[] bytes = in.readNBytes(kind.mostBytes + 1);
        if (bytes.length > kind.mostBytes) {
          throw tooLarge(kind, bytes.length);
        }
        if (bytes.length == 0) {
          throw new IOException("it is empty");
        }
        return bytes;
      }
    }

    private static IOException tooLarge(Kind kind, long bytes) {
      return new IOException(
          "%d MB are more than the %d that are read of a %s"
              .formatted(bytes >> 20, kind.mostBytes >> 20, kind.one));
    }
  }

  /**
   * All examples of a folder or a zip archive, with their classes.
   *
   * @param fewest classes that there must be, 1 or 2
   * @throws DataException if there are fewer, it is not clear which class one is of, or something
   *     cannot be taken; naming the files or folders
   */
  public static ExampleFiles ofClasses(Path path, Kind kind, int fewest) {
    return opened(
        path,
        kind,
        tree -> labelled(tree, kind, new ExampleLayout(tree, kind).classes(fewest), fewest));
  }

  /**
   * The examples to learn a task from: of {@link #ofClasses}, where there are splits only those to
   * train on.
   *
   * @throws DataException as {@link #ofClasses}, or if there are splits, but none to train on
   */
  public static ExampleFiles toLearn(Path path, Kind kind, int fewest) {
    return opened(
        path,
        kind,
        tree -> {
          List<Example> all = new ExampleLayout(tree, kind).classes(fewest);
          return labelled(tree, kind, ofSplit(tree, all, Split.TRAIN, "learned from"), fewest);
        });
  }

  /** Those that have a class. */
  private static List<Example> labelled(FileTree tree, Kind kind, List<Example> all, int fewest) {
    List<Example> kept = all.stream().filter(one -> one.className().isPresent()).toList();
    if (kept.size() < all.size()) {
      tree.said.add((all.size() - kept.size()) + " in no folder of a class left out");
    }
    throwRefusals(tree, kind);
    List<String> classes =
        kept.stream().map(Example::className).flatMap(Optional::stream).distinct().toList();
    if (classes.size() < fewest) {
      throw new DataException(
          "%s has %s, but at least %s needed: one folder of %s a class"
              .formatted(
                  tree.path,
                  classes.isEmpty() ? "no class" : "only the class " + classes.get(0),
                  fewest == 1 ? "one class is" : "two classes are",
                  kind.many()));
    }
    return kept;
  }

  /**
   * All examples of a folder or a zip archive, in the order of their whole names, whatever their
   * folders mean.
   *
   * @throws DataException if there are none, or something cannot be taken
   */
  public static ExampleFiles plain(Path path, Kind kind) {
    return opened(
        path,
        kind,
        tree -> {
          ExampleLayout.requireAny(tree, kind);
          return tree.files.stream()
              .sorted(Comparator.comparing(Leaf::joined))
              .map(file -> new Example(Optional.empty(), Optional.empty(), file))
              .toList();
        });
  }

  /**
   * Examples to classify: files, folders, folders of classes, and zip archives of such. Of folders
   * of splits it is the one to test on. The class of an example is the folder that is named after a
   * known class, or, if there is none, the outermost that means something.
   *
   * @param known classes that they can be of
   * @throws DataException if there are none, or something cannot be taken
   */
  public static ExampleFiles toClassify(List<Path> paths, Kind kind, Collection<String> known) {
    List<FileTree> trees = new ArrayList<>();
    List<Example> examples = new ArrayList<>();
    List<String> said = new ArrayList<>();
    try {
      for (Path path : paths) {
        if (isTree(path)) {
          FileTree tree = FileTree.of(path, kind);
          trees.add(tree);
          choose(tree, kind);
          examples.addAll(QueryLayout.of(tree, kind, known));
          throwRefusals(tree, kind);
          said.addAll(said(tree));
        } else {
          examples.add(single(path, kind));
        }
      }
      return new ExampleFiles(trees, examples, said);
    } catch (RuntimeException e) {
      trees.forEach(FileTree::close);
      throw e;
    }
  }

  private static boolean isTree(Path path) {
    return Files.isDirectory(path)
        || FileTree.isIdx(path)
        || (Files.isRegularFile(path) && ArchiveKind.isZip(path));
  }

  /** A file that was named itself is taken whatever its name is. */
  private static Example single(Path path, Kind kind) {
    if (!Files.exists(path)) {
      throw new DataException(
          "there is no %s and no folder %s to classify".formatted(kind.one, path));
    }
    ArchiveKind.requireNoOther(path);
    try {
      return new Example(
          Optional.empty(),
          Optional.empty(),
          new Leaf(
              List.of(path.getFileName().toString()),
              path.toString(),
              Files.size(path),
              () -> Files.newInputStream(path)));
    } catch (IOException e) {
      throw new DataException(path + " cannot be read", e);
    }
  }

  /**
   * The names of all files of a folder or a zip archive, without those that are no examples of
   * anything; of a file its own.
   *
   * @throws DataException if there is nothing, or it cannot be read
   */
  public static List<String> names(Path path) {
    if (!isTree(path)) {
      return List.of(path.getFileName().toString());
    }
    try (FileTree tree = FileTree.of(path, Kind.PICTURES)) {
      return tree.files.stream().map(Leaf::name).toList();
    }
  }

  /** What a tree is made of. */
  private interface Laid {
    List<Example> out(FileTree tree);
  }

  private static ExampleFiles opened(Path path, Kind kind, Laid laid) {
    FileTree tree = FileTree.of(path, kind);
    try {
      choose(tree, kind);
      List<Example> examples = laid.out(tree);
      throwRefusals(tree, kind);
      return new ExampleFiles(List.of(tree), examples, said(tree));
    } catch (RuntimeException e) {
      tree.close();
      throw e;
    }
  }

  /** Leaves in a tree what is of a kind. */
  private static void choose(FileTree tree, Kind kind) {
    if (kind == Kind.PICTURES && !(tree instanceof ZipTree)) {
      IdxLeaves.unpack(tree);
    }
    List<Leaf> kept = new ArrayList<>();
    for (Leaf file : tree.files) {
      String ending = JunkNames.ending(file.name());
      if (kind.reads(ending)) {
        kept.add(file);
      } else if (kind.knows(ending)) {
        tree.refusals.add(
            file.called(),
            " is a .%s file, which is not read; convert it to %s".formatted(ending, kind.formats));
      } else if (!JunkNames.other(file.name()) && begins(file, kind)) {
        kept.add(file);
      } else {
        tree.passedOver.add(file.joined());
      }
    }
    tree.files.clear();
    tree.files.addAll(kept);
  }

  /**
   * Ends with what was refused, if anything was, and with what is no example by its first bytes.
   */
  private static void throwRefusals(FileTree tree, Kind kind) {
    if (tree.refusals.any()) {
      for (Leaf file : tree.files) {
        if (!begins(file, kind)) {
          tree.refusals.add(file.called(), " is no %s (%s)".formatted(kind.one, kind.formats));
        }
      }
      tree.refusals.throwAny(tree.path.toString());
    }
  }

  private static boolean begins(Leaf file, Kind kind) {
    try {
      return kind.begins(file.head(16));
    } catch (IOException e) {
      return false; // what is no example by its name either is passed over
    }
  }

  /** Those of one split, if there are splits, and what is said of it. */
  static List<Example> ofSplit(FileTree tree, List<Example> all, Split wanted, String use) {
    Set<Split> splits = EnumSet.noneOf(Split.class);
    all.forEach(one -> one.split().ifPresent(splits::add));
    if (splits.isEmpty() || (splits.size() == 1 && wanted == Split.TEST)) {
      return all;
    }
    Set<String> folders = new LinkedHashSet<>();
    all.stream().filter(one -> one.split().isPresent()).forEach(one -> folders.add(folder(one)));
    List<Example> kept =
        all.stream().filter(one -> one.split().equals(Optional.of(wanted))).toList();
    if (kept.isEmpty()) {
      throw new DataException(
          "%s has folders of splits (%s), but none to be %s; name the folder that is meant"
              .formatted(tree.path, String.join(", ", folders), use));
    }
    tree.said.add(
        "of the splits %s, %s is %s"
            .formatted(String.join(", ", folders), folder(kept.get(0)), use));
    return kept;
  }

  private static String folder(Example one) {
    return one.file().folders().stream().filter(ExampleLayout::isPlainSplit).findFirst().orElse("");
  }

  private static List<String> said(FileTree tree) {
    List<String> all = new ArrayList<>(tree.said);
    if (!tree.passedOver.isEmpty()) {
      all.add(
          "%d other files or folders not read (%s%s)"
              .formatted(
                  tree.passedOver.size(),
                  tree.passedOver.stream().limit(SHOWN).collect(Collectors.joining(", ")),
                  tree.passedOver.size() > SHOWN ? " …" : ""));
    }
    return all;
  }

  /** Makes something of one example. */
  public interface Reading<T> {
    /**
     * Reads.
     *
     * @throws IOException if it cannot be read
     * @throws DataException the same, naming it
     */
    T of(Example example) throws IOException;
  }

  /**
   * Makes something of every example, in their order; what cannot be read is told all at once.
   *
   * @param threads to read on, at least 1
   * @throws DataException naming the first that cannot be read, and how many
   */
  public <T> List<T> read(Kind kind, int threads, Reading<T> reading) {
    Refusals refusals = new Refusals();
    List<Optional<T>> read =
        Threads.map(
            threads,
            examples.size(),
            i -> {
              try {
                return Optional.of(reading.of(examples.get(i)));
              } catch (IOException e) {
                refusals.add(
                    examples.get(i).called(),
                    " cannot be read as a %s: %s".formatted(kind.one, FileTree.words(e)));
              } catch (DataException e) {
                refusals.add("", String.valueOf(e.getMessage()));
              }
              return Optional.empty();
            });
    refusals.throwAny(where());
    return read.stream().flatMap(Optional::stream).toList();
  }

  private String where() {
    return trees.stream()
        .map(tree -> tree.path.toString())
        .findFirst()
        .orElseGet(() -> examples.isEmpty() ? "" : examples.get(0).called());
  }

  /** The same with some of the examples, in their order. */
  public ExampleFiles only(Set<Example> some) {
    return new ExampleFiles(trees, examples.stream().filter(some::contains).toList(), said);
  }

  /** The examples, in the order of their names folder by folder. */
  public List<Example> examples() {
    return examples;
  }

  /** How the files were read and what was passed over, for people; empty if there is nothing. */
  public List<String> said() {
    return said;
  }

  @Override
  public void close() {
    trees.forEach(FileTree::close);
  }
}
