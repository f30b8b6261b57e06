package dev.quickstudy.cli;

import dev.quickstudy.cli.options.ClassesOption;
import dev.quickstudy.cli.options.FileOptions;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.KindConverter;
import dev.quickstudy.cli.options.SaveOption;
import dev.quickstudy.cli.output.AnswerTable;
import dev.quickstudy.cli.output.TextTable;
import dev.quickstudy.encoders.onnx.KnownEncoders;
import dev.quickstudy.predict.Candidate;
import dev.quickstudy.predict.Classifier;
import dev.quickstudy.predict.ClassifierOptions;
import dev.quickstudy.predict.FileTask;
import dev.quickstudy.predict.LearnedTask;
import dev.quickstudy.predict.Queries;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.tensor.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy classify}. */
@Command(
    name = "classify",
    description = {
      "Learns classes of your own from labelled examples at once, with nothing to train, and classifies others.",
      "",
      "Takes texts with labels (CSV, TSV, JSONL), a table (CSV), folders or a zip of pictures or of WAV recordings, one"
          + " folder a class. Of the learners that are known for such examples it takes the one that answers best for"
          + " examples held out of --support, and says so.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy classify --support intents.csv --query mails.csv",
      "  quickstudy classify --support patients.csv --target outcome --query new-patients.csv --json",
      "  quickstudy classify --support half-labelled.csv        rows without a class are the queries",
      "  quickstudy classify --classes \"refund,lost card,top up\" --query mails.csv",
      "  quickstudy classify --support letters --query unknown --learner prototypes",
      "  quickstudy classify --support intents.csv --save intents.task",
      "  quickstudy predict --model intents.task --query mails.csv"
    })
final class ClassifyCommand extends HelpfulCommand {
  @Mixin private JsonOption json;
  @Mixin private FileOptions files;
  @Mixin private SaveOption save;
  @Mixin private ClassesOption classes;

  @Option(
      names = "--support",
      paramLabel = "DIR|FILE",
      description =
          "Labelled examples: one folder a class with pictures or sounds of it; or a file of labelled texts or rows. Needed"
              + " unless --classes says what to learn.")
  private Optional<Path> support;

  @Option(
      names = "--query",
      paramLabel = "DIR|FILE",
      arity = "1..*",
      description =
          "What to classify. If left out, the texts or rows of --support that have no class. Labels, or folders of"
              + " classes within, give an accuracy too.")
  private List<Path> query = List.of();

  @Option(
      names = "--learner",
      paramLabel = "NAME|FILE|DIR",
      description =
          "What learns, instead of a choice: one of those that the choice names, a learner file, or the folder of a"
              + " trained run.")
  private Optional<String> learner;

  @Option(
      names = "--encoder",
      paramLabel = "NAME|FILE.onnx",
      description =
          "A pretrained encoder: one that 'quickstudy encoders list' names, or an ONNX file of yours that takes pictures"
              + " [batch, 3, height, width] or recordings [batch, samples].")
  private Optional<String> encoder;

  @Option(
      names = "--as",
      paramLabel = "KIND",
      converter = KindConverter.class,
      description = "What the files are, if it is seen wrongly: texts, table, pictures or sounds.")
  private Optional<Kind> kind;

  @Override
  public void run() {
    files.check(this);
    save.check(this, Optional.empty());
    require(
        support.isPresent() || !classes.names().isEmpty(),
        "name examples to learn from with --support, or classes of texts that go by their names with --classes");
    requireFound("--support", support.stream().toList());
    requireFound("--query", query);
    files.startEngine();
    ClassifierOptions options =
        new ClassifierOptions(
            kind, files.reading(), learner, classes.names(), encoder.map(this::encoder));
    try (Workers workers = Workers.ofMachine();
        Resources resources = Resources.of(workers, files.locations(err()));
        Classifier chosen =
            support.isPresent()
                ? Classifier.choose(support.get(), options, resources)
                : Classifier.choose(options, resources)) {
      FileTask task = chosen.task();
      Optional<Queries> queries = queries(chosen);
      try (LearnedTask learned = task.learn()) {
        save.save(learned, task, Optional.empty(), learner, err());
        if (queries.isPresent()) {
          AnswerTable table =
              new AnswerTable(task, FileTask.predict(learned, queries.get(), files.predictions()));
          Map<String, Object> object = table.object();
          object.put("kind", chosen.kind().word());
          object.put("learner", chosen.taken().name());
          object.put("candidates", chosen.candidates().stream().map(this::object).toList());
          List<String> lines = new ArrayList<>(choice(chosen));
          lines.add("");
          lines.add(AnswerTable.sureness(learned.confidence()));
          lines.add("");
          lines.addAll(table.answered());
          json.print(out(), object, lines);
        }
      }
    }
  }

