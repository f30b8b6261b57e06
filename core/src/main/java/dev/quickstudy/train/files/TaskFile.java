package dev.quickstudy.train.files;

import dev.quickstudy.judge.Calibration;
import dev.quickstudy.learn.TaskState;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A task that was learned, as a value: the learner, what it has learned of the task, and what the
 * task is made of. In a file, the learner is held whole ({@link #write}) or by its digest ({@link
 * #writeWithoutLearner}), so that thousands of tasks of one learner need its φ once.
 *
 * <p>In a file it is a safetensors file with tensors {@code phi.*} and {@code state.*} (the
 * learner), {@code task.*} and {@code taskState.*} (the task's state) and {@code support.x}, {@code
 * support.y}; everything else is in the metadata. Its tensors belong to the scope that was open
 * where it was made or read.
 *
 * @param state what the learner knows of the task; empty in files of the first format, whose tasks
 *     are learned again from their examples
 * @param support the examples as the learner sees them, if they were kept
 * @param classes names of the classes, by label; empty for tasks of values or without names
 * @param preparation what was fitted on the support set to prepare examples; empty for nothing
 * @param confidence what is known of how sure its answers are, as text; empty for nothing, as in
 *     files of earlier formats
 */
public record TaskFile(
    LearnerFile learner,
    Optional<TaskState> state,
    Optional<SupportSet> support,
    List<String> classes,
    String preparation,
    String confidence) {
  private static final TensorFile.Kind KIND =
      new TensorFile.Kind("quickstudy-task", 1, 3, "a saved task");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String TASK = "task.";
  private static final String TASK_STATE = "taskState.";
  private static final String X = "support.x";
  private static final String Y = "support.y";
  private static final String DESCRIPTOR = "support.descriptor";
  private static final String LEARNER = "learner.";
  private static final String LEARNER_DIGEST = "learner.digest";
  private static final String LEARNER_ABOUT = "learner.about";
  private static final String LEARNER_FROM = "learner.from";
  private static final String CLASSES = "classes";
  private static final String PREPARATION = "fitted.support";
  private static final String CONFIDENCE = "confidence";

  /** A task of which nothing is known but its answers. */
  public TaskFile(
      LearnerFile learner,
      Optional<TaskState> state,
      Optional<SupportSet> support,
      List<String> classes,
      String preparation) {
    this(learner, state, support, classes, preparation, "");
  }

  /**
   * The examples that a task was learned from.
   *
   * @param x inputs {@code [N, …]}, as the learner sees them
   * @param y int64 labels {@code [N]} for classes, or floating point {@code [N, dimension]}
   * @param descriptor numbers that describe the task, floating point {@code [D]}; empty for none
   */
  public record SupportSet(Tensor x, Tensor y, Optional<Tensor> descriptor) {
    /** Of a task of which nothing more is known. */
    public SupportSet(Tensor x, Tensor y) {
      this(x, y, Optional.empty());
    }

    public SupportSet {
      if (x.rank() < 2 || y.rank() < 1 || x.size(0) != y.size(0)) {
        throw new UsageException(
            "x and y must both start with [examples], but x is %s and y is %s"
                .formatted(Shape.of(x), Shape.of(y)));
      }
      descriptor.ifPresent(
          known -> {
            if (!known.type().floating() || known.rank() != 1) {
              throw new UsageException(
                  "a task's descriptor must be floating point numbers in a row, but is "
                      + Shape.of(known));
            }
          });
    }

    /** Whether all labels are of so many classes. */
    private boolean fits(int classes) {
      return y.type() == DType.INT64
          && y.rank() == 1
          && LongStream.of(y.toLongs()).allMatch(label -> label >= 0 && label < classes);
    }
  }

  /**
   * @throws UsageException if there is neither state nor support set, two classes have one name, or
   *     a label is none of the classes
   */
  public TaskFile {
    classes = List.copyOf(classes);
    if (state.isEmpty() && support.isEmpty()) {
      throw new UsageException("a task to be saved needs its state or its support set");
    }
    if (new LinkedHashSet<>(classes).size() < classes.size()) {
      throw new UsageException("two classes of a task have the same name, among " + classes);
    }
    int count = classes.size();
    if (count > 0 && support.isPresent() && !support.get().fits(count)) {
      throw new UsageException(
          "the support set's labels are not of the task's " + count + " classes");
    }
  }

  /**
   * Writes the task and its learner to a file, replacing it as a whole.
   *
   * @throws java.io.UncheckedIOException if the file cannot be written; an old file then stays
   */
  public void write(Path file) {
    withLearner().write(file);
  }

  /**
   * Writes the task and its learner to a stream and leaves it open.
   *
   * @throws java.io.UncheckedIOException if the stream cannot be written
   */
  public void write(OutputStream out) {
    withLearner().write(out);
  }

  /**
   * Writes the task to a file, with its learner's digest in place of the learner.
   *
   * @param from where the learner's file is to be had, for the message to someone who has not got
   *     it; may be empty
   * @throws java.io.UncheckedIOException if the file cannot be written; an old file then stays
   */
  public void writeWithoutLearner(Path file, String from) {
    withoutLearner(from).write(file);
  }

  /** As {@link #writeWithoutLearner(Path, String)}, to a stream, which stays open. */
  public void writeWithoutLearner(OutputStream out, String from) {
    withoutLearner(from).write(out);
  }

  private TensorFile withLearner() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(LEARNER_DIGEST, learner.digest());
    learner.put(tensors, fields, LEARNER);
    return file(tensors, fields);
  }

  private TensorFile withoutLearner(String from) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(LEARNER_DIGEST, learner.digest());
    fields.put(LEARNER_ABOUT, learner.about());
    fields.put(LEARNER_FROM, from);
    return file(new LinkedHashMap<>(), fields);
  }

  private TensorFile file(Map<String, Tensor> tensors, Map<String, String> fields) {
    state.ifPresent(
        known -> {
          put(known.tensors(), TASK, tensors, fields);
          put(known.state(), TASK_STATE, tensors, fields);
          fields.put(TASK + "regime", known.regime().label());
          fields.put(TASK + "innerStep", Integer.toString(known.innerStep()));
          fields.put(
              TASK + "targets",
              known
                  .targets()
                  .text()
                  .orElseThrow(
                      () ->
                          new UsageException(
                              "tasks of %s cannot be saved, because these targets have no text (Targets.text)"
                                  .formatted(known.targets()))));
        });
    support.ifPresent(
        examples -> {
          tensors.put(X, examples.x());
          tensors.put(Y, examples.y());
          examples.descriptor().ifPresent(known -> tensors.put(DESCRIPTOR, known));
        });
    fields.put(CLASSES, JSON.writeValueAsString(classes));
    fields.put(PREPARATION, preparation);
    if (!confidence.isEmpty()) {
      fields.put(CONFIDENCE, confidence);
    }
    return TensorFile.of(KIND, tensors, fields);
  }

  private static void put(
      Params params, String prefix, Map<String, Tensor> tensors, Map<String, String> fields) {
    tensors.putAll(params.prefixed(prefix).asMap());
    fields.put(prefix + "perTask", Boolean.toString(params.perTask()));
  }

  /**
   * Reads a file that holds its learner.
   *
   * @throws MissingLearnerException if it names its learner by digest
   * @throws FileFormatException as {@link #read(Path, Learners)}
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static TaskFile read(Path file) {
    return read(file, Learners.none());
  }

  /**
   * Reads a file; its tensors, and those of a learner that it holds, belong to the current scope.
   *
   * @param learners where its learner is found if it names it by digest
   * @throws MissingLearnerException if the learner is not found
   * @throws FileFormatException if the file is damaged, no saved task, or of a version that this
   *     program does not read
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static TaskFile read(Path file, Learners learners) {
    return from(TensorFile.read(file, KIND), learners);
  }

  /**
   * Reads a stream to its end and leaves it open; otherwise as {@link #read(Path, Learners)}.
   *
   * @param name for messages
   */
  public static TaskFile read(InputStream in, String name, Learners learners) {
    return from(TensorFile.read(in, name, KIND), learners);
  }

  private static TaskFile from(TensorFile file, Learners learners) {
    file.requireOnly(LearnerFile.PHI, LearnerFile.STATE, TASK, TASK_STATE, X, Y, DESCRIPTOR);
    LearnerFile learner = file.version() == 1 ? firstLearner(file) : learner(file, learners);
    try {
      return new TaskFile(
          learner,
          file.optional(TASK + "regime").isPresent()
              ? Optional.of(taskState(file))
              : Optional.empty(),
          file.has(X) || file.has(Y)
              ? Optional.of(
                  new SupportSet(
                      file.tensor(X),
                      file.tensor(Y),
                      file.has(DESCRIPTOR)
                          ? Optional.of(file.tensor(DESCRIPTOR))
                          : Optional.empty()))
              : Optional.empty(),
          classes(file),
          file.text(PREPARATION),
          file.optional(CONFIDENCE).orElse(""));
    } catch (UsageException e) {
      throw file.damaged(String.valueOf(e.getMessage()));
    }
  }

  /** As files of the first format hold it: with fields of other names, and always whole. */
  private static LearnerFile firstLearner(TensorFile file) {
    return new LearnerFile(
        LearnerFile.model(file),
        file.number("step"),
        new Provenance(
            file.text("version"),
            file.text("data"),
            file.text("fingerprint"),
            file.text("settings"),
            file.number("seed"),
            file.text("fitted.training")),
        file.optional("calibration").flatMap(Calibration::of));
  }

  private static LearnerFile learner(TensorFile file, Learners learners) {
    String digest = file.text(LEARNER_DIGEST);
    if (file.optional(LEARNER_FROM).isEmpty()) {
      LearnerFile whole = LearnerFile.from(file, LEARNER);
      if (!whole.digest().equals(digest)) {
        throw file.damaged("its learner is not the one that it names");
      }
      return whole;
    }
    LearnerFile found =
        learners
            .find(digest)
            .orElseThrow(
                () ->
                    new MissingLearnerException(
                        file.name(), digest, file.text(LEARNER_ABOUT), file.text(LEARNER_FROM)));
    if (!found.digest().equals(digest)) {
      throw new UsageException(
          "for the learner %s another one was given, %s".formatted(digest, found.digest()));
    }
    return found;
  }

  private static TaskState taskState(TensorFile file) {
    long innerStep = file.number(TASK + "innerStep");
    if (innerStep < 0 || innerStep > Integer.MAX_VALUE) {
      throw file.damaged("its last inner step has the number " + innerStep);
    }
    return new TaskState(
        params(file, TASK),
        params(file, TASK_STATE),
        Regime.labelled(file.text(TASK + "regime")),
        (int) innerStep,
        Targets.parse(file.text(TASK + "targets")));
  }

  private static Params params(TensorFile file, String prefix) {
    Map<String, Tensor> tensors = Params.of(file.tensors()).under(prefix).asMap();
    return Boolean.parseBoolean(file.text(prefix + "perTask"))
        ? Params.perTask(tensors)
        : Params.of(tensors);
  }

  private static List<String> classes(TensorFile file) {
    List<String> names = new ArrayList<>();
    try {
      JsonNode all = JSON.readTree(file.text(CLASSES));
      boolean right = all.isArray();
      for (JsonNode one : all) {
        right &= one.isString();
        names.add(one.asString(""));
      }
      if (right) {
        return names;
      }
    } catch (JacksonException e) {
      // as one of other content
    }
    throw file.damaged("its classes are no list of names");
  }
}
