package dev.quickstudy.predict;

import dev.quickstudy.data.ChannelScale;
import dev.quickstudy.encoders.PictureEmbeddings;
import dev.quickstudy.encoders.PictureModel;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.Places;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.tables.Baseline;
import dev.quickstudy.tensor.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** Learners that need no training, by kind of example and name. */
final class KnownLearners {
  static final String PROTOTYPES = "prototypes";
  static final String LOGISTIC = "logistic-regression";

  private static final String CLASS_MEANS = "{kind: protonet}";

  /** Penalties of logistic regression, the share of squared weights in the loss. */
  private static final List<String> PENALTIES = List.of("0.1", "0.01", "0.001");

  private static final String TABLES = "tables-forest";
  private static final String GLYPHS = "glyphs-5way-1shot";
  private static final String SOUNDS = "fsdd-digits-5way-1shot-protonet";

  private static final String ALL_TO_TEST =
      "{kind: fractions, train: 0, validation: 0, test: 1, seed: 0, fewest: 1}";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What recipes for training say that is none here. */
  private static final List<String> UNTRAINED =
      List.of(
          "training.steps=0",
          "training.regime=none",
          "training.validation.every=0",
          "training.validation.regime=none");

  /** Bytes to numbers of about −1 … 1. */
  private static final ChannelScale COLOURS =
      new ChannelScale(List.of(128.0, 128.0, 128.0), List.of(64.0, 64.0, 64.0));

  private KnownLearners() {}

  /**
   * A learner.
   *
   * @param name as it can be asked for
   * @param about for people
   * @param sees what it sees of its examples; learners that see the same read them the same way
   * @param opening opens it
   */
  record Known(
      String name, String about, String sees, Function<Resources, TrainedLearner> opening) {
    TrainedLearner open(Resources resources) {
      return opening.apply(resources);
    }
  }

  /** Those for a kind of example; the first is the one to take where nothing tells them apart. */
  static List<Known> of(Kind kind) {
    List<Known> all = new ArrayList<>(ShippedLearners.of(kind));
    all.addAll(untrained(kind));
    return all;
  }

  private static List<Known> untrained(Kind kind) {
    return switch (kind) {
      case TEXTS -> texts();
      case TABLE -> tables();
      case PICTURES -> pictures();
      case SOUNDS -> sounds();
      case TABLES -> throw new UsageException("several tables are no task; name one of them");
    };
  }

  private static List<Known> texts() {
    List<String> source =
        List.of("source.files=[own]", "source.format=clinc", "source.split=" + ALL_TO_TEST);
    return List.of(
        known(
            PROTOTYPES,
            "class means of sentence embeddings",
            "texts-prototypes",
            source,
            CLASS_MEANS,
            ""),
        known(
            LOGISTIC,
            "logistic regression on sentence embeddings",
            "texts-prototypes",
            source,
            Draft.LOGISTIC_ON_EMBEDDINGS,
            ""));
  }

  private static List<Known> tables() {
    List<Known> all = new ArrayList<>(List.of(classical(Baseline.RANDOM_FOREST)));
    all.addAll(regressions(TABLES, List.of(), "the columns", ""));
    all.add(classical(Baseline.BOOSTED_TREES));
    all.add(classical(Baseline.NEAREST_NEIGHBOURS));
    return all;
  }

  private static Known classical(Baseline method) {
    String name = method.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return known(
        name,
        method.label(),
        TABLES,
        List.of(),
        "{kind: classical, method: %s}".formatted(name),
        "");
  }

  /** Pictures as they are: in grey, and small ones in colour. */
  private static List<Known> pictures() {
    List<Known> all = new ArrayList<>();
    for (String shape : List.of("[1, 28, 28]", "[3, 16, 16]")) {
      boolean grey = shape.startsWith("[1");
      String seen = grey ? "grey pixels" : "coloured pixels";
      List<String> changes =
          List.of(
              "network={kind: identity, input: %s}".formatted(shape), "evaluation.regimes=[none]");
      String fitted = grey ? "" : COLOURS.words();
      all.add(known(PROTOTYPES, "class means of " + seen, GLYPHS, changes, CLASS_MEANS, fitted));
      all.addAll(regressions(GLYPHS, changes, seen, fitted));
    }
    return all;
  }

