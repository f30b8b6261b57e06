package dev.quickstudy.predict;

import dev.quickstudy.data.ChannelScale;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.tables.Baseline;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
   * @param variant what tells it from others of the same name; may be empty
   * @param about for people
   * @param recipe as it is opened
   * @param fitted what prepares its examples, as {@link OpenRun#untrained} wants it
   */
  record Known(String name, String variant, String about, Recipe recipe, String fitted) {
    TrainedLearner open(Resources resources) {
      return TrainedLearner.of(OpenRun.untrained(recipe, fitted), recipe.name(), resources);
    }

    /** Learners of one source read their examples the same way. */
    String sees() {
      return Recipes.line(recipe, "source") + Arrays.toString(recipe.network().inputShape());
    }
  }

  /** Those for a kind of example; the first is the one to take where nothing tells them apart. */
  static List<Known> of(Kind kind) {
    return switch (kind) {
      case TEXTS -> texts();
      case TABLE -> tables();
      case PICTURES -> pictures();
      case SOUNDS -> sounds();
      case TABLES -> throw new UsageException("several tables are no task; name one of them");
    };
  }

  /** Sentence embeddings do not overfit as soon as raw inputs do. */
  private static List<Known> texts() {
    List<String> source =
        List.of(
            "source.files=[own]",
            "source.format=clinc",
            "source.split={kind: fractions, train: 0, validation: 0, test: 1, seed: 0, fewest: 1}");
    return List.of(
        known(
            PROTOTYPES,
            "",
            "class means of sentence embeddings",
            "texts-prototypes",
            source,
            CLASS_MEANS,
            ""),
        known(
            LOGISTIC,
            "",
            "logistic regression on sentence embeddings",
            "texts-prototypes",
            source,
            logistic("10", "0.003"),
            ""));
  }

  private static List<Known> tables() {
    List<Known> all = new ArrayList<>();
    for (Baseline method :
        List.of(Baseline.RANDOM_FOREST, Baseline.BOOSTED_TREES, Baseline.NEAREST_NEIGHBOURS)) {
      String name = method.name().toLowerCase(Locale.ROOT).replace('_', '-');
      all.add(
          known(
              name,
              "",
              method.label(),
              TABLES,
              List.of(),
              "{kind: classical, method: %s}".formatted(name),
              ""));
    }
    all.addAll(regressions(TABLES, List.of(), "the columns", ""));
    return all;
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
      all.add(
          known(PROTOTYPES, seen, "class means of " + seen, GLYPHS, changes, CLASS_MEANS, fitted));
      all.addAll(regressions(GLYPHS, changes, seen, fitted));
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
            "source.of.split={class: {kind: fractions, train: 0, validation: 0, test: 1, seed: 0, fewest: 1}}",
            "source.of.spectrogram.frames=" + frames,
            "evaluation.regimes=[none]");
    String seen = "statistics of spectrograms";
    List<Known> all = new ArrayList<>();
    all.add(known(PROTOTYPES, "", "class means of " + seen, SOUNDS, changes, CLASS_MEANS, ""));
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
                    "penalty " + penalty,
                    "logistic regression on %s, penalty %s".formatted(seen, penalty),
                    like,
                    changes,
                    logistic("1", penalty),
                    fitted))
        .toList();
  }

  private static String logistic(String sharpness, String penalty) {
    return "{kind: softmax, sharpness: %s, decay: %s, rate: 0.1, steps: 60}"
        .formatted(sharpness, penalty);
  }

  private static Known known(
      String name,
      String variant,
      String about,
      String like,
      List<String> changes,
      String learner,
      String fitted) {
    List<String> all = new ArrayList<>(List.of("name=" + name, "learner=" + learner));
    all.addAll(UNTRAINED);
    all.addAll(changes);
    return new Known(name, variant, about, Recipes.override(Recipes.resolve(like), all), fitted);
  }
}
