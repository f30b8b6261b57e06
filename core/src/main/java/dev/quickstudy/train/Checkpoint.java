package dev.quickstudy.train;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

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
    Provenance provenance) {
  private static final String FORMAT = "quickstudy-checkpoint";
  private static final int FORMAT_VERSION = 1;

  /**
   * Writes a state, replacing the file as a whole.
   *
   * @throws TrainingException if a tensor holds a number that is not finite; the file stays as it
   *     was
   */
  static void write(Path file, TrainState state, Progress progress, Provenance provenance) {
    Params all =
        state
            .model()
            .phi()
            .prefixed("phi.")
            .join(state.model().state().prefixed("state."))
            .join(state.optimizer().prefixed("optimizer."));
    all.asMap()
        .forEach(
            (name, tensor) -> {
              if (!tensor.allFinite()) {
                throw TrainingException.notFinite(
                    "tensor " + name, state.step(), file.resolveSibling(RunFolder.CHECKPOINT));
              }
            });
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("formatVersion", Integer.toString(FORMAT_VERSION));
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
    metadata.put("version", provenance.version());
    metadata.put("data", provenance.data());
    metadata.put("fingerprint", provenance.fingerprint());
    metadata.put("settings", provenance.settings());
    metadata.put("seed", Long.toString(provenance.seed()));
    all.asMap().forEach((name, tensor) -> metadata.put("checksum." + name, checksum(tensor)));
    Safetensors.write(file, all.asMap(), metadata);
  }

  /**
   * Reads a checkpoint; its tensors belong to the current scope.
   *
   * @throws TrainingException if the file is no checkpoint of a known format version, or a tensor
   *     does not match its checksum
   * @throws dev.quickstudy.tensor.TensorException if the file is damaged
   */
  public static Checkpoint read(Path file) {
    Safetensors.Content content = Safetensors.read(file);
    Fields fields = new Fields(file, content.metadata());
    if (!FORMAT.equals(content.metadata().get("format"))) {
      throw new TrainingException(
          file + " is a safetensors file, but not a checkpoint of Quickstudy");
    }
    long version = fields.number("formatVersion");
    if (version != FORMAT_VERSION) {
      throw new TrainingException(
          file
              + " has checkpoint format "
              + version
              + ", but this version reads formats up to "
              + FORMAT_VERSION
              + "; use the version of Quickstudy that wrote it ("
              + fields.text("version")
              + ")");
    }
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!fields.text("checksum." + name).equals(checksum(tensor))) {
                throw new TrainingException(
                    file + " is damaged: tensor " + name + " does not match its checksum");
              }
            });
    Params all = Params.of(content.tensors());
    Optional<Progress.Best> best =
        content.metadata().containsKey("best.step")
            ? Optional.of(new Progress.Best(fields.number("best.step"), fields.real("best.value")))
            : Optional.empty();
    return new Checkpoint(
        new Model(all.under("phi."), all.under("state.")),
        all.under("optimizer."),
        new RandomKey(fields.number("key")),
        fields.number("step"),
        new Progress(
            fields.real("seconds"),
            best,
            (int) fields.number("sinceBest"),
            fields.real("lossSum"),
            fields.number("lossCount")),
        new Provenance(
            fields.text("version"),
            fields.text("data"),
            fields.text("fingerprint"),
            fields.text("settings"),
            fields.number("seed")));
  }

  /**
   * CRC-32C of a tensor's numbers as float64, big-endian; the file format has no check of its own.
   */
  private static String checksum(Tensor tensor) {
    double[] numbers = tensor.toDoubles();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * numbers.length);
    bytes.asDoubleBuffer().put(numbers);
    CRC32C crc = new CRC32C();
    crc.update(bytes.array());
    return Long.toHexString(crc.getValue());
  }

  /**
   * Checks that the model has the tensors and shapes of another.
   *
   * @throws TrainingException naming the tensor and both shapes
   */
  public void requireModelLike(Path file, Model template) {
    requireLike(file, "phi.", model.phi(), template.phi());
    requireLike(file, "state.", model.state(), template.state());
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
    requireModelLike(file, template.model());
    requireLike(file, "optimizer.", optimizer, template.optimizer());
  }

  private static void requireLike(Path file, String prefix, Params found, Params wanted) {
    wanted
        .asMap()
        .forEach(
            (name, tensor) -> {
              Tensor other = found.asMap().get(name);
              if (other == null) {
                throw new TrainingException(
                    file
                        + " lacks tensor "
                        + prefix
                        + name
                        + " "
                        + Shape.of(tensor)
                        + ", which these settings need");
              }
              if (!Shape.of(other).equals(Shape.of(tensor))) {
                throw new TrainingException(
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
        throw new TrainingException(
            file + " has tensor " + prefix + name + ", which these settings do not know");
      }
    }
  }

  private record Fields(Path file, Map<String, String> metadata) {
    String text(String name) {
      String value = metadata.get(name);
      if (value == null) {
        throw new TrainingException(file + " lacks the field '" + name + "' of a checkpoint");
      }
      return value;
    }

    long number(String name) {
      try {
        return Long.parseLong(text(name));
      } catch (NumberFormatException e) {
        throw wrong(name, e);
      }
    }

    double real(String name) {
      try {
        return Double.parseDouble(text(name));
      } catch (NumberFormatException e) {
        throw wrong(name, e);
      }
    }

    private TrainingException wrong(String name, NumberFormatException cause) {
      return new TrainingException(
          file
              + " has '"
              + metadata.get(name)
              + "' in the field '"
              + name
              + "', which is no number",
          cause);
    }
  }
}
