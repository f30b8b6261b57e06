package dev.quickstudy.cli;

import dev.quickstudy.recipe.Report;
import dev.quickstudy.train.Score;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Scores for people and for programs. */
final class Reports {
  private Reports() {}

  /** What was judged on what. */
  static void heading(Console console, Report report) {
    String size =
        report.meanSquaredError().isEmpty()
            ? "%d-way %s-shot, %d queries a class".formatted(report.shape().ways(), shots(report), report.shape().queries())
            : "%s support points, %d queries".formatted(shots(report), report.shape().queries());
    console.say(
        "%d episodes of the %s split, %s, episode hash %s",
        report.episodes(), report.split().label(), size, report.episodeHash());
  }

  /** A line for each score. */
  static void rows(Console console, String who, Report report) {
    report.inductive().ifPresent(score -> accuracy(console, who, score));
    report.transductive().ifPresent(score -> accuracy(console, who, score));
    report
        .meanSquaredError()
        .forEach(
            (steps, score) ->
                console.say(
                    "  %-28s %2d inner steps   mean squared error %.4f ± %.4f", who, steps, score.mean(), score.ci95()));
  }

  private static void accuracy(Console console, String who, Score score) {
    console.say(
        "  %-28s %6.2f %% ± %.2f   %s",
        who, 100 * score.mean(), 100 * score.ci95(), regime(score));
  }

  private static String regime(Score score) {
    return (score.regime().transductive() ? "transductive" : "inductive") + ", " + score.regime().label();
  }

  private static String shots(Report report) {
    int fewest = report.shape().minShots();
    int most = report.shape().maxShots();
    return fewest == most ? Integer.toString(fewest) : fewest + "–" + most;
  }

  /** The report as the command's JSON. */
  static ObjectNode json(Report report) {
    ObjectNode json = Console.object();
    json.put("episodes", report.episodes());
    json.put("episodeHash", report.episodeHash());
    json.put("ways", report.shape().ways());
    json.put("shots", report.shape().minShots());
    if (report.shape().uneven()) {
      json.put("mostShots", report.shape().maxShots());
    }
    json.put("queries", report.shape().queries());
    json.put("split", report.split().label());
    report.inductive().ifPresent(score -> json.set("inductive", accuracy(score)));
    report.transductive().ifPresent(score -> json.set("transductive", accuracy(score)));
    if (!report.meanSquaredError().isEmpty()) {
      ObjectNode errors = json.putObject("mse");
      for (Map.Entry<Integer, Score> entry : report.meanSquaredError().entrySet()) {
        errors
            .putObject(Integer.toString(entry.getKey()))
            .put("mean", entry.getValue().mean())
            .put("ci95", entry.getValue().ci95());
      }
    }
    return json;
  }

  private static ObjectNode accuracy(Score score) {
    return Console.object()
        .put("accuracy", score.mean())
        .put("ci95", score.ci95())
        .put("rule", score.regime().label());
  }
}
