package dev.quickstudy.train.files;

import java.util.Map;

/**
 * Where a model comes from; travels in every checkpoint, learner file and saved task.
 *
 * @param version of Quickstudy
 * @param data the task source's name
 * @param fingerprint the task source's
 * @param settings the whole configuration as text
 * @param seed of the run
 * @param fitted what of the preparation of inputs was fitted on meta-training data ({@link
 *     dev.quickstudy.task.TaskSource#fitted})
 */
public record Provenance(
    String version, String data, String fingerprint, String settings, long seed, String fitted) {

  /** Adds all to a file's fields. */
  public void put(Map<String, String> fields, String prefix) {
    fields.put(prefix + "version", version);
    fields.put(prefix + "data", data);
    fields.put(prefix + "fingerprint", fingerprint);
    fields.put(prefix + "settings", settings);
    fields.put(prefix + "seed", Long.toString(seed));
    fields.put(prefix + "fitted", fitted);
  }

  /** What {@link #put} added to a file. */
  public static Provenance from(TensorFile file, String prefix) {
    return new Provenance(
        file.text(prefix + "version"),
        file.text(prefix + "data"),
        file.text(prefix + "fingerprint"),
        file.text(prefix + "settings"),
        file.number(prefix + "seed"),
        // The first checkpoints had none.
        file.version() == 1
            ? file.optional(prefix + "fitted").orElse("")
            : file.text(prefix + "fitted"));
  }
}
