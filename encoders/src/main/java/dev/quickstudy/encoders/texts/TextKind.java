package dev.quickstudy.encoders.texts;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.rows.RowAccount;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.texts.LabelledText;
import dev.quickstudy.data.texts.TextCollection;
import dev.quickstudy.data.texts.TextFile;
import dev.quickstudy.data.texts.TextFormat;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.survey.ClassCut;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.RowKind;
import dev.quickstudy.survey.Summary;
import dev.quickstudy.survey.Survey;
import dev.quickstudy.survey.UntrainedLearner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Files of texts with a label each. */
public final class TextKind implements RowKind {
  private static final String LIKE = "texts-prototypes";
  private static final String NGRAMS = "character-ngrams";

  /** Characters of a run. */
  private static final int LONGEST_RUN = 4;

  /** Numbers that runs are hashed to. */
  private static final int RUNS = 2048;

  /** Texts a class from which logistic regression is better than class means. */
  private static final int MANY_TEXTS = 10;

  /** Classes of a task of texts that is judged. */
  private static final int MOST_WAYS = 20;

  @Override
  public String word() {
    return "texts";
  }

  /** Embedding a text takes longer than comparing learners on it. */
  @Override
  public int comparedInSeconds() {
    return 300;
  }

  @Override
  public String one() {
    return "text";
  }

  @Override
  public boolean holds(Path path, RowOptions options) {
    return Files.isRegularFile(path) && TextFile.ofLabelled(path, options).isPresent();
  }

  @Override
  public boolean takes(Input input) {
    return input instanceof Input.Text;
  }

  @Override
  public RowOptions columns(Path path, RowOptions options) {
    return TextFile.ofLabelled(path, options)
        .map(found -> options.columns(found.textColumn(), found.labelColumn()))
        .orElse(options);
  }

  @Override
  public Survey survey(Path path, int threads, RowOptions options) {
    TextFormat format = TextFormat.of(path, options);
    RowOptions found = columns(path, options);
    TextCollection texts = TextCollection.read(List.of(path), format, found);
    Map<String, Integer> classes = new TreeMap<>();
    texts.byClass().forEach((name, places) -> classes.put(name, places.size()));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("taken", texts.accounts().get(0).taken());
    List<RowAccount.Note> notes = texts.accounts().get(0).notes();
    if (!notes.isEmpty()) {
      facts.put(
          "repaired", notes.stream().map(RowAccount.Note::line).collect(Collectors.joining("; ")));
    }
    facts.put("read", texts.summary());
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("format", format.name().toLowerCase(Locale.ROOT));
    settings.put("text", found.text().orElse("auto"));
    settings.put("label", found.label().orElse("auto"));
    settings.put("reading", Draft.reading(options));
    return new Survey(path, this, classes, facts, summary(texts, classes), settings, alike(texts));
  }

  private static Map<String, Double> summary(TextCollection texts, Map<String, Integer> classes) {
    Map<String, Double> numbers = Summary.ofSizes(classes.values());
    numbers.put(
        "mean log words of a text",
        texts.texts().stream()
            .mapToDouble(text -> Math.log1p(text.text().split("\\s+").length))
            .average()
            .orElse(0));
    return numbers;
  }

  /** Texts of different classes that differ in nothing but case, marks and blanks. */
  private static List<String> alike(TextCollection texts) {
    Map<String, LabelledText> first = new HashMap<>();
    int pairs = 0;
    String example = "";
    for (LabelledText text : texts.texts()) {
      String words = text.text().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ");
      LabelledText before = first.putIfAbsent(words.strip(), text);
      if (before != null && !before.label().equals(text.label())) {
        pairs++;
        example =
            example.isEmpty() ? before.origin().row() + " and " + text.origin().row() : example;
      }
    }
    return pairs == 0
        ? List.of()
        : List.of(
            "%d texts are the same as one of another class but for case and marks, such as %s"
                .formatted(pairs, example));
  }

  /**
   * Training on the classes at hand made learners of texts no better, and of many classes worse,
   * than none: sentence embeddings tell them apart already.
   */
  @Override
  public Recipe draft(Survey survey) {
    String files =
        "files: [%s], format: %s, text: %s, label: %s, reading: %s, encoder: bge-small"
            .formatted(
                Draft.quoted(survey.path()),
                survey.setting("format"),
                Draft.quoted(survey.setting("text")),
                Draft.quoted(survey.setting("label")),
                survey.setting("reading"));
    List<Integer> sizes = survey.classes().values().stream().sorted().toList();
    // Of the classes, the smallest fifth may be left out: they would make all tasks small.
    int fewest = Math.max(2, sizes.get((int) ((1 - ClassCut.KEPT) * sizes.size())));
    List<Integer> used = sizes.stream().filter(size -> size >= fewest).toList();
    if (used.size() < 2) {
      throw new DataException(
          survey.path()
              + " has a class with one text only; give every class two at least, one to learn from"
              + " and one to be judged on");
    }
    boolean many = used.get(used.size() / 2) >= MANY_TEXTS;
    int shots = Math.min(many ? MANY_TEXTS : 5, used.get(0) / 2);
    return Draft.from(
        survey,
        LIKE,
        (many ? "Logistic regression" : "Prototypes (Snell et al. 2017)")
            + " on sentence embeddings, nothing to train",
        "{kind: texts, %s, split: {kind: fractions, train: 0, validation: 0, test: 1, seed: 0, fewest: %d}}"
            .formatted(files, fewest),
        List.of(
            "learner=" + (many ? UntrainedLearner.LOGISTIC_ON_EMBEDDINGS : "{kind: protonet}"),
            "training.validation.every=0",
            "evaluation.episodes=200",
            "evaluation.ways=" + Math.min(MOST_WAYS, used.size()),
            "evaluation.shots=" + shots,
            "evaluation.queries=" + Math.min(15, used.get(0) - shots)));
  }

  @Override
  public List<UntrainedLearner> untrained() {
    List<String> source =
        List.of(
            "source.files=[own]",
            "source.format=clinc",
            "source.split=" + UntrainedLearner.ALL_TO_TEST);
    String seen = "sentence embeddings";
    return List.of(
        UntrainedLearner.prototypes(seen, LIKE, source, ""),
        UntrainedLearner.logistic(seen, LIKE, source, ""),
        UntrainedLearner.of(
            NGRAMS,
            "logistic regression on runs of characters, for any language",
            LIKE,
            List.of(
                "source={kind: ngram-texts, files: [own], format: clinc, text: auto, label: auto, longest: %d, numbers: %d, split: %s}"
                    .formatted(LONGEST_RUN, RUNS, UntrainedLearner.ALL_TO_TEST),
                "network={kind: identity, input: [%d]}".formatted(RUNS)),
            UntrainedLearner.LOGISTIC_ON_EMBEDDINGS,
            ""));
  }

  @Override
  public Optional<Preferred> preferred(Path support, RowOptions options) {
    TextFile file = TextFile.open(support, TextFormat.of(support, options), options, true);
    List<String> texts = new ArrayList<>();
    file.forEach(row -> texts.add(row.text()));
    return forScript(texts);
  }

  @Override
  public Optional<Preferred> preferred(List<Input> support) {
    return forScript(
        support.stream()
            .filter(Input.Text.class::isInstance)
            .map(input -> ((Input.Text) input).text())
            .toList());
  }

  private static Optional<Preferred> forScript(List<String> texts) {
    return Scripts.unlearned(texts)
        .map(
            script ->
                new Preferred(
                    NGRAMS,
                    "most letters are %s, a script that the sentence encoder has not learned: %s is preferred"
                        .formatted(script, NGRAMS)));
  }
}