  /**
   * Pictures as an encoder embeds them. How it was trained to see colours is not known: as numbers
   * of −1 … 1, or in deviations of those of ImageNet.
   *
   * @param file ONNX
   */
  static List<Known> encoded(Path file, Places places) {
    List<Known> all = new ArrayList<>();
    String encoder = file.toAbsolutePath().normalize().toString();
    for (boolean even : new boolean[] {true, false}) {
      List<Double> mean = even ? List.of(0.5, 0.5, 0.5) : List.of(0.485, 0.456, 0.406);
      List<Double> deviation = even ? List.of(0.5, 0.5, 0.5) : List.of(0.229, 0.224, 0.225);
      PictureModel model = PictureModel.of(file, mean, deviation);
      List<String> changes =
          List.of(
              "source={kind: encoded-pictures, folder: own, model: %s, size: [%d, %d], mean: %s, deviation: %s, output: %s, dimension: %d, unitLength: true, split: %s}"
                  .formatted(
                      JSON.writeValueAsString(encoder),
                      model.height(),
                      model.width(),
                      mean,
                      deviation,
                      JSON.writeValueAsString(model.output().orElse("auto")),
                      model.dimension(),
                      ALL_TO_TEST),
              "network={kind: identity, input: [%d]}".formatted(model.dimension()),
              "evaluation.regimes=[none]");
      String fitted = new PictureEmbeddings(model, places.cache(), places.threads()).description();
      String seen = file.getFileName() + (even ? ", colours −1 … 1" : ", colours as ImageNet's");
      all.add(known(PROTOTYPES, "class means of " + seen, GLYPHS, changes, CLASS_MEANS, fitted));
      all.add(
          known(
              LOGISTIC,
              "logistic regression on " + seen,
              GLYPHS,
              changes,
              Draft.LOGISTIC_ON_EMBEDDINGS,
              fitted));
    }
    return all;
  }

  private static List<Known> sounds() {
    int bands = 32;
    int frames = 64;
    List<String> changes =
        List.of(
            "network={kind: frame-statistics, bands: %d, frames: %d}".formatted(bands, frames),
            "source.of.path=own",
            "source.of.names='{class}/{file}'",
            "source.of.classes=class",
            "source.of.within=all",
            "source.of.split={class: %s}".formatted(ALL_TO_TEST),
            "source.of.spectrogram.frames=" + frames,
            "evaluation.regimes=[none]");
    String seen = "statistics of spectrograms";
    List<Known> all = new ArrayList<>();
    all.add(known(PROTOTYPES, "class means of " + seen, SOUNDS, changes, CLASS_MEANS, ""));
    all.addAll(regressions(SOUNDS, changes, seen, ""));
    return all;
  }

  private static List<Known> regressions(
      String like, List<String> changes, String seen, String fitted) {
    return PENALTIES.stream()
        .map(
            penalty ->
                known(
                    LOGISTIC,
                    "logistic regression on %s, penalty %s".formatted(seen, penalty),
                    like,
                    changes,
                    logistic(penalty),
                    fitted))
        .toList();
  }

  private static String logistic(String penalty) {
    return "{kind: softmax, sharpness: 1, decay: %s, rate: 0.1, steps: 60}".formatted(penalty);
  }

  private static Known known(
      String name, String about, String like, List<String> changes, String learner, String fitted) {
    List<String> all = new ArrayList<>(List.of("name=" + name, "learner=" + learner));
    all.addAll(UNTRAINED);
    all.addAll(changes);
    Recipe recipe = Recipes.override(Recipes.resolve(like), all);
    return new Known(
        name,
        about,
        Recipes.line(recipe, "source") + Arrays.toString(recipe.network().inputShape()),
        resources ->
            TrainedLearner.of(OpenRun.untrained(recipe, fitted), recipe.name(), resources));
  }
}
