package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.judge.Calibration;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.ClosedException;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.files.DamagedFileException;
import dev.quickstudy.train.files.LearnerFile;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A trained learner, ready to learn tasks. Safe for many threads at once.
 *
 * <pre>{@code
 * try (Resources resources = Resources.ofMachine();
 *     TrainedLearner learner = TrainedLearner.open(Path.of("runs/glyphs-5way-1shot"), resources);
 *     LearnedTask task = learner.learn(examples)) {
 *   Prediction prediction = task.predict(Input.picture(Path.of("new.png")));
 * }
 * }</pre>
 *
 * <p>Its memory is freed when it and all tasks that it has learned are closed.
 */
public final class TrainedLearner implements AutoCloseable {
  private final OpenRun run;
  private final Resources resources;
  private final Modality modality;
  private final Regime regime;
  private final Learner learner;

  /** This value, while it is open, and each open task. */
  private int users = 1;

  private boolean closed;

  /** Whether this value counts among its users no more. */
  private boolean left;

  private TrainedLearner(OpenRun run, Resources resources) {
    this.run = run;
    this.resources = resources;
    this.modality =
        run.recipe().source().unwrapped() instanceof InputSource source
            ? source.modality(run)
            : new Pictures(run.recipe().network().inputShape(), run.fitted());
    this.regime =
        run.recipe()
            .evaluation()
            .inductive()
            .orElseGet(
                () -> run.recipe().algorithm().learner().network().normalisation().inductive());
    this.learner = run.recipe().algorithm().learner();
  }

  /**
   * Opens a learner.
   *
   * @param path the folder of a trained run, or a learner file
   * @param resources stay open longer than what is opened with them
   * @throws dev.quickstudy.train.files.TrainingException if there is none; its kinds say why a file
   *     cannot be read ({@link dev.quickstudy.train.files.FileFormatException})
   * @throws dev.quickstudy.recipe.RecipeException if its settings are no recipe
   */
  public static TrainedLearner open(Path path, Resources resources) {
    return of(OpenRun.open(path), path.toString(), resources);
  }

  /**
   * Reads a learner file from a stream, to its end, and leaves the stream open: from a jar, {@code
   * TrainedLearner.read(type.getResourceAsStream("glyphs.safetensors"), "glyphs", resources)}.
   *
   * @param name for messages
   * @throws dev.quickstudy.train.files.FileFormatException if it is damaged, none, or of another
   *     version
   */
  public static TrainedLearner read(InputStream in, String name, Resources resources) {
    try (Scope scope = Scope.open()) {
      return of(OpenRun.of(name, LearnerFile.read(in, name)), name, resources);
    }
  }

