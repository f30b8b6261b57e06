package dev.quickstudy.train.files;

import dev.quickstudy.judge.Calibration;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A trained learner as a value: all that learning new tasks needs, in memory, in a file, in a jar
 * or in any other stream. It holds φ and state; in its provenance the recipe and what of the
 * preparation of examples was fitted on training data; and the calibration of its probabilities,
 * where that was learned. A {@link #digest} identifies it.
 *
 * <p>In a file it is a safetensors file with tensors {@code phi.*} and {@code state.*}; everything
 * else is in the metadata. Its tensors belong to the scope that was open where it was made or read.
 */
public final class LearnerFile {
  static final TensorFile.Kind KIND =
      new TensorFile.Kind("quickstudy-learner", 2, 3, "a learner file");
  public static final String PHI = "phi.";
  public static final String STATE = "state.";
  private static final String CALIBRATION = "calibration";

  private final Model model;
  private final long step;
  private final Provenance provenance;
  private final Optional<Calibration> calibration;
  private volatile String digest;

  /**
   * A learner.
   *
   * @param step after how many steps of training φ was as it is
   */
  public LearnerFile(
      Model model, long step, Provenance provenance, Optional<Calibration> calibration) {
    this(model, step, provenance, calibration, "");
  }

  private LearnerFile(
      Model model,
      long step,
      Provenance provenance,
      Optional<Calibration> calibration,
      String digest) {
    this.model = model;
    this.step = step;
    this.provenance = provenance;
    this.calibration = calibration;
    this.digest = digest;
  }

  /** φ and state. */
  public Model model() {
    return model;
  }

  /** After how many steps of training. */
  public long step() {
    return step;
  }

  /** Where it comes from; with the recipe and the fitted preparation. */
  public Provenance provenance() {
    return provenance;
  }

  /** The recipe that it was trained by, as YAML text. */
  public String recipe() {
    return provenance.settings();
  }

  /** What was fitted on training data to prepare examples; empty for nothing. */
  public String preparation() {
    return provenance.fitted();
  }

  /** What makes its probabilities mean what they say; empty where that was not learned. */
  public Optional<Calibration> calibration() {
    return calibration;
  }

  /**
   * What identifies the learner: SHA-256 in hexadecimal, 64 digits, over all that it holds. Two
   * learners have the same digest if and only if every tensor and every text of theirs is the same,
   * whatever the order in their files. It is computed when it is first asked for, which reads all
   * tensors.
   */
  public String digest() {
    if (digest.isEmpty()) {
      digest = file().digest();
    }
    return digest;
  }

  /** The learner in words, for messages: what it was trained on, for how long, and by what. */
  public String about() {
    return "trained on %s for %d steps by Quickstudy %s, seed %d"
        .formatted(provenance.data(), step, provenance.version(), provenance.seed());
  }

  /**
   * The same learner for another owner, who shares the memory of its tensors: it is freed when both
   * have freed theirs.
   */
  public LearnerFile sharedWith(Scope scope) {
    try (Scope here = Scope.open()) {
      Model shared = new Model(model.phi().detach(), model.state().detach());
      return new LearnerFile(shared.ownedBy(scope), step, provenance, calibration, digest);
    }
  }

  /**
   * Writes the learner to a file, replacing it as a whole.
   *
   * @throws java.io.UncheckedIOException if the file cannot be written; an old file then stays
   */
  public void write(Path file) {
    file().write(file);
  }

  /**
   * Writes the learner to a stream and leaves it open.
   *
   * @throws java.io.UncheckedIOException if the stream cannot be written
   */
  public void write(OutputStream out) {
    file().write(out);
  }

  /**
   * Reads a learner file; its tensors belong to the current scope.
   *
   * @throws FileFormatException if it is damaged, no learner file, or of a version that this
   *     program does not read
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static LearnerFile read(Path file) {
    return of(TensorFile.read(file, KIND));
  }

  /**
   * Reads a learner from a stream, to its end, and leaves it open: {@code
   * LearnerFile.read(type.getResourceAsStream("glyphs.safetensors"), "glyphs.safetensors")} from a
   * jar.
   *
   * @param name for messages
   * @throws FileFormatException as {@link #read(Path)}
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static LearnerFile read(InputStream in, String name) {
    return of(TensorFile.read(in, name, KIND));
  }

  private static LearnerFile of(TensorFile file) {
    file.requireOnly(PHI, STATE);
    LearnerFile learner = from(file, "");
    learner.digest = file.digest();
    return learner;
  }

  private TensorFile file() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> fields = new LinkedHashMap<>();
    put(tensors, fields, "");
    return TensorFile.of(KIND, tensors, fields);
  }

  /**
   * Adds the learner to a file's content.
   *
   * @param prefix of its fields
   */
  void put(Map<String, Tensor> tensors, Map<String, String> fields, String prefix) {
    tensors.putAll(model.phi().prefixed(PHI).asMap());
    tensors.putAll(model.state().prefixed(STATE).asMap());
    fields.put(prefix + "step", Long.toString(step));
    provenance.put(fields, prefix);
    calibration.ifPresent(known -> fields.put(prefix + CALIBRATION, known.text()));
  }

  /** The learner that {@link #put} added to a file. */
  static LearnerFile from(TensorFile file, String prefix) {
    return new LearnerFile(
        model(file),
        file.number(prefix + "step"),
        Provenance.from(file, prefix),
        file.optional(prefix + CALIBRATION)
            .map(
                text ->
                    Calibration.of(text)
                        .orElseThrow(() -> file.damaged("its calibration is none"))));
  }

  /** φ and state of any file that holds them. */
  public static Model model(TensorFile file) {
    return model(Params.of(file.tensors()));
  }

  /** φ and state among tensors. */
  public static Model model(Params all) {
    return new Model(all.under(PHI), all.under(STATE));
  }
}
