package dev.quickstudy.cli.output;

import dev.quickstudy.data.InputOrigin;
import dev.quickstudy.predict.Confidence;
import dev.quickstudy.predict.FileTask;
import dev.quickstudy.predict.Prediction;
import dev.quickstudy.predict.Predictions;
import dev.quickstudy.predict.Predictions.Answered;
import dev.quickstudy.recipe.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What queries were taken for, for people and for programs. */
public record AnswerTable(FileTask task, Predictions answers) {
  private static final String UNKNOWN = "unknown";

  /** Classes whose probabilities are shown; all are in the JSON. */
  private static final int SHOWN = 3;

  private static final int LONGEST = 70;

  public Map<String, Object> object() {
    List<Map<String, Object>> queries = new ArrayList<>();
    for (Answered answer : answers.answers()) {
      Map<String, Object> one = new LinkedHashMap<>();
      InputOrigin origin = answer.query().origin();
      one.put("file", origin.file().toString());
      origin.unit().ifPresent(unit -> one.put(unit, origin.number()));
      if (texts()) {
        one.put("text", answer.query().name());
      }
      one.put("class", taken(answer.prediction()));
      one.put("unknown", answer.prediction().unknown());
      answer.prediction().reason().ifPresent(reason -> one.put("reason", reason));
      answer.prediction().familiarity().ifPresent(share -> one.put("familiarity", share));
      one.put("probabilities", answer.prediction().probabilities());
      queries.add(one);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("classes", task.classes());
    object.put("seconds", answers.seconds());
    Confidence confidence = answers.confidence();
    object.put("temperature", confidence.temperature());
    object.put("temperatureFrom", confidence.source().words());
    confidence
        .heldOutAccuracy()
        .ifPresent(accuracy -> object.put("heldOut", heldOut(confidence.heldOut(), accuracy)));
    object.put("queries", queries);
    answers.accuracy().ifPresent(accuracy -> object.put("accuracy", accuracy));
    return object;
  }

  private static Map<String, Object> heldOut(int examples, double accuracy) {
    Map<String, Object> heldOut = new LinkedHashMap<>();
    heldOut.put("examples", examples);
    heldOut.put("accuracy", accuracy);
    return heldOut;
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    String from = answers.shots() == 0 ? "" : " from " + Wording.count(answers.shots(), task.one());
    lines.add(learned(task) + from + regime(task));
    lines.add(sureness(answers.confidence()));
    lines.add("");
    lines.addAll(answered());
    return lines;
  }

  /** The answers alone, without what learned them. */
  public List<String> answered() {
    List<String> lines = new ArrayList<>();
    TextTable table =
        texts()
            ? new TextTable("from", task.one(), "class", "probabilities")
            : new TextTable(task.one(), "class", "probabilities");
    for (Answered answer : answers.answers()) {
      List<String> cells = new ArrayList<>();
      if (texts()) {
        InputOrigin origin = answer.query().origin();
        cells.add(origin.file().getFileName() + ":" + origin.number());
      }
      cells.add(shown(answer.query().name()));
      cells.add(taken(answer.prediction()));
      cells.add(probabilities(answer.prediction()));
      table.row(cells.toArray(String[]::new));
    }
    lines.addAll(table.lines());
    accuracy().ifPresent(line -> lines.addAll(List.of("", line)));
    return lines;
  }

  /** Where its probabilities come from, and how often it is right on its own examples. */
  public static String sureness(Confidence confidence) {
    if (confidence.source() == Confidence.Source.NONE) {
      return "its probabilities are not calibrated";
    }
    String calibrated =
        "probabilities are calibrated by the temperature %s, from %s"
            .formatted(
                Wording.number("%.3g", confidence.temperature()), confidence.source().words());
    return confidence.heldOutAccuracy().isEmpty()
        ? calibrated
        : "%s; of %s that were held out, %s are answered rightly"
            .formatted(
                calibrated,
                Wording.count(confidence.heldOut(), "example"),
                Wording.number("%.1f %%", 100 * confidence.heldOutAccuracy().getAsDouble()));
  }

  private boolean texts() {
    return task.one().equals("text");
  }

  public static String learned(FileTask task) {
    return "learned " + task.classes().size() + " classes";
  }

  public static String regime(FileTask task) {
    return " (inductive, regime: " + task.learner().regime().label() + ")";
  }

  private Optional<String> accuracy() {
    if (answers.known() == 0) {
      return Optional.empty();
    }
    String unknown =
        answers.judged() == answers.known()
            ? ""
            : "; " + (answers.known() - answers.judged()) + " of them unknown";
    // A task that was opened was not learned now.
    String learned =
        answers.seconds() == 0 ? "" : ", learned in " + Wording.number("%.3f s", answers.seconds());
    return Optional.of(
        answers.accuracy().isEmpty()
            ? "all " + Wording.count(answers.known(), task.one()) + " of known class are unknown"
            : "accuracy "
                + Wording.number("%.2f %%", 100 * answers.accuracy().getAsDouble())
                + " of "
                + Wording.count(answers.judged(), task.one())
                + " of known class"
                + unknown
                + learned);
  }

  private static String taken(Prediction answer) {
    return answer.unknown() ? UNKNOWN : answer.best();
  }

  /** A text fits into a line; a file's name is shown as it is. */
  private String shown(String name) {
    if (!texts()) {
      return name;
    }
    String line = name.replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }

  /** The likeliest first, and why the answer is unknown if it is. */
  private static String probabilities(Prediction answer) {
    if (answer.reason().isPresent() && told(answer) == 1) {
      return answer.reason().get(); // of an input that tells nothing each class is as probable
    }
    String reason = answer.reason().map(why -> " – " + why).orElse("");
    return answer.probabilities().entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .map(entry -> entry.getKey() + Wording.number(" %.1f %%", 100 * entry.getValue()))
        .collect(Collectors.joining(", ", "", reason));
  }

  /** How many different probabilities there are. */
  private static long told(Prediction answer) {
    return answer.probabilities().values().stream().distinct().count();
  }
}
