package dev.quickstudy.cli;

import dev.quickstudy.cli.options.DeviceOption;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.files.AtomicFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy export}. */
@Command(
    name = "export",
    description = {
      "Writes a trained learner to one file.",
      "",
      "A learner file holds all that learning new tasks needs, and a digest that identifies it. The"
          + " format torch is for PyTorch: the network's tensors in a safetensors file, under the"
          + " names of torch.nn (docs/how-to/pytorch.md).",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy export --run runs/glyphs-5way-1shot --to glyphs.learner",
      "  quickstudy export --learner glyphs.learner --format torch --to glyphs.safetensors"
    })
final class ExportCommand extends HelpfulCommand {
  /** What to write. */
  enum Format {
    LEARNER,
    TORCH
  }

  @Mixin private JsonOption json;

  @Option(
      names = {"--run", "--learner"},
      paramLabel = "DIR|FILE",
      required = true,
      description = "The folder of a trained run, or a learner file that this command wrote.")
  private Path from;

  @Option(
      names = "--format",
      paramLabel = "learner|torch",
      defaultValue = "LEARNER",
      description = "What to write; a learner file if left out.")
  private Format format;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The file to write; it must not be there yet.")
  private Path to;

  @Override
  public void run() {
    if (Files.exists(to)) {
      throw new CommandFailure(to + " is there already; name another file, or remove that one");
    }
    Runs.requireLearner(from);
    new DeviceOption().startEngine();
    try (OpenRun open = Runs.open(from)) {
      String digest = open.file().digest();
      switch (format) {
        case LEARNER -> AtomicFile.create(to, stream -> open.file().write(stream));
        case TORCH -> open.writeTorch(to);
      }
      json.print(
          out(),
          Map.of("file", to.toString(), "learner", digest),
          List.of("the learner " + digest, open.file().about(), "is in " + to));
    }
  }
}
