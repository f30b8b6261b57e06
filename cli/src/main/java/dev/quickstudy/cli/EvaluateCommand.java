package dev.quickstudy.cli;

import dev.quickstudy.cli.options.AnswerOptions;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.MachineOptions;
import dev.quickstudy.cli.options.ReadingOptions;
import dev.quickstudy.cli.output.Baselines;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.cli.output.DelayedMessage;
import dev.quickstudy.cli.output.Scores;
import dev.quickstudy.cli.output.TaskScores;
import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.predict.FileTask;
import dev.quickstudy.predict.LearnedTask;
import dev.quickstudy.predict.Queries;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.TaskScore;
import dev.quickstudy.predict.TrainedLearner;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.tables.Comparison;
import dev.quickstudy.tables.TableBaselines;
import dev.quickstudy.tables.tasks.ClassFrequencies;
import dev.quickstudy.task.QueryMarginal;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.InvalidValueException;
import dev.quickstudy.tensor.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "Judges a trained run on tasks it has never seen; or, with --on, a task of your own on labelled examples.",
      "",
      "What is left out is as the run's recipe says. The same run, numbers and seed meet the same tasks (see the episode"
          + " hash). Scores are means with 95 %% intervals over tasks. Inductive: each query is judged by itself."
          + " Transductive: the queries of a task help each other.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy evaluate --run runs/glyphs-5way-1shot",
      "  quickstudy evaluate --run runs/glyphs-5way-1shot --ways 20 --shots 5 --episodes 1000",
      "  quickstudy evaluate --run runs/omniglot --data data --split validation --json",
      "  quickstudy evaluate --run runs/glyphs-5way-1shot --source omniglot --data data",
      "  quickstudy evaluate --run runs/tables-16rows --data data --baselines",
      "  quickstudy evaluate --run runs/clinc150-5way-5shot --support intents.csv --on labelled.csv --unknown other",
      "  quickstudy evaluate --model intents.task --on labelled.csv"
    })
final class EvaluateCommand extends HelpfulCommand {
  @Mixin private MachineOptions machine;
  @Mixin private JsonOption json;
  @Mixin private AnswerOptions answers;
  @Mixin private ReadingOptions reading;

