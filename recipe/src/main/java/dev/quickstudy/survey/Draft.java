package dev.quickstudy.survey;

import dev.quickstudy.data.DataException;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A first recipe for a user's files, which runs as it stands. It is one of the built-in ones with
 * the files put in, and tasks as large as the classes allow.
 */
public final class Draft {
  /** Logistic regression as it does best on sentence embeddings of few texts a class. */
  public static final String LOGISTIC_ON_EMBEDDINGS =
      "{kind: softmax, sharpness: 10, decay: 0.003, rate: 0.1, steps: 60}";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Classes at least: two each to train, to validate and to judge on. */
  private static final int FEWEST_CLASSES = 6;

  /** The share of classes that are to be large enough for a task. */
  private static final double KEPT = 0.8;

  private static final int SMALL_TABLE_CLASSES = 10;

  /** Texts a class from which logistic regression is better than class means. */
  private static final int MANY_TEXTS = 10;

  /** Classes of a task of texts that is judged. */
  private static final int MOST_WAYS = 20;

  private Draft() {}

  /**
   * How tasks are cut from classes.
   *
   * @param fewest examples of a class that is used
   * @param classes that are
   */
  private record Cut(int fewest, int classes, int shots, int queries) {
    private static final List<int[]> SIZES =
        List.of(
            new int[] {5, 10},
            new int[] {5, 5},
            new int[] {3, 5},
            new int[] {2, 3},
            new int[] {1, 2},
            new int[] {1, 1});

    static Cut of(Survey survey) {
      Cut most = new Cut(0, 0, 0, 0);
      for (int[] size : SIZES) {
        int fewest = size[0] + size[1];
        int classes =
            (int) survey.classes().values().stream().filter(count -> count >= fewest).count();
        if (classes >= FEWEST_CLASSES && classes >= KEPT * survey.classes().size()) {
          return new Cut(fewest, classes, size[0], size[1]);
        }
        most = classes > most.classes ? new Cut(fewest, classes, size[0], size[1]) : most;
      }
      if (most.classes < FEWEST_CLASSES) {
        throw new DataException(
            "%s has %d classes of at least 2 examples, but %d are needed to train, to validate and to judge on different ones; learn them with a run that is trained already (quickstudy adapt)"
                .formatted(survey.path(), most.classes, FEWEST_CLASSES));
      }
      return most;
    }

    int held() {
      return Math.max(2, (int) Math.round(0.2 * classes));
    }

    int trained() {
      return classes - 2 * held();
    }

    String split() {
      return "{kind: fractions, train: %s, validation: %s, test: %s, seed: 0, fewest: %d}"
          .formatted(share(trained()), share(held()), share(held()), fewest);
    }

    private String share(int count) {
      return String.format(Locale.ROOT, "%.6f", Math.floor(1e6 * count / classes) / 1e6);
    }

    List<String> tasks(int mostWays) {
      int ways = Math.min(5, held());
      return List.of(
          "training.ways=" + Math.min(mostWays, trained()),
          "training.shots=" + shots,
          "training.queries=" + queries,
          "evaluation.ways=" + ways,
          "evaluation.shots=" + shots,
          "evaluation.queries=" + queries);
    }
  }

  /**
   * A recipe.
   *
   * @throws DataException if there are too few classes or examples to learn how to learn from
   */
  public static Recipe of(Survey survey) {
    return switch (survey.kind()) {
      case TEXTS -> texts(survey);
      case PICTURES -> pictures(survey);
      case SOUNDS -> sounds(survey);
      case TABLE -> table(survey);
      case TABLES -> tables(survey);
    };
  }

  /**
   * Training on the classes at hand made learners of texts no better, and of many classes worse,
   * than none: sentence embeddings tell them apart already.
   */
  private static Recipe texts(Survey survey) {
    String files =
        "files: [%s], format: %s, text: %s, label: %s, reading: %s, encoder: bge-small"
            .formatted(
                quoted(survey.path()),
                survey.setting("format"),
                quoted(survey.setting("text")),
                quoted(survey.setting("label")),
                survey.setting("reading"));
    List<Integer> sizes = survey.classes().values().stream().sorted().toList();
    // Of the classes, the smallest fifth may be left out: they would make all tasks small.
    int fewest = Math.max(2, sizes.get((int) ((1 - KEPT) * sizes.size())));
    List<Integer> used = sizes.stream().filter(size -> size >= fewest).toList();
    if (used.size() < 2) {
      throw new DataException(
          survey.path()
              + " has a class with one text only; give every class two at least, one to learn from"
              + " and one to be judged on");
    }
    boolean many = used.get(used.size() / 2) >= MANY_TEXTS;
    int shots = Math.min(many ? MANY_TEXTS : 5, used.get(0) / 2);
    return drafted(
        survey,
        "texts-prototypes",
        (many ? "Logistic regression" : "Prototypes (Snell et al. 2017)")
            + " on sentence embeddings, nothing to train",
        "{kind: texts, %s, split: {kind: fractions, train: 0, validation: 0, test: 1, seed: 0, fewest: %d}}"
            .formatted(files, fewest),
        List.of(
            "learner=" + (many ? LOGISTIC_ON_EMBEDDINGS : "{kind: protonet}"),
            "training.validation.every=0",
            "evaluation.episodes=200",
            "evaluation.ways=" + Math.min(MOST_WAYS, used.size()),
            "evaluation.shots=" + shots,
            "evaluation.queries=" + Math.min(15, used.get(0) - shots)));
  }

