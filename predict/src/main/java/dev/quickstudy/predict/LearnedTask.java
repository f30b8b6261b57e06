package dev.quickstudy.predict;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.judge.HeldOut;
import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.learn.TaskState;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.files.Learners;
import dev.quickstudy.train.files.TaskFile;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/**
 * A task that was learned: learn once, predict as often as wanted, from any number of threads. Each
 * prediction depends on its own input alone, to the last bit, however many are asked for together.
 *
 * <p>All computing is done on the {@linkplain Resources#workers workers} of its learner. A
 * prediction that is under way when another thread closes the task ends rightly or throws {@link
 * dev.quickstudy.tensor.ClosedException}, as later ones do.
 */
public final class LearnedTask implements AutoCloseable {
  /** Examples that are held out, and learned from meanwhile, at most. */
  private static final int MOST_HELD_OUT = 600;

  private final TrainedLearner learner;
  private final List<String> classes;
  private final Optional<SupportSet> support;
  private final String fitted;
  private final LearnedTasks learned;
  private final double seconds;
  private final Confidence confidence;
  private final Neighbours neighbours;
  private volatile Optional<InputReader> reader = Optional.empty();
  private boolean released;

  private LearnedTask(
      TrainedLearner learner,
      List<String> classes,
      Optional<SupportSet> support,
      String fitted,
      LearnedTasks learned,
      double seconds,
      Confidence confidence) {
    this.learner = learner;
    this.classes = List.copyOf(classes);
    this.support = support;
    this.fitted = fitted;
    this.learned = learned;
    this.seconds = seconds;
    this.confidence = confidence;
    this.neighbours = new Neighbours(learned, support, learner.precision());
  }

  /** Learns from a support set. */
  static LearnedTask learn(TrainedLearner learner, SupportSet support, String fitted) {
    return learn(learner, support, fitted, () -> heldOut(learner, support));
  }

  /**
   * The same with answers for held-out examples that are known.
   *
   * @param heldOut asked for once
   */
  static LearnedTask learn(
      TrainedLearner learner,
      SupportSet support,
      String fitted,
      Supplier<Optional<HeldOut>> heldOut) {
    learner.requireTask(support);
    int ways = support.classes().size();
    return retained(
        learner,
        () ->
            learned(
                learner,
                support,
                fitted,
                Confidence.of(
                    learner.calibration(), heldOut.get(), ways, (double) support.count() / ways)));
  }

  /** Learns what a version saved that knew nothing of a task's own confidence. */
  static LearnedTask learnEarlier(TrainedLearner learner, SupportSet support, String fitted) {
    learner.requireTask(support);
    Confidence earlier = Confidence.earlier(learner.calibration());
    return retained(learner, () -> learned(learner, support, fitted, earlier));
  }

  /**
   * How the learner answers for examples that it has not learned from; of many, for some of each
   * class.
   */
  static Optional<HeldOut> heldOut(TrainedLearner learner, SupportSet support) {
    if (support.count() == 0) {
      return Optional.empty();
    }
    double share = Math.min(1, (double) MOST_HELD_OUT / support.count());
    RandomKey key = context(learner).key().fold("some");
    SupportSet some =
        share == 1
            ? support
            : support.choose(
                (way, name, count) ->
                    key.fold(way)
                        .choose(Math.max(Math.min(2, count), (int) (share * count)), count));
    try (Scope scope = Scope.open()) {
      return HeldOut.of(
          learner.learner(),
          learner.run().model(),
          learner.examples(some),
          context(learner),
          learner.resources().workers());
    }
  }

  private static LearnedTask learned(
      TrainedLearner learner, SupportSet support, String fitted, Confidence confidence) {
    return learner
        .resources()
        .workers()
        .map(1, ignored -> learnedHere(learner, support, fitted, confidence))
        .get(0);
  }