  @Option(names = "--run", paramLabel = "DIR", description = "The run's folder, as given to train.")
  private Optional<Path> run;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "With --on: a saved task to judge, in place of --run and --support.")
  private Optional<Path> model;

  @Option(
      names = "--source",
      paramLabel = "NAME|PATH",
      completionCandidates = SourceNames.class,
      description =
          "Tasks of another source than it was trained on, one of: ${COMPLETION-CANDIDATES}; or of files of your own of"
              + " the run's kind: a folder of folders of pictures or sounds, a file of texts, tables.")
  private Optional<String> source;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "test",
      description = "Which tasks: train, validation or test. ${DEFAULT-VALUE} if left out.")
  private Split split;

  @Option(names = "--ways", paramLabel = "W", description = "Classes a task.")
  private Optional<Integer> ways;

  @Option(names = "--shots", paramLabel = "K", description = "Examples a class to learn from.")
  private Optional<Integer> shots;

  @Option(names = "--queries", paramLabel = "Q", description = "Examples a class to be judged on.")
  private Optional<Integer> queries;

  @Option(names = "--episodes", paramLabel = "E", description = "Tasks to judge on, at least 2.")
  private Optional<Integer> episodes;

  @Option(
      names = "--query-marginal",
      paramLabel = "M",
      description =
          "How often each class is among the queries: uniform; dirichlet:2, drawn anew for each task; or weights of the"
              + " classes such as 30:1:1:1:1.")
  private Optional<String> queryMarginal;

  @Option(
      names = "--class-frequencies",
      paramLabel = "F",
      description =
          "For tables: equal, as many rows of each class, or natural, as often as the table has them; the run's own if"
              + " left out.")
  private Optional<ClassFrequencies> classFrequencies;

  @Option(
      names = "--inner-steps",
      paramLabel = "N",
      description = "Inner steps on each task, for learners that descend (MAML, Reptile).")
  private Optional<Integer> innerSteps;

  @Option(names = "--seed", paramLabel = "N", description = "Another seed, other tasks.")
  private Optional<Long> seed;

  @Option(
      names = "--baselines",
      description =
          "For tables: classical learners (forests, logistic regression …) on the same tasks, beside.")
  private boolean baselines;

  @Option(
      names = "--support",
      paramLabel = "DIR|FILE",
      description = "With --on: the examples of your own that are learned, as for adapt.")
  private Optional<Path> support;

  @Option(
      names = "--on",
      paramLabel = "DIR|FILE",
      arity = "1..*",
      description =
          "Labelled examples of your own to judge the task of --support on. Those of other classes are out of its"
              + " scope.")
  private List<Path> on = List.of();

  @Option(
      names = "--unknown",
      paramLabel = "LABEL",
      description = "With --on: a label that says that an example is of no class.")
  private Optional<String> unknown;

  /** For the help. */
  private static final class SourceNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SourceSpec.names().iterator();
    }
  }

  @Override
  public void run() {
    machine.check(this);
    answers.check(this);
    require(
        run.isPresent() != model.isPresent(),
        "--run names what was trained, --model a saved task to judge with --on; name one of them");
    require(
        model.isEmpty() || (!on.isEmpty() && support.isEmpty()),
        "--model is judged on the labelled examples of --on, without --support");
    require(
        model.isPresent() || support.isPresent() == !on.isEmpty(),
        "--support names the examples to learn and --on those to judge by; name both");
    require(
        classFrequencies.isEmpty() || on.isEmpty(),
        "--class-frequencies is for tasks of tables, not for --on");
    require(unknown.isEmpty() || !on.isEmpty(), "--unknown is for --on");
    if (!on.isEmpty()) {
      require(source.isEmpty(), "--on judges files of yours, --source tasks; name one of them");
      judgeTask();
      return;
    }
    judgeRun(run.orElseThrow());
  }

  private QueryMarginal marginal(String text) {
    try {
      return QueryMarginal.parse(text);
    } catch (InvalidValueException e) {
      require(false, "--query-marginal " + e.problem());
      throw e;
    }
  }

  private void judgeRun(Path folder) {
    EvaluationChoice choice =
        new EvaluationChoice(
            split,
            ways,
            shots,
            queries,
            episodes,
            innerSteps,
            seed,
            queryMarginal.map(this::marginal));
    source
        .filter(name -> !SourceSpec.names().contains(name) && !Files.exists(Path.of(name)))
        .ifPresent(SourceSpec::named); // which says what there is
    Runs.requireLearner(folder);
    machine.startEngine();
    try (OpenRun opened = Runs.open(folder);
        Workers workers = machine.workers()) {
      Optional<SourceSpec> other = source.map(name -> source(name, opened));
      Optional<SourceSpec> judgedOn =
          classFrequencies
              .map(
                  chosen ->
                      TableBaselines.with(
                          other.orElse(opened.recipe().source().unwrapped()), chosen))
              .or(() -> other);
      Experiment experiment =
          Experiment.judging(opened.recipe(), judgedOn, machine.locations(err()));
      require(
          experiment.takesInnerSteps() || innerSteps.orElse(0) == 0,
          "this learner takes no inner steps; leave --inner-steps out");
      if (baselines) {
        TableBaselines.check(experiment);
      }
      if (other.isEmpty()) {
        requireSameData(experiment, opened);
      }
      EvaluationResult report = judged(experiment, opened, choice, workers);
      Map<String, Object> object = Scores.json(report);
      List<String> lines =
          new ArrayList<>(
              Scores.lines(Map.of(opened.recipe().name() + ", step " + opened.step(), report)));
      if (judgedOn.isPresent()) {
        object.put("source", experiment.source().name());
        lines.add(0, "tasks of " + experiment.source().name());
      }
      if (baselines && !report.first().diverged()) {
        Comparison comparison = compared(experiment, opened, choice, workers);
        object.put("baselines", Baselines.json(comparison));
        lines.add("");
        lines.addAll(Baselines.lines(comparison));
      }
      json.print(out(), object, lines);
      report.requireFinite("the model of step %d in %s".formatted(opened.step(), folder));
    }
  }

  private SourceSpec source(String name, OpenRun opened) {
    return SourceSpec.names().contains(name)
        ? SourceSpec.named(name)
        : opened.ownSource(Path.of(name), reading.options());
  }

  /** A task of the user's own, on labelled examples of theirs. */
  private void judgeTask() {
    model.ifPresent(Runs::requireTask);
    machine.startEngine();
    try (Workers workers = machine.workers();
        Resources resources = Resources.of(workers, machine.locations(err()))) {
      if (model.isPresent()) {
        try (LearnedTask learned = Runs.task(model.get(), resources, Optional.empty())) {
          FileTask task = FileTask.of(learned, reading.options());
          print(task, learned, labelled(task));
        }
        return;
      }
      try (TrainedLearner learner = Runs.learner(run.orElseThrow(), resources)) {
        FileTask task = FileTask.read(learner, support.orElseThrow(), reading.options());
        Queries queries = labelled(task); // what is wrong with them is said before learning
        try (LearnedTask learned = task.learn()) {
          print(task, learned, queries);
        }
      }
    }
  }

  private Queries labelled(FileTask task) {
    unknown.ifPresent(
        label ->
            require(
                !task.classes().contains(label),
                "--unknown names '%s', but it is a class of the task".formatted(label)));
    return task.labelled(on);
  }

  private void print(FileTask task, LearnedTask learned, Queries queries) {
    TaskScore score =
        TaskScore.of(FileTask.predict(learned, queries, answers.predictions()), task.classes());
    List<String> lines = new ArrayList<>(TaskScores.lines(task, score));
    if (score.outOfScope() > 0 && !answers.knowsUnknown()) {
      lines.add("");
      lines.add("no answer could be 'unknown'; --unknown-rate 0.05 lets some be");
    }
    json.print(out(), TaskScores.object(task, score), lines);
  }

  private Comparison compared(
      Experiment experiment, OpenRun opened, EvaluationChoice choice, Workers workers) {
    try (DelayedMessage note = new DelayedMessage(err(), "fitting baselines to the same tasks …")) {
      return TableBaselines.compare(experiment, opened.model(), choice, workers);
    }
  }

  /** Other data may be divided otherwise: then classes that were trained on would be judged on. */
  private static void requireSameData(Experiment experiment, OpenRun opened) {
    String trained = opened.provenance().fingerprint();
    if (!experiment.source().fingerprint().equals(trained)) {
      throw new CommandFailure(
          "the data are not those that the run was trained on (%s, fingerprint %s now, %s then), so that its test classes may be among those it has learned from; judge it on the same data, or name another --source"
              .formatted(experiment.source().name(), experiment.source().fingerprint(), trained));
    }
  }

  private EvaluationResult judged(
      Experiment experiment, OpenRun opened, EvaluationChoice choice, Workers workers) {
    try (DelayedMessage note =
        new DelayedMessage(err(), "judging on " + experiment.source().name() + " …")) {
      return experiment.evaluate(opened, choice, workers);
    }
  }
}
