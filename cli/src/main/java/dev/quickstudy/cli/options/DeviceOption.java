package dev.quickstudy.cli.options;

import dev.quickstudy.tensor.Device;
import dev.quickstudy.tensor.Engine;
import picocli.CommandLine.Option;

/** What to compute on. */
public final class DeviceOption {
  @Option(
      names = "--device",
      paramLabel = "cpu|cuda",
      description =
          "Compute on the processors (cpu) or on the first NVIDIA GPU (cuda), which needs the build"
              + " with the Maven profile of that name; processors if left out.")
  private Device device = Device.CPU;

  /** Makes the engine ready for this process, which is ours; it starts with the first tensor. */
  public void startEngine() {
    Engine.prepare(new Engine.Options(true, 0, device));
  }
}
