package dev.quickstudy.predict;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.texts.LabelledText;
import dev.quickstudy.data.texts.TextCollection;
import dev.quickstudy.data.texts.TextFormat;
import dev.quickstudy.encoders.onnx.EmbeddingCache;
import dev.quickstudy.encoders.texts.Embeddings;
import dev.quickstudy.encoders.texts.SentenceModel;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.judge.CalibrationError;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.TrainingRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * How far confidences can be believed, at 5 and at 64 classes: the calibration error by one
 * temperature for all sizes (as earlier versions had it) and by the task's own; how often known
 * inputs are called unknown for a rate that was asked for; and how well inputs of classes that a
 * task has not are told from others, beside the greatest probability of Tribuo's logistic
 * regression on the same embeddings. Printed, never part of the tests.
 */
class ConfidenceRun {
  private static final int FEW = 5;
  private static final int MANY = 64;
  private static final int STRANGE = 10;
  private static final int QUERIES = 10;
  private static final int DRAWS_OF_FEW = 40;
  private static final int DRAWS_OF_MANY = 5;
  private static final int DRAWS_OF_SLOW = 2;
  private static final double[] RATES = {0.05, 0.1};
  private static final Path DATA =
      Path.of(Optional.ofNullable(System.getProperty("quickstudy.data")).orElse("data"));
  private static final DataLocations PLACES = DataLocations.of(Optional.of(DATA));

  /** Kept, because a logger that nobody holds forgets its level. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  /** Of logistic regressions, which are the same whatever learner they stand beside. */
  private final Map<String, Double> regressions = new HashMap<>();

  @TempDir private static Path folder;

