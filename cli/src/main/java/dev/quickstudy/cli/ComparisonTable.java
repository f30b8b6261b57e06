package dev.quickstudy.cli;

import dev.quickstudy.cli.output.Scores;
import dev.quickstudy.cli.output.TextTable;
import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.judge.Interval;
import dev.quickstudy.judge.Score;
import dev.quickstudy.recipe.Wording;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The table of a comparison, for people and for programs. */
final class ComparisonTable {
  private final Map<String, List<ComparedRun>> runs;
  private final Map<String, Integer> failed;
  private final List<Column> columns = new ArrayList<>();

  /**
   * A kind of score.
   *
   * @param heading of its column
   * @param of its score in a report
   * @param byRegime whether the table says under which regime
   */
  private record Column(
      String heading, Function<EvaluationResult, Optional<Score>> of, boolean byRegime) {}

  /**
   * Of runs of the same tasks.
   *
   * @param runs of each recipe that has any, at least one
   * @param failed how many runs of a recipe came to nothing; they have no figures and no rank
   */
  ComparisonTable(Map<String, List<ComparedRun>> runs, Map<String, Integer> failed) {
    this.runs = runs;
    this.failed = failed;
    List<Integer> innerSteps =
        runs.values().stream()
            .flatMap(List::stream)
            .flatMap(run -> run.report().meanSquaredError().keySet().stream())
            .distinct()
            .sorted()
            .toList();
    if (innerSteps.isEmpty()) {
      columns.add(new Column("inductive", EvaluationResult::inductive, true));
      columns.add(new Column("transductive", EvaluationResult::transductive, true));
    }
    innerSteps.forEach(
        steps ->
            columns.add(
                new Column(
                    "error after " + steps,
                    report -> Optional.ofNullable(report.meanSquaredError().get(steps)),
                    false)));
  }

  private ComparedRun first(String recipe) {
    return of(recipe).get(0);
  }

  private List<ComparedRun> of(String recipe) {
    return Optional.ofNullable(runs.get(recipe)).orElseThrow();
  }

  private boolean several() {
    return runs.values().stream().anyMatch(own -> own.size() > 1);
  }

  /** The scores of a column, by recipe; of those recipes that have one in each run. */
  private Map<String, SeveralRuns> scores(Column column) {
    Map<String, SeveralRuns> scores = new LinkedHashMap<>();
    runs.forEach(
        (recipe, own) -> {
          Map<Long, Score> bySeed = new LinkedHashMap<>();
          own.forEach(
              run ->
                  column
                      .of()
                      .apply(run.report())
                      .filter(score -> !score.diverged())
                      .ifPresent(score -> bySeed.put(run.recipe().training().seed(), score)));
          if (!bySeed.isEmpty()) {
            scores.put(recipe, new SeveralRuns(bySeed));
          }
        });
    return scores;
  }

  private static Map<String, String> ranks(Map<String, SeveralRuns> scores) {
    List<String> ranks = SeveralRuns.ranks(List.copyOf(scores.values()));
    Map<String, String> byRecipe = new LinkedHashMap<>();
    for (String recipe : scores.keySet()) {
      byRecipe.put(recipe, ranks.get(byRecipe.size()));
    }
    return byRecipe;
  }

  /** For people. */
  List<String> lines() {
    List<String> headings = new ArrayList<>(List.of("recipe"));
    List<Map<String, SeveralRuns>> scores = columns.stream().map(this::scores).toList();
    List<Map<String, String>> ranks =
        scores.stream()
            .map(own -> several() ? ranks(own) : Collections.<String, String>emptyMap())
            .toList();
    for (Column column : columns) {
      headings.add(column.heading());
      if (column.byRegime()) {
        headings.add("by");
      }
      if (several()) {
        headings.add("rank");
      }
    }
    headings.addAll(
        List.of("steps", "minutes", "s/step", "ms to adapt", "peak memory", "numbers in φ"));
    TextTable table = new TextTable(headings.toArray(String[]::new));
    for (String recipe : runs.keySet()) {
      List<String> cells = new ArrayList<>(List.of(recipe));
      for (int c = 0; c < columns.size(); c++) {
        Optional<Score> score = columns.get(c).of().apply(first(recipe).report());
        cells.add(
            of(recipe).size() > 1
                ? Optional.ofNullable(scores.get(c).get(recipe))
                    .map(ComparisonTable::cell)
                    .orElseGet(() -> Scores.cell(score))
                : Scores.cell(score));
        if (columns.get(c).byRegime()) {
          cells.add(score.map(known -> known.regime().label()).orElse("–"));
        }
        if (several()) {
          cells.add(ranks.get(c).getOrDefault(recipe, "–"));
        }
      }
      cells.addAll(costs(recipe));
      table.row(cells.toArray(String[]::new));
    }
    failed.keySet().stream()
        .filter(recipe -> !runs.containsKey(recipe))
        .forEach(
            recipe -> {
              List<String> cells = new ArrayList<>(Collections.nCopies(headings.size(), "–"));
              cells.set(0, recipe);
              cells.set(1, "failed");
              table.row(cells.toArray(String[]::new));
            });
    List<String> lines = new ArrayList<>();
    lines.add(first(runs.keySet().iterator().next()).report().tasks());
    lines.add("");
    lines.addAll(table.lines());
    lines.addAll(realistic());
    lines.addAll(notes(scores));
    return lines;
  }

