package dev.quickstudy.cli;

import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.Pictures;
import dev.quickstudy.recipe.Ring;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.AtomicFile;
import dev.quickstudy.tensor.Engine;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quickstudy draw}. */
@Command(
    name = "draw",
    mixinStandardHelpOptions = true,
    description = {"Draws runs as PNG pictures: their curves, or one task as a learner solves it.", ""},
    footer = {
      "",
      "Examples:",
      "  quickstudy draw --run runs/maml --run runs/protonet --out curves.png",
      "  quickstudy draw --run runs/glyphs-5way-1shot --episode 3 --out episode.png"
    })
final class DrawCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--run", required = true, paramLabel = "DIR", description = "a run's folder; several for curves")
  private List<Path> folders = List.of();

  @Option(names = "--out", required = true, paramLabel = "FILE.png", description = "where the picture goes")
  private Path out = Path.of("run.png");

  @Option(
      names = "--episode",
      paramLabel = "N",
      description = "draw this task of the test split (from 0) instead of curves; pictures only")
  private int episode = -1;

  @Mixin private Options.Data data = new Options.Data();

  DrawCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BufferedImage picture = episode < 0 ? curves() : episode();
    AtomicFile.replace(out, stream -> ImageIO.write(picture, "png", stream));
    console.say("%s", out);
    return 0;
  }

  private BufferedImage curves() {
    Map<String, Path> runs = new LinkedHashMap<>();
    folders.forEach(folder -> runs.put(String.valueOf(folder.getFileName()), folder));
    return Pictures.curves(runs, 800, 440);
  }

  private BufferedImage episode() {
    if (folders.size() != 1) {
      throw new IllegalArgumentException("--episode draws one run, but " + folders.size() + " are named");
    }
    Engine.start(new Engine.Options(true));
    try (OpenRun run = OpenRun.open(folders.get(0))) {
      Ring ring = Ring.judging(run.recipe(), Optional.empty(), data.folder());
      TaskShape own = run.recipe().evaluation().shape();
      TaskShape shape = new TaskShape(own.ways(), own.minShots(), Math.min(4, own.queries()));
      return Pictures.episode(ring, run.model(), shape, episode);
    }
  }
}
