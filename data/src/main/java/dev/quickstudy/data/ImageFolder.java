package dev.quickstudy.data;

import dev.quickstudy.task.ClassPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The user's own pictures, one folder a class, in a folder or in a zip archive of the same layout:
 * PNG, JPEG, GIF or BMP files of any size. Classes and files are in the order of their names.
 * Hidden files are passed over; anything else that is no whole picture is an error.
 *
 * <p>Pictures are turned upright, put on white where they are transparent, resampled by area to the
 * size that just fits the learner's, without being stretched, and put in the middle. For learners
 * of grey pictures they become ink, 1, on paper, 0, by the brightness of their border; for learners
 * of colours what is left over has the median colour of the border. What is repaired is counted.
 */
public final class ImageFolder {
  private final PictureForm form;
  private final Map<String, List<Read>> byClass;
  private final String summary;

  /** A prepared picture and where it comes from. */
  private static final class Read {
    final String className;
    final String file;
    final PictureForm.Formed formed;

    Read(String className, String file, PictureForm.Formed formed) {
      this.className = className;
      this.file = file;
      this.formed = formed;
    }
  }

  private ImageFolder(PictureForm form, Map<String, List<Read>> byClass, String summary) {
    this.form = form;
    this.byClass = byClass;
    this.summary = summary;
  }

  /**
   * Reads all pictures of all classes. Beside the prepared pictures, a byte a number, at most as
   * many pixels are in memory at a time as the largest picture may have.
   *
   * @param path a folder, or a zip archive, of folders with at least one picture each
   * @param exampleShape {@code [1, height, width]} or {@code [3, height, width]} that the learner
   *     wants
   * @param fewest classes that there must be, 1 or 2
   * @param threads to read on, at least 1; changes no bit of the result
   * @throws DataException if the folder is not so, naming the file or folder at fault
   */
  public static ImageFolder read(Path path, long[] exampleShape, int fewest, int threads) {
    PictureForm form = PictureForm.of(exampleShape);
    try (PictureListing listing = PictureListing.ofClasses(path, fewest, threads)) {
      List<Read> all =
          Threads.map(
              threads,
              listing.count(),
              i -> new Read(listing.className(i), listing.file(i), listing.formed(i, form)));
      Map<String, List<Read>> byClass = new TreeMap<>();
      for (Read one : all) {
        byClass.computeIfAbsent(one.className, name -> new ArrayList<>()).add(one);
      }
      return new ImageFolder(form, byClass, listing.summary(repairs(all)));
    }
  }

  private static List<String> repairs(List<Read> all) {
    List<String> repairs = new ArrayList<>();
    add(repairs, all, one -> one.formed.animated, "animated, of which the first picture is taken");
    add(repairs, all, one -> one.formed.turned, "turned upright");
    add(repairs, all, one -> one.formed.framed, "of another shape, put in the middle");
    return repairs;
  }

  private static void add(List<String> to, List<Read> all, Predicate<Read> which, String words) {
    long count = all.stream().filter(which).count();
    if (count > 0) {
      to.add(count + " " + words);
    }
  }

  /**
   * Reads pictures of no class, prepared in the same way; they are kept as bytes until they are
   * asked for.
   *
   * @param scale of colours, as {@link #pool} has it
   * @return for each file what gives the numbers that a learner takes
   * @throws DataException if a file is no whole picture or has more than 40 million pixels
   */
  public static List<Supplier<float[]>> pictures(
      List<Path> files, long[] exampleShape, Optional<ChannelScale> scale, int threads) {
    float[][] table = PictureClasses.table(scale, exampleShape);
    try (PictureListing listing = PictureListing.of(files, threads)) {
      return Threads.map(
          threads,
          listing.count(),
          i -> {
            byte[] bytes = listing.prepared(i, exampleShape);
            return () -> {
              float[] values = new float[bytes.length];
              PictureClasses.copy(bytes, table, values, 0);
              return values;
            };
          });
    }
  }

  /** The names of the classes, in order. */
  public List<String> classes() {
    return List.copyOf(byClass.keySet());
  }

  /** The file that an example was read from, or its archive and entry. */
  public String file(String className, int exampleIndex) {
    return byClass.getOrDefault(className, List.of()).get(exampleIndex).file;
  }

  /**
   * How colours are made numbers where these classes are trained on.
   *
   * @return empty for grey pictures, which are ink from 0 to 1
   */
  public Optional<ChannelScale> scale(Predicate<String> trained) {
    if (!form.inColour()) {
      return Optional.empty();
    }
    ChannelScale.Counts counts = new ChannelScale.Counts();
    byClass.forEach(
        (name, pictures) -> {
          if (trained.test(name)) {
            pictures.forEach(picture -> counts.add(picture.formed.bytes()));
          }
        });
    return Optional.of(counts.scale());
  }

  /**
   * The pictures as a learner takes them.
   *
   * @param scale of colours; empty gives values of 0 … 1
   */
  public ClassPool pool(Optional<ChannelScale> scale) {
    List<PictureClasses.Pictured> classes = new ArrayList<>();
    byClass.forEach(
        (name, pictures) ->
            classes.add(
                new PictureClasses.Pictured(
                    name,
                    pictures.stream()
                        .map(picture -> picture.formed.bytes())
                        .toArray(byte[][]::new))));
    return new PictureClasses(
        "image folder, "
            + Arrays.toString(form.exampleShape())
            + scale.map(own -> ", " + own.words()).orElse(""),
        classes,
        form.exampleShape(),
        scale);
  }

  /** What was read and what was repaired, one line. */
  public String summary() {
    return summary;
  }
}