  /** Learns on the caller's thread. */
  private static LearnedTask learnedHere(
      TrainedLearner learner, SupportSet support, String fitted, Confidence confidence) {
    try (Scope scope = Scope.open()) {
      var examples = learner.examples(support);
      Engine.awaitDevice();
      long began = System.nanoTime();
      LearnedTasks learned =
          LearnedTasks.learn(learner.learner(), learner.run().model(), examples, context(learner));
      Engine.awaitDevice();
      double seconds = (System.nanoTime() - began) / 1e9;
      return new LearnedTask(
          learner, support.classes(), Optional.of(support), fitted, learned, seconds, confidence);
    }
  }

  private static Context context(TrainedLearner learner) {
    return Context.testing(RandomKey.of(learner.recipe().evaluation().seed()), learner.regime());
  }

  private static LearnedTask retained(TrainedLearner learner, Supplier<LearnedTask> making) {
    learner.retain();
    try {
      return making.get();
    } catch (RuntimeException | Error e) {
      learner.release();
      throw e;
    }
  }

  /**
   * Opens a saved task that holds its learner.
   *
   * @param resources stay open longer than the task
   * @throws dev.quickstudy.train.files.MissingLearnerException if it names its learner only
   * @throws dev.quickstudy.train.files.FileFormatException if it is damaged, none, or of another
   *     version
   */
  public static LearnedTask open(Path file, Resources resources) {
    return open(file, resources, Learners.none());
  }

  /**
   * Opens a saved task.
   *
   * @param learners where its learner is found if it names it only: {@link Learners#in} a folder
   * @throws dev.quickstudy.train.files.MissingLearnerException if the learner is not found
   * @throws dev.quickstudy.train.files.FileFormatException if it is damaged, none, or of another
   *     version
   */
  public static LearnedTask open(Path file, Resources resources, Learners learners) {
    try (Scope scope = Scope.open()) {
      return SavedTask.open(TaskFile.read(file, learners), file.toString(), resources);
    }
  }

  /**
   * Reads a saved task from a stream, to its end, and leaves the stream open.
   *
   * @param name for messages
   */
  public static LearnedTask read(
      InputStream in, String name, Resources resources, Learners learners) {
    try (Scope scope = Scope.open()) {
      return SavedTask.open(TaskFile.read(in, name, learners), name, resources);
    }
  }

  /**
   * Opens a saved task of a learner that is open already; many tasks share its memory.
   *
   * @throws UsageException if the task was learned by another learner, which its file holds
   * @throws dev.quickstudy.train.files.MissingLearnerException if its file names another learner
   * @throws dev.quickstudy.train.files.FileFormatException as {@link #open(Path, Resources)}
   */
  public static LearnedTask open(Path file, TrainedLearner learner) {
    try (Scope scope = Scope.open()) {
      TaskFile saved = TaskFile.read(file, Learners.of(learner.run().file()));
      return SavedTask.open(saved, file.toString(), learner);
    }
  }

  /**
   * Goes on with what was learned before.
   *
   * @throws UsageException if the state does not fit the learner
   */
  static LearnedTask resume(
      TrainedLearner learner,
      TaskState state,
      List<String> classes,
      Optional<SupportSet> support,
      String fitted,
      Confidence confidence) {
    return retained(
        learner,
        () ->
            new LearnedTask(
                learner,
                classes,
                support,
                fitted,
                LearnedTasks.resume(
                    learner.learner(), learner.run().model(), state, context(learner)),
                0,
                confidence));
  }

  /**
   * Learns more: the same task with further examples, of its classes or of new ones. This task
   * stays as it is.
   *
   * @param more at least one; a new class may have only one
   * @return to be closed by the caller
   * @throws UsageException if this task was saved without its examples, or the learner cannot learn
   *     so many classes
   * @throws InputException if an example cannot be read
   */
  public LearnedTask with(List<LabelledInput> more) {
    TrainedLearner.requireExamples(more, 1);
    SupportSet known = requireSupport();
    return learn(learner, known.with(learner.read(reader(), more)), fitted);
  }

  /**
   * The same task where more is known of it: further classes, which may have no examples where the
   * learner reads names, or a descriptor. This task stays as it is.
   *
   * @return to be closed by the caller
   * @throws UsageException as {@link #with(List)}, or as {@link TrainedLearner#learn(List,
   *     LearningOptions)}
   */
  public LearnedTask with(LearningOptions more) {
    return learn(learner, requireSupport().knowing(more), fitted);
  }

