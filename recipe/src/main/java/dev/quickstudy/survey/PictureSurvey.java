package dev.quickstudy.survey;

import dev.quickstudy.data.ImageFolder;
import dev.quickstudy.data.PictureListing;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.tensor.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at pictures. */
final class PictureSurvey {
  /** Pictures are looked at, and colours learned from, at this size. */
  private static final int SIDE = 32;

  /** What handwriting and other grey pictures are learned from. */
  private static final int GREY_SIDE = 28;

  /** By how much the channels of a picture in colour differ somewhere, 0 … 1. */
  private static final double COLOUR = 0.1;

  /** The share of pictures in colour that makes the collection one of colours. */
  private static final double MANY = 0.05;

  private static final double NEAR = 0.99;

  private PictureSurvey() {}

  static Survey of(Path path, int threads) {
    ImageFolder pictures = read(path, threads);
    ClassPool pool = pictures.pool(Optional.empty());
    Map<String, Integer> classes = new TreeMap<>();
    int coloured = 0;
    float[] example = new float[Shape.elements(pool.exampleShape())];
    for (int way = 0; way < pool.classes(); way++) {
      classes.put(pool.className(way), pool.size(way));
      for (int i = 0; i < pool.size(way); i++) {
        pool.copy(way, i, example, 0);
        coloured += inColour(example) ? 1 : 0;
      }
    }
    int all = classes.values().stream().mapToInt(Integer::intValue).sum();
    boolean colour = coloured > MANY * all;
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("read", pictures.summary());
    facts.put("colour", colour ? coloured + " of " + all + " pictures" : "no");
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("colour", Boolean.toString(colour));
    settings.put("size", Integer.toString(colour ? SIDE : GREY_SIDE));
    List<String> warnings =
        NearDuplicates.among(pool, NEAR, (way, i) -> pictures.file(pool.className(way), i));
    return new Survey(
        path,
        Kind.PICTURES,
        classes,
        facts,
        Summary.of(pool, classes.values()),
        settings,
        warnings);
  }

  /** Classes are told apart by the splits whose folders they lie in, where all lie in such. */
  private static ImageFolder read(Path path, int threads) {
    long[] shape = {3, SIDE, SIDE};
    PictureListing.Use use =
        PictureListing.hasSplits(path) ? PictureListing.Use.SPLITS : PictureListing.Use.ALL;
    return ImageFolder.read(path, use, shape, 1, threads);
  }

  private static boolean inColour(float[] picture) {
    int pixels = SIDE * SIDE;
    for (int i = 0; i < pixels; i++) {
      float red = picture[i];
      float green = picture[pixels + i];
      float blue = picture[2 * pixels + i];
      if (Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)) > COLOUR) {
        return true;
      }
    }
    return false;
  }
}
