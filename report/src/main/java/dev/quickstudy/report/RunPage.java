package dev.quickstudy.report;

import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.experiment.RunScores;
import dev.quickstudy.experiment.Version;
import dev.quickstudy.judge.Score;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.task.Metric;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.Checkpoint;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.files.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A run as one HTML page: what was trained on what, how it went, how good it is, and what it does
 * with single tasks. The page asks for nothing from outside and runs no program; it can be opened
 * from disk, printed and sent on.
 */
public final class RunPage {
  private static final int CURVES = 6;
  private static final int EXAMPLES = 3;

  private final Html html = new Html();
  private final Path folder;
  private final OpenRun run;
  private final Experiment experiment;
  private final EvaluationChoice choice;
  private final Workers workers;

  private RunPage(
      Path folder, OpenRun run, Experiment experiment, EvaluationChoice choice, Workers workers) {
    this.folder = folder;
    this.run = run;
    this.experiment = experiment;
    this.choice = choice;
    this.workers = workers;
  }

  /**
   * Judges a run and writes its page.
   *
   * @param folder the run's
   * @param run opened from it
   * @param experiment the run's recipe, for judging
   * @param choice which tasks it is judged on
   * @return HTML
   */
  public static String of(
      Path folder, OpenRun run, Experiment experiment, EvaluationChoice choice, Workers workers) {
    try (Scope scope = Scope.open()) {
      return new RunPage(folder, run, experiment, choice, workers).write();
    }
  }

  private String write() {
    RunScores scores = experiment.judge(run, choice, workers);
    boolean regression = scores.trained().regression();
    html.in(
        "html",
        () -> {
          head();
          html.in(
              "body",
              () -> {
                header(scores);
                html.in(
                    "main",
                    () -> {
                      section("trained", "What was trained", this::facts);
                      section("scores", "How good it is", () -> scores(scores));
                      section("curves", "How training went", () -> curves(scores).write(html));
                      if (regression) {
                        section("examples", "Example tasks", () -> regressions(scores));
                      } else {
                        classification();
                      }
                      section("recipe", "The recipe", this::recipe);
                    });
                html.leaf(
                    "footer",
                    "Made by quickstudy report, version "
                        + Version.current()
                        + ". This page asks for nothing from outside.");
              });
        },
        "lang",
        "en");
    return html.document();
  }

