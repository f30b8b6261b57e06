package dev.quickstudy.train;

/**
 * Where a model comes from; travels in every checkpoint.
 *
 * @param version of Quickstudy
 * @param data the task source's name
 * @param fingerprint the task source's
 * @param settings the whole configuration as text
 * @param seed of the run
 */
public record Provenance(
    String version, String data, String fingerprint, String settings, long seed) {}
