package dev.quickstudy.cli;

import dev.quickstudy.data.Downloads;
import dev.quickstudy.recipe.Nearest;
import dev.quickstudy.recipe.RecipeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quickstudy data}. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Lists public data sets, and fetches them.")
final class DataCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  DataCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say what to do: data list, or data get NAME");
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the data sets.")
  int list() {
    for (Downloads.DataSet set : Downloads.catalogue()) {
      double megabytes = set.files().stream().mapToDouble(Downloads.RemoteFile::megabytes).sum();
      console.say("%-12s %s (%.1f MB; licence: %s)", set.name(), set.about(), megabytes, set.licence());
    }
    return 0;
  }

  @Command(
      name = "get",
      mixinStandardHelpOptions = true,
      description = "Fetches a data set and checks it; files that are there already are kept.")
  int get(
      @Parameters(paramLabel = "NAME", description = "a name from the list") String name,
      @Option(names = "--to", paramLabel = "DIR", defaultValue = "data", description = "folder (default: data)") Path folder) {
    List<Downloads.DataSet> sets = Downloads.catalogue();
    Downloads.DataSet set =
        sets.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new RecipeException(
                        "there is no data set '"
                            + name
                            + "'; "
                            + Nearest.hint(name, sets.stream().map(Downloads.DataSet::name).toList())));
    Downloads.get(set, folder, new DownloadView(console));
    console.say("%s is in %s; use it with --data %s", name, folder, folder);
    return 0;
  }
}
