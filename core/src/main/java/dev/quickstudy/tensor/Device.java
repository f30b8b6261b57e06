package dev.quickstudy.tensor;

/**
 * What computes. All tensors of a process are on one device, which {@link Engine#start} chooses.
 */
public enum Device {
  /** The machine's processors. */
  CPU,
  /** The first NVIDIA GPU, by the engine's GPU build. */
  CUDA
}