  /** A known encoder's file in the cache, or else the file of that name. */
  private Path encoder(String word) {
    Path file = Path.of(word);
    if (Files.exists(file) || word.endsWith(".onnx")) {
      return file;
    }
    KnownEncoders.Entry known = KnownEncoders.named(word);
    Path cache = files.locations(err()).cache();
    require(
        known.isIn(cache),
        "the encoder '%s' is not here yet; fetch it with: quickstudy encoders get %s"
            .formatted(word, word));
    return known.in(cache);
  }

  /** Empty where nothing is to be classified now. */
  private Optional<Queries> queries(Classifier chosen) {
    if (!query.isEmpty()) {
      if (query.stream().anyMatch(this::isSupport)) {
        err()
            .println(
                "the queries are the examples that were learned from, so that an accuracy says nothing of others");
      }
      return Optional.of(chosen.task().queries(query));
    }
    boolean rows = chosen.kind().ofRows() && support.isPresent();
    Optional<Queries> unlabelled =
        rows
            ? Optional.of(chosen.task().unlabelled(support.orElseThrow()))
                .filter(some -> some.count() > 0)
            : Optional.empty();
    if (unlabelled.isEmpty() && !save.wanted()) {
      throw wrong(
          rows
              ? "each %s of %s has a class; name what to classify with --query, or --save FILE"
                  .formatted(chosen.kind().one(), support.orElseThrow())
              : "name what to classify with --query, or --save FILE");
    }
    return unlabelled;
  }

  private boolean isSupport(Path file) {
    try {
      return support.isPresent() && Files.isSameFile(file, support.get());
    } catch (IOException e) {
      return false; // which reading it will say
    }
  }

  /** What was taken, and why. */
  private List<String> choice(Classifier chosen) {
    FileTask task = chosen.task();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s was taken for %s: %d classes"
                .formatted(
                    support.map(Path::toString).orElse("--classes"),
                    chosen.kind().inWords(),
                    task.classes().size())
            + (kind.isPresent() ? "" : " (--as says otherwise)"));
    lines.add("learner: " + chosen.taken().name() + " (" + chosen.taken().about() + ")");
    Optional<Candidate.Judged> judged = chosen.taken().heldOut();
    if (judged.isEmpty()) {
      lines.add("no class has two examples, so that none could be held out: nothing was compared");
      return lines;
    }
    lines.add(
        "judged by answers for %s that were held out, no other is clearly better"
            .formatted(Wording.count(judged.get().examples(), task.one())));
    lines.add("");
    TextTable table = new TextTable("candidate", "accuracy held out", "log loss");
    for (Candidate candidate : chosen.candidates()) {
      String mark = candidate.equals(chosen.taken()) ? "* " : "  ";
      table.row(
          mark + candidate.about(),
          candidate
              .heldOut()
              .map(one -> Wording.number("%.1f %%", 100 * one.accuracy()))
              .orElse(candidate.refused().orElse("–")),
          candidate.heldOut().map(one -> Wording.number("%.3f", one.logLoss())).orElse("–"));
    }
    lines.addAll(table.lines());
    return lines;
  }

  private Map<String, Object> object(Candidate candidate) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("learner", candidate.name());
    fields.put("about", candidate.about());
    candidate
        .heldOut()
        .ifPresent(
            judged -> {
              fields.put("heldOut", judged.examples());
              fields.put("accuracy", judged.accuracy());
              fields.put("logLoss", judged.logLoss());
            });
    candidate.refused().ifPresent(reason -> fields.put("refused", reason));
    return fields;
  }
}