  /**
   * Takes over an open run.
   *
   * @param name of its file, for messages
   */
  static TrainedLearner of(OpenRun run, String name, Resources resources) {
    try {
      TrainedLearner learner = new TrainedLearner(run, resources);
      learner.modality.check();
      return learner;
    } catch (DataException e) {
      run.close();
      throw new DamagedFileException(name, name + " is damaged: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /**
   * Learns a task from examples, which takes milliseconds.
   *
   * @param examples of at least two classes, at least one of each; numbers of examples may differ
   * @return to be closed by the caller
   * @throws InputException if an example cannot be read, or there are none
   * @throws UsageException if this learner cannot learn so many classes
   * @throws ClosedException if this is closed
   */
  public LearnedTask learn(List<LabelledInput> examples) {
    return learn(examples, LearningOptions.none());
  }

  /**
   * The same where more is known of the task than its examples: its classes, which may have no
   * examples where the learner reads their names ({@link #readsNames}), or a descriptor.
   *
   * @param examples none only where the options name at least two classes
   * @throws UsageException also if the descriptor is of another length than the learner reads, or
   *     it reads none
   */
  public LearnedTask learn(List<LabelledInput> examples, LearningOptions options) {
    requireOpen();
    InputException.required(examples, "the list of examples");
    if (!examples.isEmpty() || options.classes().isEmpty()) {
      requireExamples(examples, options.classes().isEmpty() ? 2 : 1);
    }
    InputReader reader = modality.fit(resources, examples);
    return LearnedTask.learn(this, read(reader, examples).knowing(options), reader.fitted());
  }

  /**
   * Whether it reads the names of classes, so that a class may have no examples: {@code names} in
   * recipes.
   */
  public boolean readsNames() {
    return learner.network().outputs() > 0
        && learner
            .descriptor(new Targets.Classes(2))
            .equals(List.of(2, learner.network().outputs()));
  }

  /** The examples as the learner sees them, read on all threads. */
  SupportSet read(InputReader reader, List<LabelledInput> examples) {
    List<float[]> numbers =
        resources
            .workers()
            .map(
                examples.size(),
                i -> Inputs.read(reader, examples.get(i).input(), i, examples.size()));
    return SupportSet.of(
        reader.exampleShape(), numbers, examples.stream().map(LabelledInput::label).toList());
  }

  static void requireExamples(List<LabelledInput> examples, int fewestClasses) {
    InputException.required(examples, "the list of examples");
    if (examples.isEmpty()) {
      throw new InputException(
          InputException.Problem.EMPTY, "there are no examples to learn from; give some");
    }
    List<String> labels = new ArrayList<>();
    for (LabelledInput example : examples) {
      labels.add(InputException.required(example, "example " + labels.size()).label());
    }
    if (labels.stream().distinct().count() < fewestClasses) {
      throw new InputException(
          InputException.Problem.LABELS,
          "all examples are of the class '%s', but a task needs at least two classes"
              .formatted(labels.get(0)));
    }
  }

  /**
   * Checks that it can learn so many classes.
   *
   * @throws UsageException if not
   */
  void requireTask(SupportSet support) {
    if (!learner.regimes().contains(regime)) {
      throw new UsageException(
          "this learner answers all queries of a task together (transductive), but each query is to"
              + " be judged by itself; take a run of another learner");
    }
    Targets targets = support.targets();
    learner.check(learner.network().inputShape(), targets);
    support
        .withoutExample()
        .filter(name -> !readsNames())
        .ifPresent(
            name -> {
              throw new UsageException(
                  "class '%s' has no example, and this learner knows classes by their examples only; give it one, or take a learner that reads names (the recipe texts-names)"
                      .formatted(name));
            });
  }

  /** A task's examples and what describes it, as the learner takes them; in the current scope. */
  Examples examples(SupportSet support) {
    Examples plain = support.examples(precision());
    List<Integer> read = learner.descriptor(plain.targets());
    Optional<float[]> known = support.descriptor().map(TrainedLearner::unboxed);
    if (read.isEmpty()) {
      if (known.isPresent()) {
        throw new UsageException(
            "this learner reads no descriptor, but the task has one of %d numbers"
                .formatted(known.get().length));
      }
      return plain;
    }
    int numbers = read.stream().reduce(1, Math::multiplyExact);
    return plain.describedBy(
        known
            .or(() -> modality.descriptor(resources, support.classes()))
            .map(
                all -> {
                  if (all.length != numbers) {
                    throw new UsageException(
                        "this learner reads a descriptor of %d numbers, but the task has one of %d"
                            .formatted(numbers, all.length));
                  }
                  return Tensor.of(
                          all,
                          LongStream.concat(
                                  LongStream.of(1), read.stream().mapToLong(Integer::longValue))
                              .toArray())
                      .to(precision());
                }));
  }

  private static float[] unboxed(List<Float> numbers) {
    float[] plain = new float[numbers.size()];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = numbers.get(i);
    }
    return plain;
  }

  /**
   * What identifies the learner: 64 hexadecimal digits, the same for the same learner wherever it
   * is read from. See {@link LearnerFile#digest}.
   */
  public String id() {
    requireOpen();
    return run.file().digest();
  }

  /** The recipe that it was trained by. */
  public Recipe recipe() {
    return run.recipe();
  }

  /** What is known of the run. Valid until this and its tasks are closed. */
  public OpenRun run() {
    return run;
  }

  /** What a prediction may depend on: the recipe's inductive regime, or else the network's own. */
  public Regime regime() {
    return regime;
  }

  /**
   * Writes a learner file, which needs nothing of the run's folder; replaces the file as a whole.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Path file) {
    requireOpen();
    run.file().write(file);
  }

  /** The same to a stream, which stays open. */
  public void save(OutputStream out) {
    requireOpen();
    run.file().write(out);
  }

  /** As it was trained, without a temperature: that is a task's own. */
  Learner learner() {
    return learner;
  }

  /** What was learned of its probabilities under its regime. */
  Optional<Calibration> calibration() {
    return run.calibration().filter(known -> known.regime() == regime);
  }

  Resources resources() {
    return resources;
  }

  Modality modality() {
    return modality;
  }

  DType precision() {
    return run.recipe().training().outerPrecision();
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new ClosedException(
          "this learner is closed; open it again, or close it after its last use");
    }
  }

  /**
   * Keeps the memory while a task uses it.
   *
   * @throws ClosedException if it is free already
   */
  synchronized void retain() {
    if (users == 0) {
      throw new ClosedException("the learner of this task is closed; open it again");
    }
    users++;
  }

  /** Frees the memory after its last use. */
  synchronized void release() {
    users--;
    if (users == 0) {
      run.close();
    }
  }

  /** Leaves the memory to its tasks: until the last one is closed, it can be used itself. */
  synchronized void leaveToTasks() {
    if (!left) {
      left = true;
      release();
    }
  }

  /** Ends its use; tasks that it has learned stay open. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    leaveToTasks();
  }
}