  /** As the launcher starts it. */
  @BeforeAll
  static void start() {
    TRIBUO.setLevel(Level.OFF);
    Engine.start(new Engine.Options(true, Integer.MAX_VALUE));
    System.out.println(
        "| learner | tasks of | ways × shots | examples held out | right | calibration error by one temperature | by the task's own | known called unknown at 0.05, 0.10 | strangers found there | AUROC | of logistic regression | s to learn |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
  }

  @Test
  void texts() {
    Map<String, SupportSet> sets = new HashMap<>();
    sets.put("banking77", texts("banking77/test.csv", "banking77/train.csv"));
    sets.put("clinc150", texts("clinc150/data_full.json"));
    for (String[] learner :
        new String[][] {
          {"texts-prototypes", "0"},
          {"banking77-5way-5shot", "300"},
          {"clinc150-5way-5shot-lrd2", "50"} // learning takes seconds at 64 × 10
        }) {
      try (Resources resources = Resources.of(Workers.ofMachine(), PLACES);
          TrainedLearner trained = trained(learner[0], learner[1], resources)) {
        sets.forEach(
            (name, all) -> {
              judge(trained, name, FEW, 5, DRAWS_OF_FEW, draw -> all, true);
              int draws = learner[0].endsWith("lrd2") ? DRAWS_OF_SLOW : DRAWS_OF_MANY;
              judge(trained, name, MANY, 10, draws, draw -> all, true);
            });
        resources.workers().close();
      }
    }
  }

  @Test
  void characters() {
    try (Resources resources = Resources.of(Workers.ofMachine(), PLACES);
        TrainedLearner trained = trained("omniglot-5way-1shot-protonet-quick", "200", resources)) {
      Experiment experiment = Experiment.open(trained.recipe(), PLACES);
      judge(trained, "omniglot", FEW, 5, DRAWS_OF_FEW, draw -> drawn(experiment, draw), false);
      judge(trained, "omniglot", MANY, 10, DRAWS_OF_MANY, draw -> drawn(experiment, draw), false);
      resources.workers().close();
    }
  }

  /** All examples of as many test classes as a task and its strangers need. */
  private static SupportSet drawn(Experiment experiment, int draw) {
    int ways = MANY + STRANGE;
    try (Scope scope = Scope.open()) {
      TaskBatch batch =
          experiment
              .source()
              .sample(
                  Split.TEST,
                  new TaskShape(ways, 2 * QUERIES - 1, 1),
                  RandomKey.of(5).fold("confidence"),
                  draw,
                  1);
      return SupportSet.of(
          IntStream.range(0, ways).mapToObj(way -> "class " + way).toList(),
          batch.support().x().select(0, 0),
          batch.support().y().select(0, 0));
    }
  }

  private static SupportSet texts(String... files) {
    List<Path> paths = Arrays.stream(files).map(DATA::resolve).toList();
    TextFormat format = files[0].endsWith(".json") ? TextFormat.CLINC : TextFormat.CSV;
    TextCollection texts = TextCollection.read(paths, format, RowOptions.FOUND);
    Embeddings embeddings =
        new Embeddings(SentenceModel.BGE_SMALL, PLACES.cache(), PLACES.threads());
    List<String> all = texts.texts().stream().map(LabelledText::text).toList();
    return SupportSet.of(
        texts.embedded(embeddings.of(all, EmbeddingCache.Progress.NONE), "sentence embeddings"));
  }

  private static TrainedLearner trained(String name, String steps, Resources resources) {
    Recipe recipe = Learning.recipe(name, "training.steps=" + steps, "evaluation.episodes=20");
    Path run = folder.resolve(name);
    try (Workers workers = Workers.ofMachine()) {
      Experiment.open(recipe, PLACES)
          .train(run, TrainingOptions.beginning(), workers, new TrainingRun.Listener() {});
    }
    TrainedLearner trained = TrainedLearner.open(run, resources);
    double seconds = 0;
    try (Workers workers = Workers.ofMachine()) {
      Files.delete(run.resolve("calibration.json"));
      Experiment experiment = Experiment.open(recipe, PLACES);
      long began = System.nanoTime();
      experiment.calibrate(run, workers);
      seconds = (System.nanoTime() - began) / 1e9;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.printf(
        Locale.ROOT,
        "<!-- %s: %s; calibrated in %.1f s -->%n",
        name,
        Wording.sureness(trained.run().calibration().orElseThrow()),
        seconds);
    return trained;
  }

  /** Where the classes of a draw come from. */
  interface Drawing {
    SupportSet of(int draw);
  }

  private void judge(
      TrainedLearner learner,
      String data,
      int ways,
      int shots,
      int draws,
      Drawing drawing,
      boolean regressed) {
    double single = learner.run().calibration().orElseThrow().temperature();
    CalibrationError before = new CalibrationError();
    CalibrationError after = new CalibrationError();
    double auroc = 0;
    double regression = 0;
    double[] alarms = new double[RATES.length];
    double[] found = new double[RATES.length];
    long right = 0;
    long all = 0;
    int heldOut = 0;
    double seconds = 0;
    for (int draw = 0; draw < draws; draw++) {
      RandomKey key = RandomKey.of(77).fold(data).fold(ways).fold(draw);
      SupportSet set = drawing.of(draw);
      List<String> names = set.classes();
      int[] chosen = key.choose(Math.min(names.size(), ways + STRANGE), names.size());
      Map<String, List<float[]>> support = new LinkedHashMap<>();
      List<float[]> queries = new ArrayList<>();
      List<String> truth = new ArrayList<>();
      List<float[]> strangers = new ArrayList<>();
      for (int i = 0; i < chosen.length; i++) {
        String name = names.get(chosen[i]);
        List<float[]> examples = set.of(name);
        int[] order =
            key.fold(i).choose(Math.min(examples.size(), shots + QUERIES), examples.size());
        List<float[]> drawn = Arrays.stream(order).mapToObj(examples::get).toList();
        if (i < ways) {
          support.put(name, drawn.subList(0, shots));
          drawn.subList(shots, drawn.size()).forEach(queries::add);
          truth.addAll(Collections.nCopies(drawn.size() - shots, name));
        } else {
          strangers.addAll(drawn.subList(shots, drawn.size()));
        }
      }
      SupportSet task = new SupportSet(set.exampleShape(), support);
      long began = System.nanoTime();
      try (LearnedTask learned = LearnedTask.learn(learner, task, "")) {
        seconds += (System.nanoTime() - began) / 1e9;
        heldOut = learned.confidence().heldOut();
        double rate = 1.0 / (heldOut + 1); // any that it can promise: only familiarities are read
        PredictionOptions options = PredictionOptions.usual().nearest(0).unknownRate(rate);
        List<Prediction> in = learned.predictNumbers(queries.size(), queries::get, options);
        List<Prediction> out = learned.predictNumbers(strangers.size(), strangers::get, options);
        double change = learned.confidence().temperature() / single;
        for (int i = 0; i < in.size(); i++) {
          boolean isRight = in.get(i).best().equals(truth.get(i));
          right += isRight ? 1 : 0;
          after.add(in.get(i).probability(), isRight);
          before.add(retempered(in.get(i), change), isRight);
        }
        all += in.size();
        auroc += auroc(familiarities(in), familiarities(out)) / draws;
        for (int r = 0; r < RATES.length; r++) {
          alarms[r] += share(familiarities(in), RATES[r]) / draws;
          found[r] += share(familiarities(out), RATES[r]) / draws;
        }
        if (regressed) {
          regression +=
              regressions.computeIfAbsent(
                      data + ways + "." + draw, ignored -> regressed(task, queries, strangers))
                  / draws;
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %d × %d | %d | %.1f %% | %.1f %% | %.1f %% | %.1f %%, %.1f %% | %.1f %%, %.1f %% | %.3f | %s | %.2f |%n",
        learner.recipe().name(),
        data,
        ways,
        shots,
        heldOut,
        100.0 * right / all,
        100 * before.value(),
        100 * after.value(),
        100 * alarms[0],
        100 * alarms[1],
        100 * found[0],
        100 * found[1],
        auroc,
        regressed ? String.format(Locale.ROOT, "%.3f", regression) : "–",
        seconds / draws);
  }

  /** The probability of the answer if logits were divided by less, or by more. */
  private static double retempered(Prediction answer, double change) {
    double own = Math.log(answer.probability());
    double sum =
        answer.probabilities().values().stream()
            .mapToDouble(one -> Math.exp(change * (Math.log(one) - own)))
            .sum();
    return 1 / sum;
  }

  private static double[] familiarities(List<Prediction> answers) {
    return answers.stream().mapToDouble(one -> one.familiarity().orElseThrow()).toArray();
  }

  private static double share(double[] familiarities, double rate) {
    return Arrays.stream(familiarities).filter(one -> one <= rate).count()
        / (double) familiarities.length;
  }

  /** How often one of the first is greater than one of the second; of equals, half. */
  private static double auroc(double[] first, double[] second) {
    double sum = 0;
    for (double one : first) {
      for (double other : second) {
        sum += one > other ? 1 : one == other ? 0.5 : 0;
      }
    }
    return sum / first.length / second.length;
  }

  private static double regressed(SupportSet task, List<float[]> queries, List<float[]> strangers) {
    Model<Label> model = regression(task);
    return auroc(sureness(model, queries), sureness(model, strangers));
  }

  /** Tribuo's logistic regression, as it stands beside tables. */
  private static Model<Label> regression(SupportSet task) {
    LabelFactory factory = new LabelFactory();
    MutableDataset<Label> examples =
        new MutableDataset<>(new SimpleDataSourceProvenance("the support set", factory), factory);
    for (String name : task.classes()) {
      task.of(name).forEach(numbers -> examples.add(example(new Label(name), numbers)));
    }
    return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1), 100, -1, 1, 1)
        .train(examples);
  }

  private static ArrayExample<Label> example(Label label, float[] numbers) {
    String[] names =
        IntStream.range(0, numbers.length)
            .mapToObj(i -> "f%04d".formatted(i))
            .toArray(String[]::new);
    double[] values = new double[numbers.length];
    Arrays.setAll(values, i -> numbers[i]);
    return new ArrayExample<>(label, names, values);
  }

  private static double[] sureness(Model<Label> model, List<float[]> inputs) {
    return inputs.stream()
        .mapToDouble(
            input ->
                model.predict(example(LabelFactory.UNKNOWN_LABEL, input)).getOutput().getScore())
        .toArray();
  }
}