  private void head() {
    html.in(
        "head",
        () -> {
          html.empty("meta", "charset", "utf-8");
          html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
          html.empty("meta", "name", "color-scheme", "content", "light dark");
          html.empty(
              "meta",
              "http-equiv",
              "Content-Security-Policy",
              "content",
              "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
          html.leaf("title", run.recipe().name() + " – what it has learned");
          html.style(style());
        });
  }

  private static String style() {
    try (InputStream in = RunPage.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IllegalStateException("page.css is missing in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void section(String id, String title, Runnable content) {
    html.in(
        "section",
        () -> {
          html.leaf("h2", title, "id", id + "-title");
          content.run();
        },
        "id",
        id,
        "aria-labelledby",
        id + "-title");
  }

  private void header(RunScores scores) {
    Recipe recipe = run.recipe();
    EvaluationResult report = scores.trained();
    html.in(
        "header",
        () -> {
          html.leaf("p", "A run of Quickstudy", "class", "kicker");
          html.leaf("h1", recipe.name());
          html.leaf("p", recipe.about(), "class", "about");
          html.in(
              "p",
              () -> {
                Score first = first(report);
                html.leaf("strong", Wording.value(first.metric(), first.mean()));
                html.leaf(
                    "span", Wording.interval(first.metric(), first.ci95()), "class", "interval");
                html.leaf(
                    "span",
                    (report.regression() ? "mean squared error" : "accuracy")
                        + " on "
                        + report.episodes()
                        + " "
                        + report.split().label()
                        + " tasks: "
                        + report.size()
                        + ", "
                        + (first.regime().transductive() ? "transductive" : "inductive"),
                    "class",
                    "of");
              },
              "class",
              "headline");
          html.in(
              "nav",
              () -> {
                List<String> links =
                    report.regression()
                        ? List.of("trained", "scores", "curves", "examples", "recipe")
                        : List.of(
                            "trained",
                            "scores",
                            "curves",
                            "examples",
                            "confusion",
                            "map",
                            "recipe");
                links.forEach(link -> html.leaf("a", link, "href", "#" + link));
              },
              "aria-label",
              "sections");
        });
  }

  /** The score that is told first; of regression, that after the most inner steps. */
  private static Score first(EvaluationResult report) {
    return report
        .inductive()
        .or(report::transductive)
        .orElseGet(
            () -> report.meanSquaredError().values().stream().reduce((a, b) -> b).orElseThrow());
  }

  private void facts() {
    Recipe recipe = run.recipe();
    Recipe.Training training = recipe.training();
    Provenance provenance = run.provenance();
    html.in(
        "dl",
        () -> {
          fact("learner", Recipes.line(recipe, "learner"));
          fact("network", Recipes.line(recipe, "network"));
          fact("tasks from", provenance.data());
          fact("each step", tasks(training));
          fact("optimizer", Recipes.line(recipe, "training.optimizer"));
          fact("trained for", trainedFor());
          fact("judged here", "the model of step " + run.step());
          fact("seed", Long.toString(provenance.seed()));
          fact("version", provenance.version());
          fact("data fingerprint", provenance.fingerprint(), "code");
        });
    if (!experiment.source().fingerprint().equals(provenance.fingerprint())) {
      html.leaf(
          "p",
          "The data have changed since: its fingerprint is now "
              + experiment.source().fingerprint()
              + ". Scores and examples below are of the data as they are now.",
          "class",
          "warning");
    }
  }

  private static String tasks(Recipe.Training training) {
    if (training.shape().isMiniBatch()) {
      return Wording.count(training.tasks(), "mini-batch").replace("batchs", "batches")
          + " of "
          + training.queries()
          + " examples of "
          + training.ways()
          + " classes, "
          + training.precision().name().toLowerCase(Locale.ROOT);
    }
    String shots =
        training.shots().stream().map(Object::toString).reduce((a, b) -> a + " to " + b).orElse("");
    return Wording.count(training.tasks(), "task")
        + " of "
        + (training.ways() == 1 ? "" : training.ways() + " ways, ")
        + shots
        + (training.ways() == 1
            ? " points to learn from, "
            : shots.equals("1") ? " shot, " : " shots, ")
        + Wording.count(training.queries(), "query").replace("querys", "queries")
        + (training.ways() == 1 ? "" : " a class")
        + "; "
        + training.precision().name().toLowerCase(Locale.ROOT);
  }

  private String trainedFor() {
    Path file = RunFolder.checkpoint(folder);
    long wanted = run.recipe().training().steps();
    if (!Files.isRegularFile(file)) {
      return "unknown: the last checkpoint is missing";
    }
    try (Scope scope = Scope.open()) {
      Checkpoint last = Checkpoint.read(file);
      String steps =
          last.step() == wanted
              ? Wording.count(wanted, "step")
              : last.step() + " of " + Wording.count(wanted, "step");
      return steps + " in " + Wording.duration(last.progress().seconds());
    }
  }

  private void fact(String name, String value, String... style) {
    html.in(
        "div",
        () -> {
          html.leaf("dt", name);
          html.in(
              "dd",
              () -> {
                if (style.length == 0) {
                  html.text(value);
                } else {
                  html.leaf(style[0], value);
                }
              });
        });
  }

  private void scores(RunScores scores) {
    EvaluationResult report = scores.trained();
    html.leaf(
        "p",
        "All on the same "
            + report.episodes()
            + " "
            + report.split().label()
            + " tasks ("
            + report.size()
            + "); means and 95\u00a0% intervals over tasks. Inductive: each query is judged by"
            + " itself."
            + (report.transductive().isPresent()
                ? " Transductive: the queries of a task help each other."
                : ""),
        "class",
        "lead");
    new Scoreboard(html, scores.byLearner()).write();
    scores
        .verdict()
        .ifPresent(verdict -> html.leaf("p", "Note: " + verdict + ".", "class", "note"));
    html.in(
        "p",
        () -> {
          html.text("Episode hash ");
          html.leaf("code", report.episodeHash());
          html.text(
              ": whoever has the same hash was judged on the same tasks, example by example.");
        },
        "class",
        "note");
  }

  private Curves curves(RunScores scores) {
    Recipe.Validation validation = run.recipe().training().validation();
    return new Curves(
        RunFolder.losses(folder),
        RunFolder.validations(folder),
        scores.trained().regression() ? Metric.MEAN_SQUARED_ERROR : Metric.ACCURACY,
        run.step(),
        validation.every() == 0
            ? ""
            : Wording.count(validation.episodes(), "task")
                + " every "
                + Wording.count(validation.every(), "step"));
  }

  private EpisodeRunner runner(Learner learner) {
    return new EpisodeRunner(
        experiment.evaluation(choice), learner, run.model(), experiment.usualRegime());
  }

  private void regressions(RunScores scores) {
    EpisodeRunner runner = runner(experiment.learner());
    int steps =
        experiment.learner() instanceof Descent
            ? scores.trained().meanSquaredError().keySet().stream().reduce((a, b) -> b).orElse(0)
            : 0;
    html.leaf(
        "p", "The first " + CURVES + " of the tasks judged, in their order.", "class", "lead");
    new Regressions(html, runner, steps).write(Math.min(CURVES, runner.evaluation().episodes()));
  }

  private void classification() {
    EpisodeRunner runner =
        runner(run.learner(experiment.usualRegime(), experiment.evaluation(choice).shape()));
    int episodes = runner.evaluation().episodes();
    List<EpisodeResult> results = workers.map(episodes, number -> runner.run(number).answersOnly());
    Confusion confusion = new Confusion();
    results.forEach(confusion::add);
    section("examples", "Example tasks", () -> examples(runner, results));
    section(
        "confusion",
        "What is confused",
        () -> new Confusions(html, confusion, number -> again(runner, number)).write());
    section(
        "map",
        "Map of embeddings",
        () -> new EmbeddingMap(html, runner(experiment.learner())).write());
  }

  /** A task once more, on a thread like those that it was judged on. */
  private EpisodeResult again(EpisodeRunner runner, long number) {
    return workers.map(1, one -> runner.run(number)).get(0);
  }

  /** The first tasks as they come, and the one that went worst. */
  private void examples(EpisodeRunner runner, List<EpisodeResult> results) {
    EpisodeResult hardest = results.get(0);
    for (EpisodeResult task : results) {
      hardest = share(task) < share(hardest) ? task : hardest;
    }
    Set<Long> numbers = new LinkedHashSet<>();
    Stream.iterate(0L, number -> number + 1)
        .limit(Math.min(EXAMPLES - 1, results.size()))
        .forEach(numbers::add);
    numbers.add(hardest.number());
    EpisodeResult worst = hardest;
    html.leaf(
        "p",
        "Judged "
            + (runner.regime().transductive() ? "transductively" : "inductively")
            + " ("
            + runner.regime().label()
            + "). Of each class's queries, wrong answers come first. Per cents are the learner's own probabilities; "
            + run.calibration().map(Wording::sureness).orElse("these have not been calibrated")
            + "."
            + look(again(runner, 0)),
        "class",
        "lead");
    for (long number : numbers) {
      new Episodes(html)
          .write(
              again(runner, number),
              "Task "
                  + number
                  + (number == worst.number()
                      ? ", the one with the fewest right answers of all " + results.size()
                      : ""));
    }
  }

  /** How pictures are to be read. */
  private static String look(EpisodeResult task) {
    EpisodeResult.Example example = task.query().get(0).example;
    if (!ExampleView.picture(example.shape)) {
      return "";
    }
    if (example.shape.get(0) == 3) {
      return " Pictures are shown as the learner gets them, each stretched to its own range; their"
          + " colours differ a little from the originals'.";
    }
    return ExampleView.ink(example.numbers, example.shape)
        ? " Pictures are shown as the learner gets them, black for 1 and white for 0."
        : " Pictures are shown as the learner gets them, as spectrograms: time to the right, pitch"
            + " upwards, light for loud, each stretched to its own range.";
  }

  private static double share(EpisodeResult task) {
    return (double) task.right() / task.query().size();
  }

  private void recipe() {
    html.in(
        "details",
        () -> {
          html.leaf("summary", "All settings, as train reads them");
          html.in("pre", () -> html.leaf("code", Recipes.yaml(run.recipe())));
        });
  }
}
