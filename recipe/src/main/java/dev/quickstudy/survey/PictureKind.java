package dev.quickstudy.survey;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.files.ExampleFiles;
import dev.quickstudy.data.pictures.ChannelScale;
import dev.quickstudy.data.pictures.ImageFolder;
import dev.quickstudy.data.pictures.PictureListing;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Folders of pictures, a folder a class. */
final class PictureKind implements Kind {
  /** Pictures are looked at, and colours learned from, at this size. */
  private static final int SIDE = 32;

  /** What handwriting and other grey pictures are learned from. */
  private static final int GREY_SIDE = 28;

  /** By how much the channels of a picture in colour differ somewhere, 0 … 1. */
  private static final double COLOUR = 0.1;

  /** The share of pictures in colour that makes the collection one of colours. */
  private static final double MANY = 0.05;

  private static final double NEAR = 0.99;

  /** Bytes to numbers of about −1 … 1. */
  private static final ChannelScale COLOURS =
      new ChannelScale(List.of(128.0, 128.0, 128.0), List.of(64.0, 64.0, 64.0));

  private static final String GLYPHS = "glyphs-5way-1shot";

  @Override
  public String word() {
    return "pictures";
  }

  @Override
  public String one() {
    return "picture";
  }

  @Override
  public boolean reads(String fileName) {
    return ExampleFiles.Kind.PICTURES.reads(Contents.ending(fileName));
  }

  @Override
  public boolean takes(Input input) {
    return input instanceof Input.Picture || input instanceof Input.DecodedPicture;
  }

  @Override
  public Survey survey(Path path, int threads, RowOptions options) {
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
        path, this, classes, facts, Summary.of(pool, classes.values()), settings, warnings);
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

  @Override
  public Recipe draft(Survey survey) {
    boolean colour = Boolean.parseBoolean(survey.setting("colour"));
    String size = survey.setting("size");
    Optional<FolderCut> folders = FolderCut.of(survey);
    List<String> changes = new ArrayList<>();
    String split;
    if (folders.isPresent()) {
      split = "{kind: folders}";
      changes.addAll(folders.get().tasks());
      changes.addAll(Draft.minutes());
      changes.addAll(folders.get().validation());
    } else {
      ClassCut cut = ClassCut.of(survey);
      split = cut.split();
      changes.addAll(cut.tasks(5));
      changes.addAll(Draft.minutes());
    }
    changes.add("network.size=" + size);
    changes.add("network.channels=" + (colour ? 3 : 1));
    return Draft.from(
        survey,
        "cifar-fs-5way-5shot-protonet",
        "Prototypical networks (Snell et al. 2017) on pictures",
        "{kind: pictures, folder: %s, colour: %s, size: [%s, %s], split: %s}"
            .formatted(Draft.quoted(survey.path()), colour, size, size, split),
        changes);
  }

  /** Pictures as they are: in grey, and small ones in colour. */
  @Override
  public List<UntrainedLearner> untrained() {
    List<UntrainedLearner> all = new ArrayList<>();
    for (String shape : List.of("[1, 28, 28]", "[3, 16, 16]")) {
      boolean grey = shape.startsWith("[1");
      String seen = grey ? "grey pixels" : "coloured pixels";
      List<String> changes =
          List.of(
              "network={kind: identity, input: %s}".formatted(shape), "evaluation.regimes=[none]");
      String fitted = grey ? "" : COLOURS.words();
      all.add(UntrainedLearner.prototypes(seen, GLYPHS, changes, fitted));
      all.addAll(UntrainedLearner.regressions(seen, GLYPHS, changes, fitted));
    }
    return all;
  }
}
