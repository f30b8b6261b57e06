package dev.quickstudy.train;

/**
 * Where a model comes from; travels in every checkpoint.
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
    String version, String data, String fingerprint, String settings, long seed, String fitted) {}
