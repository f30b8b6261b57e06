package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.judge.HeldOut;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A task of the user's own files – pictures, sounds, texts or rows of tables, as the recipe of the
 * learner says: what is to be learned from, and how its files are read. Immutable.
 */
public final class FileTask {
  private final TrainedLearner learner;
  private final UserFiles files;
  private final List<String> classes;
  private final Optional<SupportSet> support;
  private final Supplier<Optional<HeldOut>> heldOut;

  private FileTask(
      TrainedLearner learner, UserFiles files, List<String> classes, Optional<SupportSet> support) {
    this(
        learner,
        files,
        classes,
        support,
        () -> LearnedTask.heldOut(learner, support.orElseThrow()));
  }

  private FileTask(
      TrainedLearner learner,
      UserFiles files,
      List<String> classes,
      Optional<SupportSet> support,
      Supplier<Optional<HeldOut>> heldOut) {
    this.heldOut = heldOut;
    this.learner = learner;
    this.files = files;
    this.classes = classes;
    this.support = support;
  }

  /**
   * Reads labelled examples.
   *
   * @param support a folder of folders of pictures or sounds, or a file of texts or rows
   * @param options how files of texts or rows are written
   * @throws DataException if a file cannot be read, or the learner cannot learn such a task
   */
  public static FileTask read(TrainedLearner learner, Path support, RowOptions options) {
    FileTask task = unchecked(learner, support, options);
    return of(learner, task.files, task.requireSupport(), support);
  }

  /**
   * A task of classes that go by their names, without an example.
   *
   * @param classes at least two
   * @param options how files of texts or rows are written
   * @throws UsageException if the learner does not read names, or there are fewer classes
   */
  public static FileTask named(TrainedLearner learner, List<String> classes, RowOptions options) {
    UserFiles files = learner.modality().files(options, learner.resources().locations(), "");
    SupportSet support =
        new SupportSet(learner.learner().network().inputShape(), Map.of())
            .knowing(new LearningOptions(classes, Optional.empty()));
    learner.requireTask(support);
    return new FileTask(learner, files, support.classes(), Optional.of(support));
  }

  /** Reads labelled examples, whether or not the learner can learn so many classes. */
  static FileTask unchecked(TrainedLearner learner, Path support, RowOptions options) {
    Modality.FirstFiles first =
        learner.modality().first(support, options, learner.resources().locations());
    return new FileTask(
        learner, first.files(), first.support().classes(), Optional.of(first.support()));
  }

  /** The same task for another learner that reads such files the same way. */
  FileTask by(TrainedLearner other) {
    return new FileTask(other, files, classes, support);
  }

  /** The same task with answers for its held-out examples, which are then not asked for again. */
  FileTask judged(Optional<HeldOut> answers) {
    return new FileTask(learner, files, classes, support, () -> answers);
  }

  /**
   * The files of a task that was learned before.
   *
   * @param options how files of texts or rows are written
   */
  public static FileTask of(LearnedTask task, RowOptions options) {
    TrainedLearner learner = task.learner();
    UserFiles files =
        learner.modality().files(options, learner.resources().locations(), task.fitted());
    return new FileTask(learner, files, task.classes(), task.support());
  }

  /**
   * Checks that the learner can learn such classes.
   *
   * @param path that the last of them were read from
   */
  private static FileTask of(
      TrainedLearner learner, UserFiles files, SupportSet support, Path path) {
    try {
      learner.requireTask(support);
      return new FileTask(learner, files, support.classes(), Optional.of(support));
    } catch (UsageException e) {
      throw new DataException(
          path
              + " makes "
              + support.classes().size()
              + " classes to learn: "
              + e.getMessage()
              + learner
                  .recipe()
                  .source()
                  .unwrapped()
                  .recipeOfAnyClasses()
                  .map(recipe -> "; the recipe '" + recipe + "' learns any number of classes")
                  .orElse(""));
    }
  }

