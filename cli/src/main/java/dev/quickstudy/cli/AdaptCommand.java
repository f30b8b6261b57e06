package dev.quickstudy.cli;

import dev.quickstudy.cli.options.ClassesOption;
import dev.quickstudy.cli.options.FileOptions;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.SaveOption;
import dev.quickstudy.cli.output.AnswerTable;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.cli.output.TextTable;
import dev.quickstudy.judge.Interval;
import dev.quickstudy.predict.FileTask;
import dev.quickstudy.predict.LearnedTask;
import dev.quickstudy.predict.Predictions;
import dev.quickstudy.predict.Queries;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.TrainedLearner;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy adapt}. */
@Command(
    name = "adapt",
    description = {
      "Learns classes of your own from a few examples of each, and classifies others.",
      "",
      "A run of pictures takes PNG, JPEG, GIF or BMP, one of sounds WAV: one folder a class, named after it. A run of texts"
          + " takes CSV, TSV or JSONL with a text and a label, one of tables CSV. Classes may have different numbers of"
          + " examples. Each query is judged by itself.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support letters --query new.png other.png",
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support letters --query unknown --json",
      "  quickstudy adapt --run runs/clinc150-5way-5shot --support intents.csv --query mails.csv --unknown-below 0.5",
      "  quickstudy adapt --run runs/clinc150-5way-5shot --support train.csv --query test.csv --shots 10 --draws 10",
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support letters --save letters.task",
      "  quickstudy adapt --run runs/texts-names --classes \"refund,lost card,top up\" --query mails.csv",
      "  quickstudy adapt --model letters.task --support more-letters --save more.task",
      "",
      "  where letters/alpha/1.png, letters/beta/1.png, letters/beta/2.png … are the pictures to learn from"
    })
final class AdaptCommand extends HelpfulCommand {
  @Mixin private JsonOption json;
  @Mixin private FileOptions files;
  @Mixin private SaveOption save;
  @Mixin private ClassesOption classes;

