package dev.quickstudy.train;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A train state on disk: a safetensors file with tensors {@code phi.*}, {@code state.*} and {@code
 * optimizer.*}; everything else is in its metadata.
 */
public record Checkpoint(
    Model model,
    Params optimizer,
    RandomKey key,
    long step,
    Progress progress,
    Provenance provenance,
    RunConditions conditions) {
  private static final TensorFile.Kind KIND =
      new TensorFile.Kind("quickstudy-checkpoint", 1, 2, "a checkpoint");

  private static final String OPTIMIZER = "optimizer.";

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
      RunConditions conditions) {
    Params all =
        state
            .model()
            .phi()
            .prefixed(LearnerFile.PHI)
            .join(state.model().state().prefixed(LearnerFile.STATE))
            .join(state.optimizer().prefixed(OPTIMIZER));
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
    provenance.put(metadata, "");
    metadata.putAll(conditions.fields());
    TensorFile.of(KIND, all.asMap(), metadata).write(file);
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
    return new Checkpoint(
        LearnerFile.model(fields),
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
        RunConditions.of(fields));
  }

  /**
   * The checkpoint's model as a learner.
   *
   * @param calibration of this model
   */
  public LearnerFile learner(Optional<Calibration> calibration) {
    return new LearnerFile(model, step, provenance, calibration);
  }

  /**
   * Checks that a model has the tensors and shapes of another.
   *
   * @param file that it was read from, for messages
   * @throws DamagedFileException naming the tensor and both shapes
   */
  public static void requireModelLike(String file, Model model, Model template) {
    requireLike(file, LearnerFile.PHI, model.phi(), template.phi());
    requireLike(file, LearnerFile.STATE, model.state(), template.state());
  }

  /** As {@link #requireModelLike}, for the optimizer's state and the data too. */
  void requireLike(Path file, TrainState template, Provenance wanted) {
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
    requireModelLike(file.toString(), model, template.model());
    requireLike(file.toString(), OPTIMIZER, optimizer, template.optimizer());
  }

  private static void requireLike(String file, String prefix, Params found, Params wanted) {
    wanted
        .asMap()
        .forEach(
            (name, tensor) -> {
              Tensor other = found.asMap().get(name);
              if (other == null) {
                throw new DamagedFileException(
                    file,
                    file
                        + " lacks tensor "
                        + prefix
                        + name
                        + " "
                        + Shape.of(tensor)
                        + ", which these settings need");
              }
              if (!Shape.of(other).equals(Shape.of(tensor))) {
                throw new DamagedFileException(
                    file,
                    file
                        + " has tensor "
                        + prefix
                        + name
                        + " as "
                        + Shape.of(other)
                        + ", but these settings need "
                        + Shape.of(tensor));
              }
            });
    for (String name : found.names()) {
      if (!wanted.names().contains(name)) {
        throw new DamagedFileException(
            file, file + " has tensor " + prefix + name + ", which these settings do not know");
      }
    }
  }
}