  /**
   * The same task with further examples, of its classes or of new ones, which are learned beside.
   * The listener of the learner's locations hears of those that are known already.
   *
   * @throws DataException as {@link #read}
   */
  public FileTask with(Path more) {
    SupportSet own = requireSupport();
    SupportSet further = files.support(more, classes);
    SupportSet all = own.with(further);
    int known = own.count() + further.count() - all.count();
    if (known > 0) {
      learner
          .resources()
          .locations()
          .listener()
          .say("%s: %d examples are known already".formatted(more.getFileName(), known));
    }
    return of(learner, files, all, more);
  }

  /**
   * The same task with further classes, which have no examples.
   *
   * @throws UsageException if the learner does not read names
   */
  public FileTask withClasses(List<String> names) {
    FileTask all = withUncheckedClasses(names);
    learner.requireTask(all.requireSupport());
    return all;
  }

  /** The same, whether or not the learner reads names. */
  FileTask withUncheckedClasses(List<String> names) {
    SupportSet all = requireSupport().knowing(new LearningOptions(names, Optional.empty()));
    return new FileTask(learner, files, all.classes(), Optional.of(all));
  }

  SupportSet requireSupport() {
    return support.orElseThrow(
        () ->
            new DataException(
                "this task was saved without its examples, so that nothing can be learned beside them"));
  }

  /** What was fitted on its examples to prepare others; empty where nothing is. */
  String fitted() {
    return files.fitted();
  }

  /** The names of the classes to learn. */
  public List<String> classes() {
    return classes;
  }

  /** The learner that learns it. */
  public TrainedLearner learner() {
    return learner;
  }

  /** What one example is called: {@code picture}, {@code text}. */
  public String one() {
    return files.one();
  }

  /**
   * Reads examples to classify.
   *
   * @throws DataException if a file cannot be read, or names a class that the task has not
   */
  public Queries queries(List<Path> paths) {
    return files.queries(paths, classes);
  }

  /**
   * Reads labelled examples to judge by. Their classes may be others than the task's, which are
   * then out of its scope.
   *
   * @throws DataException if a file cannot be read, or no example has a class
   */
  public Queries labelled(List<Path> paths) {
    Queries all = files.queries(paths, List.of());
    Queries known = all.withTruth(name -> spelled(name));
    if (known.count() == 0) {
      throw new DataException(paths.get(0) + " has no labels to judge by");
    }
    if (known.count() < all.count()) {
      learner
          .resources()
          .locations()
          .listener()
          .say(
              "%d of %d have no label and are not judged"
                  .formatted(all.count() - known.count(), all.count()));
    }
    return known;
  }

  /** The class that a name is a spelling of, or the name itself. */
  private String spelled(String word) {
    if (classes.contains(word)) {
      return word;
    }
    return classes.stream().filter(name -> files.sameClass(name, word)).findFirst().orElse(word);
  }

  /** The examples without a class in a file of texts or rows, to classify; may be none. */
  public Queries unlabelled(Path path) {
    return files.queries(List.of(path), classes).withoutTruth();
  }

  /** Learns from all examples; to be closed by the caller. */
  public LearnedTask learn() {
    return LearnedTask.learn(learner, requireSupport(), files.fitted(), heldOut);
  }

  /**
   * Learns from some examples of each class, drawn by chance; to be closed by the caller.
   *
   * @param shots examples a class
   * @param key names the draw
   * @throws DataException if a class has fewer
   */
  public LearnedTask learn(int shots, RandomKey key) {
    SupportSet drawn =
        requireSupport()
            .choose(
                (way, name, count) -> {
                  if (count < shots) {
                    throw new DataException(
                        "%d shots are more than the %d examples of class %s; ask for fewer"
                            .formatted(shots, count, name));
                  }
                  return key.fold(way).choose(shots, count);
                });
    return LearnedTask.learn(learner, drawn, files.fitted());
  }

  /** Classifies all queries, one by one: none may matter to another. */
  public static Predictions predict(LearnedTask task, Queries queries, PredictionOptions options) {
    List<Prediction> predictions = task.predictNumbers(queries.count(), queries::input, options);
    List<Predictions.Answered> answers = new ArrayList<>();
    for (int i = 0; i < predictions.size(); i++) {
      answers.add(new Predictions.Answered(queries.get(i), predictions.get(i)));
    }
    return new Predictions(
        answers, task.examples().orElse(0), task.confidence(), task.secondsToLearn());
  }
}
