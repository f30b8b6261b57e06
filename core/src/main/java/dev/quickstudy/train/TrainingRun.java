package dev.quickstudy.train;

import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.judge.Score;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.files.Provenance;
import dev.quickstudy.train.files.TrainingException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A whole training run: steps, validation on held-out tasks, metrics and checkpoints, until a
 * limit, an early stop or a request to stop. A run in a folder that was ended at any moment, in any
 * way, goes on from its last checkpoint to the same φ, bit for bit, that it would have reached
 * undisturbed.
 *
 * @param <L> the kind of learner
 */
public final class TrainingRun<L extends Learner> {
  /**
   * When things happen. All numbers count steps unless they say otherwise.
   *
   * @param steps where the run ends
   * @param time ends the run earlier, if given: time spent in training over all its sessions
   * @param clock what time is counted by; empty for the clock that the run was begun with, which is
   *     the one on the wall for a new run
   * @param checkpointEvery steps between checkpoints, at least 1
   * @param logEvery steps between lines of metrics, at least 1
   * @param warmUp steps made and thrown away at the start of each session, before time is counted:
   *     the first ones load and compile classes. They end after a twentieth of the time, if that is
   *     given
   * @param divergence what is done about steps that are not finite
   */
  public record Plan(
      long steps,
      Optional<Duration> time,
      Optional<Clock> clock,
      long checkpointEvery,
      long logEvery,
      int warmUp,
      Divergence divergence) {
    private static final double MOST_WARM_UP = 1 / 20.0;

    /** By the clock that the run was begun with. */
    public Plan(long steps, Optional<Duration> time, long checkpointEvery, long logEvery) {
      this(steps, time, Optional.empty(), checkpointEvery, logEvery);
    }

    /** Without warming up. */
    public Plan(
        long steps,
        Optional<Duration> time,
        Optional<Clock> clock,
        long checkpointEvery,
        long logEvery) {
      this(steps, time, clock, checkpointEvery, logEvery, 0, Divergence.USUAL);
    }

    /** The share of the budget, of steps or of time, that is spent; 0 … 1. */
    double spent(long step, Progress progress) {
      double ofTime =
          time.map(limit -> progress.seconds() / Math.max(1e-3, seconds(limit))).orElse(0.0);
      return Math.min(1, Math.max(ofTime, steps == 0 ? 1 : (double) step / steps));
    }

    private static double seconds(Duration duration) {
      return duration.toMillis() / 1e3;
    }

    public Plan {
      Checks.atLeast("warmUp", 0, warmUp);
      Checks.atLeast("steps", 0, steps);
      Checks.atLeast("checkpointEvery", 1, checkpointEvery);
      Checks.atLeast("logEvery", 1, logEvery);
    }
  }

  /**
   * How the run is validated.
   *
   * @param every steps between validations, at least 1
   * @param patience validations without a new best after which the run ends; 0 for no early stop
   */
  public record Validation(Evaluation evaluation, Regime regime, long every, int patience) {
    public Validation {
      Checks.require(every >= 1, "steps between validations must be at least 1, but is " + every);
      Checks.require(patience >= 0, "patience must not be negative, but is " + patience);
    }

    void check(Learner learner) {
      TaskSource source = evaluation.source();
      learner.check(source.inputShape(), source.targets(evaluation.shape()));
      Checks.require(
          learner.regimes().contains(regime),
          "the learner cannot be validated under the regime '" + regime.label() + "'");
    }
  }

  /** Hears of progress, on the training thread. */
  public interface Listener {
    /** After each step; {@code seconds} over all sessions. */
    default void stepped(long step, double loss, double seconds) {}

    default void validated(long step, Score score, boolean best) {}

    default void checkpointed(long step, Path file) {}

    /**
     * A step gave something that is not finite and was left out.
     *
     * @param inRow such steps since the last sound one
     */
    default void skipped(long step, int inRow) {}

    /**
     * Too many steps in a row were not finite, or a validation of most tasks was.
     *
     * @param from the step that was reached
     * @param to the step of the checkpoint that it goes on from
     * @param rate what updates are multiplied by from now on
     */
    default void wentBack(long from, long to, double rate) {}

    /** A line of metrics could not be written, for instance on a full disk; training goes on. */
    default void unlogged(long step, UncheckedIOException why) {}
  }

