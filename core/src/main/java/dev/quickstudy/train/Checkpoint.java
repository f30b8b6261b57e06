package dev.quickstudy.train;

import dev.quickstudy.judge.Calibration;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.files.DamagedFileException;
import dev.quickstudy.train.files.FileFormatException;
import dev.quickstudy.train.files.LearnerFile;
import dev.quickstudy.train.files.Provenance;
import dev.quickstudy.train.files.TensorFile;
import dev.quickstudy.train.files.TrainingException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A train state on disk: a safetensors file with tensors {@code phi.*}, {@code state.*}, {@code
 * optimizer.*} and, where an average of the models has begun, {@code average.*}; everything else is
 * in its metadata.
 */
public record Checkpoint(
    Model model,
    Optional<Average.Averaged> average,
    Params optimizer,
    RandomKey key,
    long step,
    Progress progress,
    Provenance provenance,
    Conditions conditions) {
  private static final TensorFile.Kind KIND =
      new TensorFile.Kind("quickstudy-checkpoint", 1, 3, "a checkpoint");

  /** What checkpoints without an average are written in: versions before it read them. */
  private static final int WITHOUT_AVERAGE = 2;

  private static final String OPTIMIZER = "optimizer.";
  private static final String AVERAGE = "average.";
  private static final String SINCE = "average.since";

  /**
   * Writes a state, replacing the file as a whole.
   *
   * @throws TrainingException if a tensor holds a number that is not finite; the file stays as it
   *     was
   */
  static void write(
      Path file,
      TrainState state,
      Progress progress,
      Provenance provenance,
      Conditions conditions) {
    Params own = tensors(state.model()).join(state.optimizer().prefixed(OPTIMIZER));
    Params all =
        state
            .average()
            .map(average -> own.join(tensors(average.model()).prefixed(AVERAGE)))
            .orElse(own);
    all.asMap()
        .forEach(
            (name, tensor) -> {
              if (!tensor.allFinite()) {
                throw TrainingException.notFinite(
                    "tensor " + name, state.step(), file.resolveSibling(RunFolder.CHECKPOINT));
              }
            });
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("step", Long.toString(state.step()));
    metadata.put("key", Long.toString(state.key().value()));
    metadata.put("seconds", Double.toString(progress.seconds()));
    metadata.put("sinceBest", Integer.toString(progress.sinceBest()));
    metadata.put("lossSum", Double.toString(progress.lossSum()));
    metadata.put("lossCount", Long.toString(progress.lossCount()));
    progress
        .best()
        .ifPresent(
            best -> {
              metadata.put("best.step", Long.toString(best.step()));
              metadata.put("best.value", Double.toString(best.value()));
            });
    state.average().ifPresent(average -> metadata.put(SINCE, Long.toString(average.since())));
    provenance.put(metadata, "");
    metadata.putAll(conditions.fields());
    int version = state.average().isPresent() ? KIND.newest() : WITHOUT_AVERAGE;
    TensorFile.of(KIND, version, all.asMap(), metadata).write(file);
  }

  /**
   * Reads a checkpoint; its tensors belong to the current scope.
   *
   * @throws FileFormatException if it is damaged, no checkpoint, or of a version that this program
   *     does not read
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static Checkpoint read(Path file) {
    TensorFile fields = TensorFile.read(file, KIND);
    Params all = Params.of(fields.tensors());
    Optional<Progress.Best> best =
        fields.optional("best.step").isPresent()
            ? Optional.of(new Progress.Best(fields.number("best.step"), fields.real("best.value")))
            : Optional.empty();
    Optional<Average.Averaged> average =
        fields.optional(SINCE).isPresent()
            ? Optional.of(
                new Average.Averaged(LearnerFile.model(all.under(AVERAGE)), fields.number(SINCE)))
            : Optional.empty();
    return new Checkpoint(
        LearnerFile.model(all),
        average,
        all.under(OPTIMIZER),
        new RandomKey(fields.number("key")),
        fields.number("step"),
        new Progress(
            fields.real("seconds"),
            best,
            (int) fields.number("sinceBest"),
            fields.real("lossSum"),
            fields.number("lossCount")),
        Provenance.from(fields, ""),
        Conditions.of(fields));
  }

  /**
   * What is judged, as a learner: the average of the models where it has begun, else the model.
   *
   * @param calibration of it
   */
  public LearnerFile learner(Optional<Calibration> calibration) {
    return new LearnerFile(
        average.map(Average.Averaged::model).orElse(model), step, provenance, calibration);
  }

  /** The train state that it holds, which owns the tensors from now on. */
  TrainState trainState() {
    return new TrainState(model, optimizer, key, step, average);
  }

  /**
   * Checks that a model has the tensors that a learner declares.
   *
   * @param file that it was read from, for messages
   * @param precision of φ and state
   * @throws DamagedFileException naming the tensor and both shapes
   */
  public static void requireModelOf(String file, Model model, Learner learner, DType precision) {
    Map<String, String> wanted = new LinkedHashMap<>();
    learner
        .layout()
        .prefixed(LearnerFile.PHI)
        .join(learner.stateLayout().prefixed(LearnerFile.STATE))
        .tensors()
        .forEach(tensor -> wanted.put(tensor.name(), Shape.of(precision, tensor.dimensions())));
    requireShapes(file, tensors(model), wanted);
  }

  private static Params tensors(Model model) {
    return model.phi().prefixed(LearnerFile.PHI).join(model.state().prefixed(LearnerFile.STATE));
  }

  /** As {@link #requireModelOf}, for the optimizer's state too. */
  void requireOf(Path file, MetaTrainer.Settings<?> settings) {
    Learner learner = settings.algorithm().learner();
    requireModelOf(file.toString(), model, learner, settings.precision());
    average.ifPresent(
        begun -> requireModelOf(file + " (average)", begun.model(), learner, settings.precision()));
    // Of a model that is as it should be, the optimizer itself says what its state looks like.
    Map<String, String> wanted = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      settings
          .optimizer()
          .init(model.phi())
          .prefixed(OPTIMIZER)
          .asMap()
          .forEach((name, tensor) -> wanted.put(name, Shape.of(tensor)));
    }
    requireShapes(file.toString(), optimizer.prefixed(OPTIMIZER), wanted);
  }

  /** Checks that it was trained on the data at hand. */
  void requireData(Path file, Provenance wanted) {
    if (!provenance.fingerprint().equals(wanted.fingerprint())) {
      throw new TrainingException(
          file
              + " comes from other data: "
              + provenance.data()
              + " with fingerprint "
              + provenance.fingerprint()
              + ", but the data at hand is "
              + wanted.data()
              + " with fingerprint "
              + wanted.fingerprint()
              + "; go on with the data that the run began with");
    }
  }

  /** Checks that there are tensors of these names, types and shapes, and no others. */
  static void requireShapes(String file, Params found, Map<String, String> wanted) {
    wanted.forEach(
        (name, shape) -> {
          Tensor other = found.asMap().get(name);
          if (other == null) {
            throw new DamagedFileException(
                file, file + " lacks tensor " + name + " " + shape + ", which these settings need");
          }
          if (!Shape.of(other).equals(shape)) {
            throw new DamagedFileException(
                file,
                file
                    + " has tensor "
                    + name
                    + " as "
                    + Shape.of(other)
                    + ", but these settings need "
                    + shape);
          }
        });
    for (String name : found.names()) {
      if (!wanted.containsKey(name)) {
        throw new DamagedFileException(
            file, file + " has tensor " + name + ", which these settings do not know");
      }
    }
  }

  /**
   * What a run was begun with and has to keep, so that resuming it gives the same bits and the same
   * end. Empty fields: the checkpoint was written by a version that did not note them.
   *
   * @param memory how its steps use memory
   * @param clock what its seconds are counted by
   */
  public record Conditions(Optional<MemoryStrategy> memory, Optional<TrainingRun.Clock> clock) {
    private static final String MEMORY = "memory";
    private static final String CLOCK = "clock";

    /** Nothing noted. */
    static final Conditions UNKNOWN = new Conditions(Optional.empty(), Optional.empty());

    Conditions(MemoryStrategy memory, TrainingRun.Clock clock) {
      this(Optional.of(memory), Optional.of(clock));
    }

    /**
     * What binds a run after so many steps: before the first one, nothing was computed or counted
     * yet.
     */
    public Conditions after(long step) {
      return step == 0 ? UNKNOWN : this;
    }

    /** As fields of a checkpoint. */
    Map<String, String> fields() {
      Map<String, String> fields = new LinkedHashMap<>();
      memory.ifPresent(strategy -> fields.put(MEMORY, strategy.text()));
      clock.ifPresent(counted -> fields.put(CLOCK, counted.label()));
      return fields;
    }

    /**
     * Reads the fields of a checkpoint.
     *
     * @throws TrainingException if a field is there but says nothing known
     */
    static Conditions of(TensorFile file) {
      Optional<String> memory = file.optional(MEMORY);
      Optional<String> clock = file.optional(CLOCK);
      return new Conditions(
          memory.map(
              text ->
                  MemoryStrategy.parse(text)
                      .orElseThrow(() -> unknown(file, MEMORY, text, "a memory strategy"))),
          clock.map(
              text ->
                  TrainingRun.Clock.parse(text)
                      .orElseThrow(() -> unknown(file, CLOCK, text, "a clock"))));
    }

    private static TrainingException unknown(
        TensorFile file, String field, String text, String wanted) {
      return file.damaged(
          "it has '%s' in the field '%s', which is not %s that this version knows"
              .formatted(text, field, wanted));
    }
  }
}
