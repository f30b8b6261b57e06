package dev.quickstudy.cli;

import dev.quickstudy.recipe.OpenRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy adapt}. */
@Command(
    name = "adapt",
    description = {
      "Learns classes of your own from a few pictures of each, and classifies other pictures.",
      "",
      "PNG, JPEG, GIF or BMP, all of one size under --support; one folder a class, named after it. Each query picture is"
          + " judged by itself.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support letters --query new.png other.png",
      "  quickstudy adapt --run runs/glyphs-5way-1shot --support letters --query unknown --json",
      "",
      "  where letters/alpha/1.png, letters/beta/1.png, letters/beta/2.png … are the pictures to learn from"
    })
final class AdaptCommand extends HelpfulCommand {
  @Mixin private JsonOption json;
  @Mixin private DeviceOption device;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      required = true,
      description = "The folder of a trained run.")
  private Path run;

  @Option(
      names = "--support",
      paramLabel = "DIR",
      required = true,
      description = "Has one folder a class, with pictures of it.")
  private Path support;

  @Option(
      names = "--query",
      paramLabel = "DIR|FILE",
      required = true,
      arity = "1..*",
      description =
          "Pictures to classify, or folders of them. Folders of classes within give an accuracy too.")
  private List<Path> query;

  @Override
  public void run() {
    device.startEngine();
    try (OpenRun opened = Runs.open(run)) {
      PictureTask task = PictureTask.read(opened, support, query);
      List<PictureTask.Answer> answers = task.answers();
      json.print(out(), object(task, answers), lines(task, answers));
    }
  }

  private static Map<String, Object> object(PictureTask task, List<PictureTask.Answer> answers) {
    List<Map<String, Object>> queries = new ArrayList<>();
    for (PictureTask.Answer answer : answers) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("file", answer.query().file().toString());
      one.put("class", answer.best());
      one.put("probabilities", answer.probabilities());
      queries.add(one);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("classes", task.classes());
    object.put("queries", queries);
    PictureTask.accuracy(answers).ifPresent(accuracy -> object.put("accuracy", accuracy));
    return object;
  }

  private static List<String> lines(PictureTask task, List<PictureTask.Answer> answers) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "learned "
            + task.classes().size()
            + " classes from "
            + Words.count(task.shots(), "picture")
            + " (inductive, rule: "
            + task.regime().label()
            + ")");
    lines.add("");
    Table table = new Table("picture", "class", "probabilities");
    for (PictureTask.Answer answer : answers) {
      table.row(answer.query().file().toString(), answer.best(), probabilities(answer));
    }
    lines.addAll(table.lines());
    long known = answers.stream().filter(answer -> answer.query().truth().isPresent()).count();
    PictureTask.accuracy(answers)
        .ifPresent(
            accuracy -> {
              lines.add("");
              lines.add(
                  "accuracy "
                      + Words.number("%.2f %%", 100 * accuracy)
                      + " of "
                      + Words.count(known, "picture")
                      + " in folders of classes");
            });
    return lines;
  }

  /** The likeliest first. */
  private static String probabilities(PictureTask.Answer answer) {
    return answer.probabilities().entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(entry -> entry.getKey() + Words.number(" %.1f %%", 100 * entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
