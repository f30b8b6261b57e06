package dev.quickstudy.reproduce;

import dev.quickstudy.data.DataException;
import dev.quickstudy.judge.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tables of results as Markdown, for pages that have a place for them. */
public final class ResultPage {
  private ResultPage() {}

  /**
   * The page with each table between {@code <!-- table NAME -->} and {@code <!-- end -->} made
   * anew.
   *
   * @param page Markdown
   * @param results the folder of {@link JobResult}s
   * @throws DataException if a place does not end
   */
  public static String with(String page, Path results) {
    String made = page;
    for (PublishedTable table : PublishedTable.all()) {
      String begin = "<!-- table " + table.name() + " -->\n";
      int from = made.indexOf(begin);
      if (from < 0) {
        continue;
      }
      int end = made.indexOf("<!-- end -->", from);
      if (end < 0) {
        throw new DataException("the page has no <!-- end --> after " + begin.strip());
      }
      made =
          made.substring(0, from + begin.length())
              + "\n"
              + String.join("\n", lines(table, results))
              + "\n\n"
              + made.substring(end);
    }
    return made;
  }

  /** One table. */
  public static List<String> lines(PublishedTable table, Path results) {
    List<String> lines = new ArrayList<>();
    lines.add("**" + table.title() + ".** " + table.split() + ". " + table.protocol() + ".");
    lines.add("");
    lines.add(
        "| learner | trained on | figure | ours | runs | aim | published | steps | minutes |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    boolean earlier = false;
    for (PublishedTable.Row row : table.rows()) {
      List<Job> jobs =
          Job.of(
              List.of(
                  new PublishedTable(
                      table.name(), table.title(), table.split(), table.protocol(), List.of(row))),
              row.seeds(),
              OptionalDouble.empty());
      List<JobResult> runs = new ArrayList<>();
      boolean old = false;
      for (Job job : jobs) {
        Optional<JobResult> result = JobResult.read(job.result(results));
        if (result.isPresent()) {
          runs.add(result.get());
          old |= !result.get().recipeHash().equals(job.recipeHash());
        }
      }
      earlier |= old;
      for (PublishedTable.Figure figure : row.figures()) {
        lines.add(line(row, TrainingWords.of(jobs.get(0).recipe()), figure, runs, old));
      }
    }
    if (earlier) {
      lines.add("");
      lines.add("† of a recipe or a budget that is another one today.");
    }
    return lines;
  }

  private static String line(
      PublishedTable.Row row,
      String training,
      PublishedTable.Figure figure,
      List<JobResult> runs,
      boolean old) {
    List<JobResult.Measured> measured =
        runs.stream()
            .flatMap(run -> run.figures().stream())
            .filter(one -> one.label().equals(figure.label()))
            .toList();
    String ours = "to come";
    if (measured.size() == 1) {
      ours =
          number(figure, measured.get(0).value()) + " ± " + number(figure, measured.get(0).ci95());
    } else if (measured.size() > 1) {
      Interval runsOf =
          Interval.of(measured.stream().mapToDouble(JobResult.Measured::value).toArray());
      ours = number(figure, runsOf.mean()) + " ± " + number(figure, runsOf.ci95()) + " over runs";
    }
    String steps = runs.isEmpty() ? "–" : Long.toString(runs.get(0).steps());
    String minutes =
        runs.isEmpty() ? "–" : String.format(Locale.ROOT, "%.0f", runs.get(0).minutes());
    return "| "
        + String.join(
            " | ",
            row.learner() + (old ? " †" : ""),
            training,
            figure.label() + ", " + kind(figure.kind()),
            ours,
            measured.size() + " of " + row.seeds(),
            figure.aim().map(aim -> number(figure, aim)).orElse("–"),
            figure.published().orElse("–"),
            steps,
            minutes)
        + " |";
  }

  private static String kind(PublishedTable.Kind kind) {
    return switch (kind) {
      case INDUCTIVE -> "inductive";
      case TRANSDUCTIVE -> "transductive";
      case ERROR -> "error";
      case SQUARED -> "squared error";
    };
  }

  private static String number(PublishedTable.Figure figure, double value) {
    return String.format(
        Locale.ROOT, figure.kind() == PublishedTable.Kind.SQUARED ? "%.4f" : "%.2f", value);
  }
}
