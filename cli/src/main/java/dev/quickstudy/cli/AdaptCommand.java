package dev.quickstudy.cli;

import dev.quickstudy.data.TextColumns;
import dev.quickstudy.recipe.FileTask;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.Places;
import dev.quickstudy.tensor.RandomKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy adapt}. */
@Command(
    name = "adapt",
    description = {
      "Learns classes of your own from a few examples of each, and classifies others.",
      "",
      "A run of pictures takes PNG, JPEG, GIF or BMP, all of one size under --support; one folder a class, named after it."
          + " A run of texts takes CSV, TSV or JSONL with a text and a label. Each query is judged by itself.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support letters --query new.png other.png",
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support letters --query unknown --json",
      "  quickstudy adapt --run runs/clinc150-5way-5shot --support intents.csv --query mails.csv",
      "  quickstudy adapt --run runs/clinc150-5way-5shot --support train.csv --query test.csv --shots 10 --draws 10",
      "",
      "  where letters/alpha/1.png, letters/beta/1.png, letters/beta/2.png … are the pictures to learn from"
    })
final class AdaptCommand extends HelpfulCommand {
  /** Classes whose probabilities are shown; all are in the JSON. */
  private static final int SHOWN = 3;

  private static final int LONGEST = 70;

  @Mixin private JsonOption json;
  @Mixin private DeviceOption device;
  @Mixin private CacheOption cache;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      required = true,
      description = "The folder of a trained run.")
  private Path run;

  @Option(
      names = "--support",
      paramLabel = "DIR|FILE",
      required = true,
      description = "Has one folder a class, with pictures of it; or is a file of labelled texts.")
  private Path support;

  @Option(
      names = "--query",
      paramLabel = "DIR|FILE",
      required = true,
      arity = "1..*",
      description =
          "Pictures to classify, or folders of them; or files of texts. Folders of classes within, or"
              + " labels, give an accuracy too.")
  private List<Path> query;

  @Option(
      names = "--text-column",
      paramLabel = "NAME",
      description = "The column of the texts; one of a usual name (text, sentence …) if left out.")
  private Optional<String> textColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "The column of their classes; one of a usual name (label …) if left out.")
  private Optional<String> labelColumn;

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
    shots.ifPresent(k -> require(k >= 1, "--shots must be at least 1, but is " + k));
    draws.ifPresent(d -> require(d >= 2, "--draws must be at least 2, but is " + d));
    require(draws.isEmpty() || shots.isPresent(), "--draws needs --shots");
    device.startEngine();
    Places places =
        cache.places(Optional.empty(), Runtime.getRuntime().availableProcessors(), err());
    try (OpenRun opened = Runs.open(run)) {
      FileTask task =
          FileTask.read(opened, support, query, new TextColumns(textColumn, labelColumn), places);
      if (draws.isPresent()) {
        draws(task, draws.get());
        return;
      }
      FileTask.Answers answers = shots.isPresent() ? draw(task, 0) : task.answers();
      json.print(out(), object(task, answers), lines(task, answers));
    }
  }

  private FileTask.Answers draw(FileTask task, int number) {
    return task.draw(shots.orElseThrow(), RandomKey.of(seed).fold("draws").fold(number));
  }

  private void draws(FileTask task, int count) {
    List<Double> accuracies = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    Table table = new Table("draw", "examples", "learned in", "accuracy");
    for (int i = 0; i < count; i++) {
      FileTask.Answers answers = draw(task, i);
      double accuracy =
          answers
              .accuracy()
              .orElseThrow(
                  () -> new CommandFailure("--draws judges, but no query has a known class"));
      accuracies.add(accuracy);
      seconds.add(answers.seconds());
      table.row(
          String.valueOf(i + 1),
          String.valueOf(answers.shots()),
          Words.number("%.3f s", answers.seconds()),
          Words.number("%.2f %%", 100 * accuracy));
    }
    double mean = accuracies.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double spread =
        Math.sqrt(
            accuracies.stream().mapToDouble(a -> (a - mean) * (a - mean)).sum() / (count - 1));
    double ci95 = 1.96 * spread / Math.sqrt(count);
    lines.addAll(table.lines());
    lines.add("");
    lines.add(
        "accuracy "
            + Words.number("%.2f", 100 * mean)
            + Words.number(" ± %.2f %%", 100 * ci95)
            + " over "
            + count
            + " draws ("
            + task.classes().size()
            + " classes, inductive, rule: "
            + task.regime().label()
            + ")");
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("classes", task.classes().size());
    object.put("shots", shots.orElseThrow());
    object.put("accuracies", accuracies);
    object.put("seconds", seconds);
    object.put("accuracy", mean);
    object.put("ci95", ci95);
    json.print(out(), object, lines);
  }

  private static Map<String, Object> object(FileTask task, FileTask.Answers answers) {
    List<Map<String, Object>> queries = new ArrayList<>();
    for (FileTask.Answer answer : answers.answers()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put(task.one().equals("text") ? "text" : "file", answer.query().name());
      one.put("class", answer.best());
      one.put("probabilities", answer.probabilities());
      queries.add(one);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("classes", task.classes());
    object.put("seconds", answers.seconds());
    object.put("queries", queries);
    answers.accuracy().ifPresent(accuracy -> object.put("accuracy", accuracy));
    return object;
  }

  private static List<String> lines(FileTask task, FileTask.Answers answers) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "learned "
            + task.classes().size()
            + " classes from "
            + Words.count(answers.shots(), task.one())
            + " (inductive, rule: "
            + task.regime().label()
            + ")");
    lines.add("");
    Table table = new Table(task.one(), "class", "probabilities");
    for (FileTask.Answer answer : answers.answers()) {
      table.row(shown(task, answer.query().name()), answer.best(), probabilities(answer));
    }
    lines.addAll(table.lines());
    answers
        .accuracy()
        .ifPresent(
            accuracy -> {
              lines.add("");
              lines.add(
                  "accuracy "
                      + Words.number("%.2f %%", 100 * accuracy)
                      + " of "
                      + Words.count(answers.known(), task.one())
                      + " of known class, learned in "
                      + Words.number("%.3f s", answers.seconds()));
            });
    return lines;
  }

  /** A text fits into a line; a file's name is shown as it is. */
  private static String shown(FileTask task, String name) {
    if (!task.one().equals("text")) {
      return name;
    }
    String line = name.replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }

  /** The likeliest first. */
  private static String probabilities(FileTask.Answer answer) {
    return answer.probabilities().entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .map(entry -> entry.getKey() + Words.number(" %.1f %%", 100 * entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
