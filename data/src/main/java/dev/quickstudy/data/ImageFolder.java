package dev.quickstudy.data;

import dev.quickstudy.task.ClassPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * The user's own pictures: one folder a class, PNG, JPEG, GIF or BMP files in it. Classes and files
 * are in the order of their names. Hidden files are passed over; anything else that is no picture
 * is an error.
 *
 * <p>How a picture is prepared, each by itself: colours become grey by the weights of ITU-R BT.601,
 * transparent parts are put on white; a picture whose border is light (median brightness above one
 * half) is inverted, so that ink is 1 and paper 0; it is resampled by area to the size that just
 * fits, without being stretched, and put in the middle.
 */
public final class ImageFolder implements ClassPool {
  private final long[] exampleShape;
  private final List<PictureClass> classes;
  private final String fingerprint;

  private record PictureClass(String name, List<Picture> pictures) {}

  /** One prepared picture, and the size in pixels that its file has. */
  private static final class Picture {
    final Path file;
    final String size;
    final float[] values;

    Picture(Path file, GreyPicture original, float[] values) {
      this.file = file;
      this.size = original.width + "×" + original.height + " pixels";
      this.values = values;
    }
  }

  private ImageFolder(long[] exampleShape, List<PictureClass> classes) {
    this.exampleShape = exampleShape;
    this.classes = classes;
    Fingerprint all = Fingerprint.of("image folder, " + Arrays.toString(exampleShape));
    for (PictureClass one : classes) {
      all.add(one.name);
      for (Picture picture : one.pictures) {
        all.add(Arrays.toString(picture.values));
      }
    }
    this.fingerprint = all.hex();
  }

  /**
   * Reads all pictures of all classes.
   *
   * @param folder has at least two folders, each with at least one picture; all pictures have the
   *     same size
   * @param exampleShape {@code [1, height, width]} that the learner wants
   * @throws DataException if the folder is not so, naming the file or folder at fault
   */
  public static ImageFolder read(Path folder, long[] exampleShape) {
    requireGrey(exampleShape);
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "there is no folder " + folder + "; expected one with a folder a class");
    }
    List<PictureClass> classes = new ArrayList<>();
    for (Path path : visible(folder)) {
      if (!Files.isDirectory(path)) {
        throw new DataException(
            path
                + " is not in the folder of a class; put each picture into a folder named after its"
                + " class");
      }
      classes.add(pictureClass(path, exampleShape));
    }
    if (classes.size() < 2) {
      throw new DataException(
          "%s has %s, but at least two classes are needed: one folder of pictures a class"
              .formatted(
                  folder,
                  classes.isEmpty() ? "no folder" : "only the folder " + classes.get(0).name));
    }
    requireOneSize(classes);
    return new ImageFolder(exampleShape.clone(), classes);
  }

  /**
   * Reads one picture, prepared in the same way.
   *
   * @param exampleShape {@code [1, height, width]}
   * @return ink 0 … 1, row by row
   * @throws DataException if the file is no picture or has more than 40 million pixels
   */
  public static float[] picture(Path file, long[] exampleShape) {
    requireGrey(exampleShape);
    return prepared(file, exampleShape).values;
  }

  private static PictureClass pictureClass(Path folder, long[] exampleShape) {
    List<Picture> pictures = new ArrayList<>();
    for (Path file : visible(folder)) {
      pictures.add(prepared(file, exampleShape));
    }
    if (pictures.isEmpty()) {
      throw new DataException("the folder " + folder + " has no pictures");
    }
    return new PictureClass(folder.getFileName().toString(), pictures);
  }

  private static Picture prepared(Path file, long[] exampleShape) {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException("it is a folder");
      }
      GreyPicture picture = decoded(file);
      GreyPicture inked = picture.borderMedian() > 0.5f ? picture.inverted() : picture;
      GreyPicture small = inked.fitted((int) exampleShape[2], (int) exampleShape[1]);
      return new Picture(file, picture, small.values);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read as a picture", e);
    }
  }

  private static GreyPicture decoded(Path file) throws IOException {
    try (ImageInputStream input = new FileImageInputStream(file.toFile())) {
      return GreyPicture.decode(input);
    }
  }

  private static void requireOneSize(List<PictureClass> classes) {
    Picture first = classes.get(0).pictures.get(0);
    for (PictureClass one : classes) {
      for (Picture picture : one.pictures) {
        if (!picture.size.equals(first.size)) {
          throw new DataException(
              "%s has %s, but %s has %s; bring all pictures to one size"
                  .formatted(picture.file, picture.size, first.file, first.size));
        }
      }
    }
  }

  private static void requireGrey(long[] exampleShape) {
    if (exampleShape.length != 3 || exampleShape[0] != 1) {
      throw new DataException(
          "pictures from folders are grey, [1, height, width], but the learner takes inputs of"
              + " shape "
              + Arrays.toString(exampleShape));
    }
  }

  /** What is in a folder, by name, without hidden files. */
  private static List<Path> visible(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(path -> !hidden(path)).sorted().toList();
    } catch (IOException e) {
      throw new DataException("the folder " + folder + " cannot be read", e);
    }
  }

  private static boolean hidden(Path path) {
    try {
      return path.getFileName().toString().startsWith(".") || Files.isHidden(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file that an example was read from. */
  public Path file(int classIndex, int exampleIndex) {
    return classes.get(classIndex).pictures.get(exampleIndex).file;
  }

  @Override
  public int classes() {
    return classes.size();
  }

  /** The name of the class's folder. */
  @Override
  public String className(int classIndex) {
    return classes.get(classIndex).name;
  }

  @Override
  public int size(int classIndex) {
    return classes.get(classIndex).pictures.size();
  }

  @Override
  public long[] exampleShape() {
    return exampleShape.clone();
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    float[] values = classes.get(classIndex).pictures.get(exampleIndex).values;
    System.arraycopy(values, 0, into, offset, values.length);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