  /** {@code 97.31 % ± 0.45 (3 runs, s 0.18)}. */
  private static String cell(SeveralRuns scores) {
    Interval over = scores.overRuns();
    return "%s %s (%s, s %s)"
        .formatted(
            Wording.value(scores.metric(), over.mean()),
            Wording.interval(scores.metric(), over.ci95()),
            Wording.count(scores.bySeed().size(), "run"),
            Wording.interval(scores.metric(), scores.deviation()).replace("± ", ""));
  }

  private double mean(String recipe, ToDoubleFunction<ComparedRun> of) {
    return of(recipe).stream().mapToDouble(of).average().orElse(0);
  }

  private List<String> costs(String recipe) {
    double steps = mean(recipe, ComparedRun::steps);
    double seconds = mean(recipe, ComparedRun::seconds);
    var peak = first(recipe).peak();
    return List.of(
        Wording.number("%.0f", steps),
        Wording.number("%.2f", seconds / 60),
        Wording.number("%.4f", seconds / Math.max(1, steps)),
        Wording.number("%.2f", 1000 * mean(recipe, ComparedRun::secondsToAdapt)),
        peak.isPresent() ? Wording.bytes(peak.getAsLong()) : "–",
        Long.toString(first(recipe).numbers()));
  }

  /** What realistic frequencies of classes give, for learners that look at all queries. */
  private List<String> realistic() {
    List<String> lines = new ArrayList<>();
    runs.forEach(
        (recipe, own) ->
            own.get(0)
                .report()
                .realistic()
                .ifPresent(
                    other ->
                        lines.add(
                            "%s, transductive, on %s: %s"
                                .formatted(
                                    recipe, other.tasks(), Scores.cell(other.transductive())))));
    return lines;
  }

  /** What the intervals are over, and what they leave out. */
  private List<String> notes(List<Map<String, SeveralRuns>> scores) {
    List<String> lines = new ArrayList<>();
    failed.forEach(
        (recipe, count) ->
            Optional.ofNullable(runs.get(recipe))
                .ifPresent(
                    own ->
                        lines.add(
                            "%s: %d of %s failed and are left out"
                                .formatted(
                                    recipe, count, Wording.count(count + own.size(), "run")))));
    if (several()) {
      lines.add("");
      lines.add(
          "± is the 95 % interval of the mean over training runs (Student), s their deviation; ranks are told"
              + " where the paired differences between runs say so, each at 95 %");
    }
    for (int c = 0; c < columns.size(); c++) {
      String heading = columns.get(c).heading();
      scores
          .get(c)
          .forEach(
              (recipe, own) -> {
                if (several()) {
                  lines.add(
                      "%s, %s: over tasks %s"
                          .formatted(
                              recipe,
                              heading,
                              Wording.interval(own.metric(), own.overTasks().ci95())));
                }
                own.overClasses()
                    .ifPresent(
                        over ->
                            lines.add(
                                "%s, %s: over the few test classes %s"
                                    .formatted(
                                        recipe,
                                        heading,
                                        Wording.interval(own.metric(), over.ci95()))));
              });
    }
    return lines;
  }

  /** For programs. */
  Map<String, Object> object() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (String recipe : runs.keySet()) {
      Map<String, Object> one = run(first(recipe));
      if (several()) {
        one.put("runs", of(recipe).stream().map(ComparisonTable::run).toList());
        Map<String, Object> overRuns = new LinkedHashMap<>();
        for (Column column : columns) {
          Map<String, SeveralRuns> scores = scores(column);
          Map<String, String> ranks = ranks(scores);
          Optional.ofNullable(scores.get(recipe))
              .ifPresent(
                  own ->
                      overRuns.put(column.heading(), summary(own, ranks.getOrDefault(recipe, ""))));
        }
        one.put("overRuns", overRuns);
      }
      list.add(one);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("recipes", list);
    if (!failed.isEmpty()) {
      object.put("failed", failed);
    }
    return object;
  }

  private static Map<String, Object> summary(SeveralRuns scores, String rank) {
    Interval over = scores.overRuns();
    Map<String, Object> fields = Scores.ordered("mean", over.mean(), "ci95", over.ci95());
    fields.put("runs", scores.bySeed().size());
    fields.put("deviation", scores.deviation());
    fields.put("ci95OverTasks", scores.overTasks().ci95());
    scores.overClasses().ifPresent(classes -> fields.put("ci95OverClasses", classes.ci95()));
    fields.put("rank", rank);
    return fields;
  }

  private static Map<String, Object> run(ComparedRun run) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("recipe", run.recipe().name());
    one.put("seed", run.recipe().training().seed());
    one.put("steps", run.steps());
    one.put("processorSeconds", run.seconds());
    one.put("secondsPerStep", run.seconds() / Math.max(1, run.steps()));
    one.put("secondsToAdapt", run.secondsToAdapt());
    run.peak().ifPresent(bytes -> one.put("peakBytes", bytes));
    one.put("metaParameters", run.numbers());
    one.put("evaluation", Scores.json(run.report()));
    return one;
  }
}
