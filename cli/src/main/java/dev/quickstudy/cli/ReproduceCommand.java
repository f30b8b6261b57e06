package dev.quickstudy.cli;

import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.MachineOptions;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.cli.output.Failures;
import dev.quickstudy.cli.output.ShownTraining;
import dev.quickstudy.cli.output.TextTable;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.experiment.TrainingSession;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.reproduce.Job;
import dev.quickstudy.reproduce.JobJudge;
import dev.quickstudy.reproduce.JobResult;
import dev.quickstudy.reproduce.LowPriority;
import dev.quickstudy.reproduce.PublishedTable;
import dev.quickstudy.reproduce.ResultPage;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.TrainingRun;
import dev.quickstudy.train.files.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quickstudy reproduce}. */
@Command(
    name = "reproduce",
    description = {
      "Trains and judges what published figures are compared with, one run after another.",
      "",
      "Each run's figures become a small file under --results; runs that have one are not made again. It works for"
          + " --slice minutes, keeps a checkpoint and ends; the same command goes on, also after Ctrl-C or a crash."
          + " It lowers its own priority, so that other work goes first.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy reproduce --list",
      "  quickstudy reproduce omniglot-vinyals --data data --seeds 1",
      "  quickstudy reproduce sinusoids/sinusoid-anp",
      "  quickstudy reproduce --page docs/results.md",
    })
final class ReproduceCommand extends HelpfulCommand {
  private static final TrainingOptions OPTIONS =
      TrainingOptions.resuming().unplanned().withClock(TrainingRun.Clock.PROCESSOR);

  private static final int WARM_UP = 50;

  @Mixin private MachineOptions machine;
  @Mixin private JsonOption json;

  @Parameters(
      arity = "0..*",
      paramLabel = "TABLE",
      description = "Tables, or rows of them (TABLE/ROW); all if left out.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "At most N runs of each row; as many as the table has if left out.")
  private Optional<Integer> seeds;

  @Option(
      names = "--minutes-each",
      paramLabel = "M",
      description = "At most M minutes of one processor of training for each run.")
  private Optional<Double> minutesEach;

  @Option(
      names = "--slice",
      paramLabel = "M",
      defaultValue = "55",
      description =
          "Minutes after which it keeps a checkpoint and ends; ${DEFAULT-VALUE} if left out.")
  private double slice;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs/reproduce",
      description = "Where the runs are kept; ${DEFAULT-VALUE} if left out.")
  private Path out;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Where the figures are kept; ${DEFAULT-VALUE} if left out.")
  private Path results;

  @Option(names = "--list", description = "Only says what there is and what is still to come.")
  private boolean list;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Only writes the tables into their places in a Markdown file.")
  private Optional<Path> page;

  @Override
  public void run() {
    machine.check(this);
    seeds.ifPresent(number -> require(number >= 1, "--seeds must be at least 1, but is " + number));
    minutesEach.ifPresent(
        number ->
            require(
                number > 0 && Double.isFinite(number),
                "--minutes-each must be more than 0 and finite, but is " + number));
    require(
        slice > 0 && Double.isFinite(slice),
        "--slice must be more than 0 and finite, but is " + slice);
    if (page.isPresent()) {
      write(page.get());
      return;
    }
    List<PublishedTable> tables = PublishedTable.named(names);
    List<Job> jobs =
        Job.of(
            tables,
            seeds.orElse(Integer.MAX_VALUE),
            minutesEach.map(OptionalDouble::of).orElseGet(OptionalDouble::empty));
    if (!list) {
      work(jobs);
    }
    json.print(out(), object(jobs), lines(jobs));
  }

  private void write(Path file) {
    try {
      AtomicFile.replace(file, ResultPage.with(Files.readString(file), results));
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  private void work(List<Job> jobs) {
    LowPriority.take().ifPresent(err()::println);
    machine.startEngine();
    long end = System.nanoTime() + Math.round(slice * TimeUnit.MINUTES.toNanos(1));
    List<String> failed = new ArrayList<>();
    for (Job job : jobs) {
      if (Files.exists(job.result(results))) {
        continue;
      }
      if (System.nanoTime() >= end) {
        break;
      }
      try {
        if (!done(job, end)) {
          break;
        }
      } catch (TrainingException e) { // the others need not wait for it
        failed.add(job.name());
        err().println(job.name() + " failed: " + Failures.message(e));
      }
    }
    if (!failed.isEmpty()) {
      throw new CommandFailure(
          "no figures of " + String.join(", ", failed) + "; what went wrong is said above");
    }
  }

  /** A budget of time must not pay for compiling what all runs share. */
  private static TrainingOptions options(Job job) {
    return job.recipe().training().limit().isPresent() ? OPTIONS.withWarmUp(WARM_UP) : OPTIONS;
  }

  /** Whether a run came to its end. */
  private boolean done(Job job, long end) {
    err().println("training " + job.name());
    // A step of one task is shared by threads; steps of several have a task a thread.
    int threads = machine.threads();
    boolean alone = job.recipe().training().tasks() == 1;
    try (Workers workers = alone ? new Workers(1, threads) : new Workers(threads);
        TrainingSession session =
            Experiment.open(job.recipe(), machine.locations(err()))
                .begin(job.run(out), options(job), workers)) {
      session.stopAt(end);
      Optional<TrainingSummary.Trained> trained =
          ShownTraining.of(session, job.recipe(), err(), "the same command");
      if (trained.isEmpty()) {
        return false;
      }
      err().println("judging " + job.name());
      try (OpenRun run = OpenRun.open(job.run(out))) {
        JobJudge.of(job, run, trained.get(), machine.locations(err()), workers)
            .write(job.result(results));
      }
      return true;
    }
  }

  private List<String> lines(List<Job> jobs) {
    TextTable table = new TextTable("run", "figures");
    int open = 0;
    for (Job job : jobs) {
      Optional<JobResult> result = JobResult.read(job.result(results));
      open += result.isPresent() ? 0 : 1;
      table.row(
          job.name(),
          result.map(ReproduceCommand::figures).orElseGet(() -> begun(job) ? "begun" : "to come"));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    lines.add(
        open == 0
            ? "all of " + jobs.size() + " runs are there"
            : open + " of " + jobs.size() + " runs are to come; the same command goes on");
    return lines;
  }

  private boolean begun(Job job) {
    return Files.isDirectory(job.run(out));
  }

  private static String figures(JobResult result) {
    List<String> words = new ArrayList<>();
    result
        .figures()
        .forEach(
            one -> words.add("%s: %.4g ± %.2g".formatted(one.label(), one.value(), one.ci95())));
    return String.join("; ", words);
  }

  private Map<String, Object> object(List<Job> jobs) {
    List<Map<String, Object>> runs = new ArrayList<>();
    for (Job job : jobs) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("run", job.name());
      Optional<JobResult> result = JobResult.read(job.result(results));
      one.put("state", result.isPresent() ? "done" : begun(job) ? "begun" : "to come");
      result.ifPresent(known -> one.put("result", known));
      runs.add(one);
    }
    return Map.of("runs", runs);
  }
}