  SupportSet requireSupport() {
    return support.orElseThrow(
        () ->
            new UsageException(
                "this task was saved without its examples, so that nothing can be learned beside them; learn it anew, or save it with its examples"));
  }

  /** Predicts one input; the three nearest examples are told, and nothing is unknown. */
  public Prediction predict(Input input) {
    return predict(input, PredictionOptions.usual());
  }

  /**
   * Predicts one input. One that tells nothing, such as a silent recording, is unknown, and {@link
   * Prediction#reason} says why.
   *
   * @throws InputException if it is of another modality, cannot be read, or has numbers so large
   *     that there is no answer
   * @throws dev.quickstudy.tensor.ClosedException if this is closed
   */
  public Prediction predict(Input input, PredictionOptions options) {
    return predict(List.of(InputException.required(input, "the input")), options).get(0);
  }

  /**
   * Predicts inputs on all threads; each as if it were alone.
   *
   * @param inputs at least one
   * @return in their order
   * @throws UsageException if the task's examples are too few for the unknown rate
   * @throws InputException if one is of another modality, or cannot be read
   * @throws dev.quickstudy.tensor.ClosedException if this is closed
   */
  public List<Prediction> predict(List<Input> inputs, PredictionOptions options) {
    InputException.required(inputs, "the list of inputs");
    if (inputs.isEmpty()) {
      throw new InputException(
          InputException.Problem.EMPTY, "there are no inputs to predict; give at least one");
    }
    InputReader reader = reader();
    return predictNumbers(
        inputs.size(), i -> Inputs.read(reader, inputs.get(i), i, inputs.size()), options);
  }

  /**
   * Predicts inputs that are numbers already.
   *
   * @param numbers those of each, as the learner takes them; asked for by many threads
   */
  List<Prediction> predictNumbers(
      int count, IntFunction<float[]> numbers, PredictionOptions options) {
    requireRate(options.unknownRate());
    return learner
        .resources()
        .workers()
        .map(count, i -> prediction(() -> numbers.apply(i), options));
  }

  private Prediction prediction(Supplier<float[]> numbers, PredictionOptions options) {
    try {
      return prediction(numbers.get(), options);
    } catch (InputException e) {
      if (e.problem() == InputException.Problem.NOTHING_TO_READ) {
        return Prediction.unknowable(classes, Inputs.reason(e));
      }
      throw e;
    }
  }

  private Prediction prediction(float[] numbers, PredictionOptions options) {
    try (Scope scope = Scope.open()) {
      Tensor query =
          SupportSet.tensor(learner.learner().network().inputShape(), List.of(numbers))
              .unsqueeze(0)
              .to(learner.precision());
      Tensor logits = learned.predict(query).value().times(1 / confidence.temperature());
      Tensor logarithms = logits.logSoftmax(-1);
      double[] probabilities = logarithms.exp().toDoubles();
      requireFinite(probabilities);
      Map<String, Double> byClass = new LinkedHashMap<>();
      int best = 0;
      for (int way = 0; way < classes.size(); way++) {
        byClass.put(classes.get(way), probabilities[way]);
        best = probabilities[way] > probabilities[best] ? way : best;
      }
      OptionalDouble familiarity =
          options.unknownRate() > 0
              ? OptionalDouble.of(familiarity(query, logarithms.toDoubles()))
              : OptionalDouble.empty();
      return Prediction.of(
          classes.get(best),
          byClass,
          neighbours.of(query, options.nearest()),
          familiarity,
          options);
    }
  }

  private double familiarity(Tensor query, double[] logarithms) {
    Familiarity known = confidence.familiarity().orElseThrow();
    double doubt = Familiarity.doubt(logarithms);
    List<Prediction.Neighbour> nearest = neighbours.of(query, 1);
    return nearest.isEmpty() ? known.of(doubt) : known.of(doubt, nearest.get(0).distance());
  }

