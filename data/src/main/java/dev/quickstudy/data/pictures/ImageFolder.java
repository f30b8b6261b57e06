package dev.quickstudy.data.pictures;

import dev.quickstudy.task.ClassPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The user's own pictures, one folder a class or in another layout that {@link
 * dev.quickstudy.data.files.ExampleFiles} knows, in a folder or in a zip archive: PNG, JPEG, GIF or
 * BMP files of any size. Classes and files are in the order of their names. What is no picture by
 * its name is passed over and counted; what is no whole picture is an error.
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
    final String file;
    final PictureForm.Formed formed;

    Read(String file, PictureForm.Formed formed) {
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
   * Reads all pictures of all classes that a task is learned from: where there are folders of
   * splits, those of the one to train on.
   *
   * @param path a folder, or a zip archive, in one of the layouts of {@link
   *     dev.quickstudy.data.files.ExampleFiles}
   * @param exampleShape {@code [1, height, width]} or {@code [3, height, width]} that the learner
   *     wants
   * @param fewest classes that there must be, 1 or 2
   * @param threads to read on, at least 1; changes no bit of the result
   * @throws dev.quickstudy.data.DataException if the folder is not so, naming the files or folders
   *     at fault
   */
  public static ImageFolder read(Path path, long[] exampleShape, int fewest, int threads) {
    return read(path, PictureListing.Use.TASK, exampleShape, fewest, threads);
  }

  /**
   * The same with a choice of what is read. Beside the prepared pictures, a byte a number, at most
   * as many pixels are in memory at a time as the largest picture may have.
   */
  public static ImageFolder read(
      Path path, PictureListing.Use use, long[] exampleShape, int fewest, int threads) {
    PictureForm form = PictureForm.of(exampleShape);
    try (PictureListing listing = PictureListing.ofClasses(path, use, fewest, threads)) {
      List<PictureForm.Formed> all = listing.formed(form, threads);
      Map<String, List<Read>> byClass = new TreeMap<>();
      for (int i = 0; i < all.size(); i++) {
        byClass
            .computeIfAbsent(listing.className(i), name -> new ArrayList<>())
            .add(new Read(listing.file(i), all.get(i)));
      }
      return new ImageFolder(form, byClass, listing.summary(repairs(all)));
    }
  }

  private static List<String> repairs(List<PictureForm.Formed> all) {
    List<String> repairs = new ArrayList<>();
    add(repairs, all, one -> one.animated, "animated, of which the first picture is taken");
    add(repairs, all, one -> one.turned, "turned upright");
    add(repairs, all, one -> one.framed, "of another shape, put in the middle");
    return repairs;
  }

  private static void add(
      List<String> to,
      List<PictureForm.Formed> all,
      Predicate<PictureForm.Formed> which,
      String words) {
    long count = all.stream().filter(which).count();
    if (count > 0) {
      to.add(count + " " + words);
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