  /** What the time of a run is counted by. */
  public enum Clock {
    WALL {
      @Override
      long nanos() {
        return System.nanoTime();
      }
    },
    /** What the processors have worked for this process: fair where the machine is busy. */
    PROCESSOR {
      @Override
      long nanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime();
      }
    };

    abstract long nanos();

    /** For files: {@code wall} or {@code processor}. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The clock of a {@link #label}; empty if there is none. */
    static Optional<Clock> parse(String label) {
      return Arrays.stream(values()).filter(clock -> clock.label().equals(label)).findFirst();
    }
  }

  /** Why a run ended. */
  public enum End {
    STEPS,
    TIME,
    PATIENCE,
    /** Too much was not finite; the last state is the last good checkpoint's. */
    DIVERGED,
    STOPPED
  }

  /**
   * What a run gives; owns its tensors.
   *
   * @param last the latest state
   * @param progress how far it came
   * @param samplingShare share of the workers' time spent drawing tasks, 0 … 1
   */
  public record Outcome(TrainState last, Progress progress, End end, double samplingShare)
      implements AutoCloseable {
    @Override
    public void close() {
      last.close();
    }
  }

  private final MetaTrainer<L> trainer;
  private final Plan plan;
  private final Optional<Validation> validation;
  private final Provenance provenance;
  private final RunFolder folder;
  private final Workers workers;
  private final Listener listener;
  private volatile boolean stopRequested;
  private volatile OptionalLong stopAt = OptionalLong.empty();

  /**
   * A run in a folder.
   *
   * @throws UsageException if the learner cannot be validated so
   */
  public TrainingRun(
      MetaTrainer<L> trainer,
      Plan plan,
      Optional<Validation> validation,
      Provenance provenance,
      RunFolder folder,
      Workers workers,
      Listener listener) {
    validation.ifPresent(how -> how.check(trainer.settings().algorithm().learner()));
    this.trainer = trainer;
    this.plan = plan;
    this.validation = validation;
    this.provenance = provenance;
    this.folder = folder;
    this.workers = workers;
    this.listener = listener;
  }

  /**
   * Asks the run to write a checkpoint after the current step and end. May be called from any
   * thread.
   */
  public void stop() {
    stopRequested = true;
  }

  /**
   * Stops the run as {@link #stop} does once this time is reached: the end of a slice of a longer
   * run. May be called from any thread.
   *
   * @param nanoTime as {@link System#nanoTime} counts
   */
  public void stopAt(long nanoTime) {
    stopAt = OptionalLong.of(nanoTime);
  }

  private boolean stops() {
    OptionalLong end = stopAt;
    return stopRequested || (end.isPresent() && System.nanoTime() - end.getAsLong() >= 0);
  }

  /**
   * Trains from the folder's checkpoint, or from the start where there is none. A run that was
   * begun before goes on with the memory strategy and the clock that it was begun with, whatever
   * the trainer's own strategy is: its bits and its end depend on them.
   *
   * @throws RunFolderException if the plan asks for another clock than the run was begun with
   * @throws TrainingException if the checkpoint does not fit these settings, or no step was finite
   */
  public Outcome run() {
    Path file = RunFolder.checkpoint(folder.path());
    if (!Files.exists(file)) {
      Session session = session(Checkpoint.Conditions.UNKNOWN);
      return session.run(session.trainer.start(provenance.seed()), Progress.NONE);
    }
    Session session;
    TrainState state;
    Progress progress;
    try (Scope scope = Scope.open()) {
      Checkpoint checkpoint = Checkpoint.read(file);
      session = session(checkpoint.conditions().after(checkpoint.step()));
      checkpoint.requireData(file, provenance);
      checkpoint.requireOf(file, session.trainer.settings());
      state = checkpoint.trainState();
      progress = checkpoint.progress();
    }
    return session.run(state, progress);
  }

  /**
   * What goes on under the conditions of a checkpoint.
   *
   * @param begun empty where there is no checkpoint yet, or an older version wrote it: then the
   *     note in the folder says how memory is used, if there is one
   */
  private Session session(Checkpoint.Conditions begun) {
    Optional<MemoryStrategy> memory =
        begun
            .memory()
            .or(
                () ->
                    RunFolder.memory(folder.path(), workers.threads())
                        .map(MemoryPlan.Choice::strategy));
    Clock clock = begun.clock().or(plan::clock).orElse(Clock.WALL);
    Clock asked = plan.clock().orElse(clock);
    if (asked != clock) {
      throw new RunFolderException(
          RunFolderException.Problem.OTHER_SETTINGS,
          folder.path(),
          "the time of the run in %s is counted by the %s clock, but the %s clock is asked for; go on with the one that it was begun with, or begin another run"
              .formatted(folder.path(), clock.label(), asked.label()));
    }
    return new Session(memory.map(trainer::with).orElse(trainer), clock);
  }

  /** A state that is known to be finite. */
  private record Good(TrainState state, Progress progress) {}

  /**
   * What a validation came to.
   *
   * @param diverged whether the answers of most tasks were not finite
   */
  private record Validated(Progress progress, boolean diverged) {}

  /** The run from one start of it to its end, or until it is stopped. */
  private final class Session {
    private final MetaTrainer<L> trainer;
    private final Clock clock;
    private final Checkpoint.Conditions conditions;

    Session(MetaTrainer<L> trainer, Clock clock) {
      this.trainer = trainer;
      this.clock = clock;
      this.conditions = new Checkpoint.Conditions(trainer.memory(), clock);
    }

    private Outcome run(TrainState from, Progress before) {
      TrainState state = from;
      Progress progress = before;
      long checkpointedAt = state.step();
      try {
        folder.forgetAfter(state.step());
        warmUp(state, progress);
        long started = clock.nanos();
        while (true) {
          Optional<End> end = end(state.step(), progress);
          if (end.isPresent()) {
            boolean untrained = progress.setbacks().inRow() >= state.step();
            if (state.step() > 0 && untrained && end.get() != End.STOPPED) {
              throw TrainingException.notFinite("every step of training", state.step());
            }
            if (state.step() > checkpointedAt
                || !Files.exists(RunFolder.checkpoint(folder.path()))) {
              checkpoint(state, progress);
            }
            return new Outcome(state, progress, end.get(), trainer.samplingShare());
          }
          double spent = plan.spent(state.step(), progress);
          MetaTrainer.Stepped stepped =
              trainer.step(state, spent, plan.divergence().rate(progress.setbacks()));
          double seconds = before.seconds() + (clock.nanos() - started) / 1e9;
          TrainState next = stepped.state();
          boolean sound = stepped.finite();
          if (sound) {
            progress = progress.stepped(stepped.loss(), seconds);
          } else {
            next.close();
            next = state.skipped();
            progress = progress.at(seconds).with(progress.setbacks().withSkipped());
          }
          state.close();
          state = next;
          if (sound) {
            listener.stepped(state.step(), stepped.loss(), progress.seconds());
          } else {
            listener.skipped(state.step(), progress.setbacks().inRow());
          }
          boolean diverged = progress.setbacks().inRow() > plan.divergence().skip();
          if (!diverged && state.step() % plan.logEvery() == 0 && progress.lossCount() > 0) {
            progress = log(state.step(), progress);
          }
          if (!diverged
              && sound
              && validation.isPresent()
              && state.step() % validation.get().every() == 0) {
            Validated validated = validate(validation.get(), state, progress);
            progress = validated.progress();
            diverged = validated.diverged();
          }
          if (diverged) {
            boolean ends = progress.setbacks().back() >= plan.divergence().back();
            long reached = state.step();
            Good good = lastGood(ends, reached);
            state.close();
            state = good.state();
            progress =
                ends
                    ? progress.with(progress.setbacks().withRowOf(plan.divergence().skip() + 1))
                    : progress.backTo(good.progress());
            folder.forgetAfter(state.step());
            checkpoint(state, progress);
            checkpointedAt = state.step();
            if (ends) {
              return new Outcome(state, progress, End.DIVERGED, trainer.samplingShare());
            }
            listener.wentBack(reached, state.step(), plan.divergence().rate(progress.setbacks()));
          } else if (state.step() % plan.checkpointEvery() == 0) {
            checkpoint(state, progress);
            checkpointedAt = state.step();
          }
        }
      } catch (RuntimeException | Error e) {
        state.close();
        throw e;
      }
    }

    /** Makes steps that are thrown away: nothing of them is left but compiled code. */
    private void warmUp(TrainState state, Progress progress) {
      if (end(state.step(), progress).isPresent()) {
        return;
      }
      long started = clock.nanos();
      double most =
          plan.time()
              .map(limit -> Plan.seconds(limit) * Plan.MOST_WARM_UP)
              .orElse(Double.MAX_VALUE);
      double spent = plan.spent(state.step(), progress);
      for (int i = 0; i < plan.warmUp() && !stops(); i++) {
        trainer.step(state, spent).state().close();
        if ((clock.nanos() - started) / 1e9 > most) {
          return;
        }
      }
    }

    /**
     * What a run can always go back to: its last checkpoint, or its start.
     *
     * @param last whether it is what is judged
     * @param reached the step that the run came to
     * @throws TrainingException if nothing trained could be judged
     */
    private Good lastGood(boolean last, long reached) {
      Path file = RunFolder.checkpoint(folder.path());
      Good good;
      if (Files.exists(file)) {
        try (Scope scope = Scope.open()) {
          Checkpoint checkpoint = Checkpoint.read(file);
          good = new Good(checkpoint.trainState(), checkpoint.progress());
        }
      } else {
        good = new Good(trainer.start(provenance.seed()), Progress.NONE);
      }
      if (last && good.state().step() == 0 && !Files.exists(RunFolder.best(folder.path()))) {
        good.state().close();
        throw TrainingException.notFinite("training", reached);
      }
      return good;
    }

    private Validated validate(Validation how, TrainState state, Progress progress) {
      L learner = trainer.settings().algorithm().learner();
      Score score = how.evaluation().of(learner, state.judged(), how.regime(), workers);
      boolean whole = score.notFinite() == 0;
      boolean best =
          whole
              && (progress.best().isEmpty()
                  || score.metric().better(score.mean(), progress.best().get().value()));
      Progress counted = whole ? progress : progress.with(progress.setbacks().withValidation());
      Progress after =
          best
              ? counted.withBest(new Progress.Best(state.step(), score.mean()))
              : counted.withoutNewBest();
      if (best) {
        Checkpoint.write(RunFolder.best(folder.path()), state, after, provenance, conditions);
      }
      Map<String, Object> line = line(state.step(), progress);
      if (Double.isFinite(score.mean())) {
        line.put("validation", score.mean());
        line.put("ci95", score.ci95());
      }
      line.put("metric", score.metric().label().replace(' ', '-'));
      line.put("regime", score.regime().label());
      line.put("episodes", score.episodes());
      if (!whole) {
        line.put("notFinite", score.notFinite());
      }
      write(state.step(), line);
      listener.validated(state.step(), score, best);
      return new Validated(after, score.diverged());
    }

    /** Writes the mean loss of the steps since the last line. */
    private Progress log(long step, Progress progress) {
      Map<String, Object> line = line(step, progress);
      line.put("loss", progress.lossSum() / progress.lossCount());
      write(step, line);
      return progress.logged();
    }

    /** No model depends on metrics: a step is worth more than its line. */
    private void write(long step, Map<String, Object> line) {
      try {
        folder.log(line);
      } catch (UncheckedIOException e) {
        listener.unlogged(step, e);
      }
    }

    private void checkpoint(TrainState state, Progress progress) {
      Path file = RunFolder.checkpoint(folder.path());
      Checkpoint.write(file, state, progress, provenance, conditions);
      listener.checkpointed(state.step(), file);
    }

    private Map<String, Object> line(long step, Progress progress) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("step", step);
      line.put("seconds", round(progress.seconds()));
      line.put("clock", clock.label());
      return line;
    }
  }

  private Optional<End> end(long step, Progress progress) {
    if (step >= plan.steps()) {
      return Optional.of(End.STEPS);
    }
    if (plan.divergence().ended(progress.setbacks())) {
      return Optional.of(End.DIVERGED);
    }
    if (stops()) {
      return Optional.of(End.STOPPED);
    }
    if (plan.time().isPresent() && progress.seconds() >= Plan.seconds(plan.time().get())) {
      return Optional.of(End.TIME);
    }
    int patience = validation.map(Validation::patience).orElse(0);
    if (patience > 0 && progress.sinceBest() >= patience) {
      return Optional.of(End.PATIENCE);
    }
    return Optional.empty();
  }

  private static double round(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }
}