  /** Checks that the task can promise the rate of false alarms that is asked for. */
  private void requireRate(double rate) {
    if (rate == 0) {
      return;
    }
    confidence
        .familiarity()
        .orElseThrow(
            () ->
                new UsageException(
                    "an unknown rate needs examples that can be held out, but this task has none: give classes of at least two examples, or learn it anew if an earlier version saved it; or take a plain threshold of probability"))
        .requireRate(rate);
  }

  /** An answer that is no number would pass for the first class, and for a certain one. */
  private static void requireFinite(double[] probabilities) {
    if (!DoubleStream.of(probabilities).allMatch(Double::isFinite)) {
      throw new InputException(
          InputException.Problem.UNREADABLE,
          "the network's answer to the input is not finite: numbers of the input or of its task's examples are too large, or training made those of the learner so");
    }
  }

  /** Made when it is first needed: it may open an encoder, which files with a cache do not need. */
  private InputReader reader() {
    Optional<InputReader> known = reader;
    if (known.isEmpty()) {
      known = Optional.of(learner.modality().reader(learner.resources(), fitted));
      reader = known;
    }
    return known.get();
  }

  /** The names of the classes, in the order of the probabilities. */
  public List<String> classes() {
    return classes;
  }

  /** The learner; valid until this is closed. */
  public TrainedLearner learner() {
    return learner;
  }

  /** What a prediction may depend on. */
  public Regime regime() {
    return learner.regime();
  }

  /** How many examples it was learned from; empty if it was saved without them. */
  public Optional<Integer> examples() {
    return support.map(SupportSet::count);
  }

  /** How long learning took; 0 if it was opened as it had been learned. */
  public double secondsToLearn() {
    return seconds;
  }

  /** How far its answers can be believed, and the temperature that makes them so. */
  public Confidence confidence() {
    return confidence;
  }

  String fitted() {
    return fitted;
  }

  Optional<SupportSet> support() {
    return support;
  }

  /** A vector that says what the task is like; empty where the learner makes none. */
  public Optional<float[]> embedding() {
    return learner
        .resources()
        .workers()
        .map(
            1,
            ignored -> {
              try (Scope scope = Scope.open()) {
                return learned.embedding().map(Tensor::toFloats);
              }
            })
        .get(0);
  }

  /**
   * Saves the task in one file that needs nothing else; replaces the file as a whole.
   *
   * @throws java.io.UncheckedIOException if it cannot be written; an old file then stays
   */
  public void save(Path file) {
    save(file, SaveOptions.all());
  }

  /** The same with a choice of what is held. */
  public void save(Path file, SaveOptions options) {
    writing(
        options,
        saved -> {
          if (options.learner()) {
            saved.write(file);
          } else {
            saved.writeWithoutLearner(file, options.learnerFrom());
          }
        });
  }

  /** The same to a stream, which stays open. */
  public void save(OutputStream out, SaveOptions options) {
    writing(
        options,
        saved -> {
          if (options.learner()) {
            saved.write(out);
          } else {
            saved.writeWithoutLearner(out, options.learnerFrom());
          }
        });
  }

  private void writing(SaveOptions options, Consumer<TaskFile> writing) {
    try (Scope scope = Scope.open()) {
      writing.accept(
          new TaskFile(
              learner.run().file(),
              Optional.of(learned.state()),
              support.filter(examples -> options.examples()).map(LearnedTask::saved),
              classes,
              fitted,
              confidence.text()));
    }
  }

  private static TaskFile.SupportSet saved(SupportSet support) {
    return new TaskFile.SupportSet(
        support.x(),
        support.y(),
        support
            .descriptor()
            .map(
                numbers ->
                    Tensor.of(
                        numbers.stream().mapToDouble(Float::doubleValue).toArray(),
                        numbers.size())));
  }

  /**
   * Frees its memory as soon as no prediction reads it. Closing twice does nothing, and never
   * waits.
   */
  @Override
  public synchronized void close() {
    learned.close();
    if (!released) {
      released = true;
      learner.release();
    }
  }
}
