package dev.quickstudy.cli;

import dev.quickstudy.cli.options.DeviceOption;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.report.Pictures;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.UsageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy draw}. */
@Command(
    name = "draw",
    description = {
      "Draws runs as a PNG picture: their validation scores against minutes, or one task as a learner solves it.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy draw --run ProtoNet=runs/protonet --run MAML=runs/maml --out curves.png",
      "  quickstudy draw --run runs/glyphs-5way-1shot --episode 3 --out episode.png"
    })
final class DrawCommand extends HelpfulCommand {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 440;
  private static final int MOST_QUERIES = 4;

  @Mixin private JsonOption json;

  @Option(
      names = "--run",
      paramLabel = "[LABEL=]DIR",
      required = true,
      description = "A run's folder; several for curves.")
  private List<String> runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The PNG file to write.")
  private Path out;

  @Option(
      names = "--episode",
      paramLabel = "N",
      description = "Draw this test task, from 0, instead of curves.")
  private Optional<Long> episode;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder that holds data sets, for the tasks of a recipe that reads one.")
  private Optional<Path> data;

  @Override
  public void run() {
    Map<String, Path> folders = new LinkedHashMap<>();
    for (String one : runs) {
      int equals = one.indexOf('=');
      Path folder = Path.of(one.substring(equals + 1));
      folders.put(equals < 0 ? folder.toString() : one.substring(0, equals), folder);
    }
    BufferedImage picture = episode.isPresent() ? episode(folders, episode.get()) : curves(folders);
    AtomicFile.replace(out, stream -> writePng(picture, stream));
    json.print(out(), Map.of("picture", out.toString()), List.of("the picture is in " + out));
  }

  private static void writePng(BufferedImage picture, java.io.OutputStream stream)
      throws IOException {
    if (!ImageIO.write(picture, "png", stream)) {
      throw new IOException("this Java cannot write PNG files");
    }
  }

  private static BufferedImage curves(Map<String, Path> folders) {
    try {
      return Pictures.curves(folders, WIDTH, HEIGHT);
    } catch (UsageException e) { // nothing to draw yet, which is no wrong usage
      throw new CommandFailure(e);
    }
  }

  private BufferedImage episode(Map<String, Path> folders, long number) {
    require(number >= 0, "--episode must be at least 0, but is " + number);
    require(folders.size() == 1, "--episode draws one run, but " + folders.size() + " are named");
    Runs.requireLearner(folders.values().iterator().next());
    new DeviceOption().startEngine();
    try (OpenRun opened = Runs.open(folders.values().iterator().next())) {
      Experiment experiment =
          Experiment.judging(opened.recipe(), Optional.empty(), DataLocations.of(data));
      TaskShape own = opened.recipe().evaluation().shape();
      TaskShape shape =
          new TaskShape(
              own.ways(), own.minShots(), own.maxShots(), Math.min(MOST_QUERIES, own.queries()));
      return Pictures.episode(experiment, opened.model(), shape, number);
    }
  }
}