  @Option(
      names = {"--run", "--learner"},
      paramLabel = "DIR|FILE",
      description =
          "What learns: the folder of a trained run, or a learner file. With --model, where the learner of that task is,"
              + " if its file names it only; a folder of learner files will do then.")
  private Optional<Path> learner;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "A task that was learned and saved before: the new examples are learned beside its own, those of new"
              + " names as new classes.")
  private Optional<Path> model;

  @Option(
      names = "--support",
      paramLabel = "DIR|FILE",
      description =
          "Has one folder a class, with pictures or sounds of it; or is a file of labelled texts or rows. Needed unless"
              + " --classes says what to learn.")
  private Optional<Path> support;

  @Option(
      names = "--query",
      paramLabel = "DIR|FILE",
      arity = "1..*",
      description =
          "Pictures or sounds to classify, or folders of them; or files of texts or rows. Folders of classes"
              + " within, or labels, give an accuracy too.")
  private List<Path> query = List.of();

  @Option(
      names = "--shots",
      paramLabel = "K",
      description = "Learn from K examples of each class, drawn by chance, instead of from all.")
  private Optional<Integer> shots;

  @Option(
      names = "--draws",
      paramLabel = "D",
      description = "With --shots: so many draws, and the accuracy of each.")
  private Optional<Integer> draws;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "With --shots: another seed, other draws.")
  private long seed;

  @Override
  public void run() {
    require(
        learner.isPresent() || model.isPresent(),
        "name what learns with --run, or a task that was learned before with --model");
    require(
        support.isPresent() || !classes.names().isEmpty(),
        "name examples to learn from with --support, or classes of texts that go by their names with --classes");
    shots.ifPresent(k -> require(k >= 1, "--shots must be at least 1, but is " + k));
    draws.ifPresent(d -> require(d >= 2, "--draws must be at least 2, but is " + d));
    require(draws.isEmpty() || shots.isPresent(), "--draws needs --shots");
    require(
        !query.isEmpty() || save.wanted(), "name what to classify with --query, or --save FILE");
    require(
        !save.wanted() || shots.isEmpty(),
        "--save keeps all examples of --support; leave --shots out");
    files.check(this);
    require(
        draws.isEmpty() || !files.knowsUnknown(),
        "--draws counts every answer; leave --unknown-below and --unknown-rate out");
    save.check(this, model);
    model.ifPresentOrElse(Runs::requireTask, () -> learner.ifPresent(Runs::requireLearner));
    requireFound("--support", support.stream().toList());
    requireFound("--query", query);
    files.startEngine();
    try (Workers workers = Workers.ofMachine();
        Resources resources = Resources.of(workers, files.locations(err()))) {
      if (model.isPresent()) {
        try (Runs.Claim claim = Runs.claim(save.replaced(model));
            LearnedTask saved = Runs.task(model.get(), resources, learner)) {
          FileTask known = FileTask.of(saved, files.reading());
          learned(named(support.isPresent() ? known.with(support.get()) : known));
        }
      } else {
        try (TrainedLearner opened = Runs.learner(learner.orElseThrow(), resources)) {
          learned(
              support.isPresent()
                  ? named(FileTask.read(opened, support.get(), files.reading()))
                  : FileTask.named(opened, classes.names(), files.reading()));
        }
      }
    }
  }

  private FileTask named(FileTask task) {
    return classes.names().isEmpty() ? task : task.withClasses(classes.names());
  }

  private void learned(FileTask task) {
    Optional<Queries> queries =
        query.isEmpty() ? Optional.empty() : Optional.of(task.queries(query));
    if (draws.isPresent()) {
      draws(task, queries.orElseThrow(), draws.get());
      return;
    }
    try (LearnedTask learned = shots.isPresent() ? draw(task, 0) : task.learn()) {
      save.save(learned, task, model, learner.map(Path::toString), err());
      if (queries.isPresent()) {
        AnswerTable table =
            new AnswerTable(task, FileTask.predict(learned, queries.get(), files.predictions()));
        json.print(out(), table.object(), table.lines());
      }
    }
  }

  private LearnedTask draw(FileTask task, int number) {
    return task.learn(shots.orElseThrow(), RandomKey.of(seed).fold("draws").fold(number));
  }

  private void draws(FileTask task, Queries queries, int count) {
    List<Double> accuracies = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    TextTable table = new TextTable("draw", "examples", "learned in", "accuracy");
    for (int i = 0; i < count; i++) {
      Predictions answers;
      try (LearnedTask learned = draw(task, i)) {
        answers = FileTask.predict(learned, queries, files.predictions());
      }
      double share =
          answers
              .accuracy()
              .orElseThrow(
                  () -> new CommandFailure("--draws judges, but no query has a known class"));
      accuracies.add(share);
      seconds.add(answers.seconds());
      table.row(
          String.valueOf(i + 1),
          String.valueOf(answers.shots()),
          Wording.number("%.3f s", answers.seconds()),
          Wording.number("%.2f %%", 100 * share));
    }
    Interval accuracy = Interval.of(accuracies.stream().mapToDouble(Double::doubleValue).toArray());
    lines.addAll(table.lines());
    lines.add("");
    lines.add(
        "accuracy "
            + Wording.number("%.2f", 100 * accuracy.mean())
            + Wording.number(" ± %.2f %%", 100 * accuracy.ci95())
            + " over "
            + count
            + " draws ("
            + task.classes().size()
            + " classes, inductive, regime: "
            + task.learner().regime().label()
            + ")");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("classes", task.classes().size());
    object.put("shots", shots.orElseThrow());
    object.put("accuracies", accuracies);
    object.put("seconds", seconds);
    object.put("accuracy", accuracy.mean());
    object.put("ci95", accuracy.ci95());
    json.print(out(), object, lines);
  }
}