  private static Recipe pictures(Survey survey) {
    boolean colour = Boolean.parseBoolean(survey.setting("colour"));
    String size = survey.setting("size");
    Optional<FolderCut> folders = FolderCut.of(survey);
    List<String> changes = new ArrayList<>();
    String split;
    if (folders.isPresent()) {
      split = "{kind: folders}";
      changes.addAll(folders.get().tasks());
      changes.addAll(minutes());
      changes.addAll(folders.get().validation());
    } else {
      Cut cut = Cut.of(survey);
      split = cut.split();
      changes.addAll(cut.tasks(5));
      changes.addAll(minutes());
    }
    changes.add("network.size=" + size);
    changes.add("network.channels=" + (colour ? 3 : 1));
    return drafted(
        survey,
        "cifar-fs-5way-5shot-protonet",
        "Prototypical networks (Snell et al. 2017) on pictures",
        "{kind: pictures, folder: %s, colour: %s, size: [%s, %s], split: %s}"
            .formatted(quoted(survey.path()), colour, size, size, split),
        changes);
  }

  private static Recipe sounds(Survey survey) {
    Cut cut = Cut.of(survey);
    List<String> changes = new ArrayList<>(cut.tasks(5));
    changes.addAll(minutes());
    changes.add(
        "training.optimizer.rate={kind: constant, value: 0.001}"); // the length is not known before
    return drafted(
        survey,
        "fsdd-digits-5way-1shot-protonet",
        "Prototypical networks (Snell et al. 2017) on recordings",
        ("{kind: spec-augment, of: {kind: sounds, path: %s, names: '{class}/{file}', classes:"
                + " class, within: all, spectrogram: {rate: %d, mels: %d, frames: %d, window: %s, hop:"
                + " %s, part: loudest}, split: {class: %s}}, pitchMasks: 1, pitchWidth: 4, timeMasks:"
                + " 1, timeWidth: 4}")
            .formatted(
                quoted(survey.path()),
                SoundSurvey.SEEN.rate(),
                SoundSurvey.SEEN.mels(),
                SoundSurvey.SEEN.frames(),
                SoundSurvey.SEEN.window(),
                SoundSurvey.SEEN.hop(),
                cut.split()),
        changes);
  }

  /** Some minutes of training, ended earlier where it no longer helps. */
  private static List<String> minutes() {
    return List.of(
        "training.steps=100000",
        "training.minutes=5",
        "training.validation.every=50",
        "training.validation.patience=10");
  }

  /** One table is too little to learn how to learn from: generated ones are taken for that. */
  private static Recipe table(Survey survey) {
    int ways = survey.classes().size();
    if (ways > SMALL_TABLE_CLASSES) {
      throw new DataException(
          "%s has %d classes in '%s', but tables of up to %d can be learned; name another column of answers, or join rare classes"
              .formatted(survey.path(), ways, survey.setting("answers"), SMALL_TABLE_CLASSES));
    }
    return drafted(
        survey,
        "tables-16rows",
        "In-context transformer on generated tables, for tables of " + ways + " classes",
        "{kind: generated-tables, preparation: %s, width: 24}".formatted(steps()),
        List.of(
            "learner.outputs=" + ways,
            "training.ways=" + ways,
            "training.minutes=10",
            "evaluation.ways=" + ways));
  }

  private static Recipe tables(Survey survey) {
    int origins = Integer.parseInt(survey.setting("origins"));
    if (origins < FEWEST_CLASSES) {
      throw new DataException(
          "%s has tables of %d origins, but at least %d are needed to train, to validate and to judge on different ones; tables with the same columns are of one origin, unless an index.csv says otherwise"
              .formatted(survey.path(), origins, FEWEST_CLASSES));
    }
    return drafted(
        survey,
        "tables-16rows",
        "In-context transformer on tables",
        "{kind: tables, folder: %s, target: %s, reading: %s, preparation: %s, width: 24, generated: 0.7}"
            .formatted(
                quoted(survey.path()),
                quoted(survey.setting("target")),
                survey.setting("reading"),
                steps()),
        List.of("training.minutes=10"));
  }

  private static String steps() {
    return "[{kind: unify-words}, {kind: fill-missing, by: median, neighbours: 1, indicators:"
        + " false}, {kind: encode, as: one-hot, most: 8}, {kind: scale, by: standard, limit:"
        + " 5}, {kind: select, by: mutual-information, most: 24}]";
  }

  private static Recipe drafted(
      Survey survey, String like, String about, String source, List<String> changes) {
    List<String> all = new ArrayList<>();
    all.add("name=" + quoted(name(survey.path())));
    all.add("about=" + quoted(about));
    all.add("source=" + source);
    all.addAll(changes);
    return Recipes.override(Recipes.resolve(like), all);
  }

  private static String name(Path path) {
    String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    String plain = name.replaceFirst("\\.[A-Za-z]+$", "").replaceAll("[^\\p{L}\\p{N}._+-]+", "-");
    String trimmed = plain.replaceAll("^[^\\p{L}\\p{N}]+", "");
    return trimmed.isEmpty() ? "mine" : trimmed;
  }

  private static String quoted(Path path) {
    return quoted(path.toAbsolutePath().normalize().toString());
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }
}
