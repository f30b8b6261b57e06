package dev.quickstudy.cli;

import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.output.DownloadMeter;
import dev.quickstudy.cli.output.TextTable;
import dev.quickstudy.data.Downloads;
import dev.quickstudy.recipe.NearestNames;
import dev.quickstudy.recipe.Wording;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quickstudy data}. */
@Command(
    name = "data",
    description = {"Lists and fetches public data sets, and describes data of your own.", ""},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DataCommand.ListSets.class, DataCommand.Get.class, DescribeCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy data list",
      "  quickstudy data get omniglot --to data",
      "  quickstudy data describe customers.csv",
      "  quickstudy train omniglot-5way-1shot-protonet-quick --data data"
    })
final class DataCommand extends HelpfulCommand {

  @Override
  public void run() {
    throw wrong("say 'data list', 'data get NAME' or 'data describe PATH'");
  }

  private static double megabytes(Downloads.DataSet set) {
    return set.files().stream().mapToDouble(Downloads.RemoteFile::megabytes).sum();
  }

  /** {@code quickstudy data list}. */
  @Command(
      name = "list",
      description = "Lists the data sets that can be fetched, and those to be put there by hand.%n")
  static final class ListSets extends HelpfulCommand {
    @Mixin private JsonOption json;

    @Override
    public void run() {
      List<Map<String, Object>> objects = new ArrayList<>();
      TextTable table = new TextTable("data set", "size", "licence", "about");
      for (Downloads.DataSet set : Downloads.catalogue()) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", set.name());
        object.put("about", set.about());
        object.put("licence", set.licence());
        object.put("megabytes", megabytes(set));
        objects.add(object);
        table.row(
            set.name(), Wording.number("%.0f MB", megabytes(set)), set.licence(), set.about());
      }
      List<String> lines = new ArrayList<>();
      List<Map<String, Object>> byHand = new ArrayList<>();
      for (Downloads.ByHand set : Downloads.byHand()) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", set.name());
        object.put("about", set.about());
        object.put("licence", set.licence());
        object.put("path", set.path());
        object.put("address", set.address().toString());
        byHand.add(object);
        table.row(set.name(), "by hand", set.licence(), set.about());
        lines.add(set.name() + ": " + set.advice());
      }
      lines.add(0, "");
      lines.addAll(0, table.lines());
      json.print(out(), Map.of("dataSets", objects, "byHand", byHand), lines);
    }
  }

  /** {@code quickstudy data get}. */
  @Command(
      name = "get",
      description =
          "Fetches a data set and checks it against its published sums. What is there already is kept.%n")
  static final class Get extends HelpfulCommand {
    @Mixin private JsonOption json;

    @Parameters(paramLabel = "NAME", description = "A name that 'quickstudy data list' lists.")
    private String name;

    @Option(
        names = "--to",
        paramLabel = "DIR",
        defaultValue = "data",
        description = "The folder that holds data sets. ${DEFAULT-VALUE} if left out.")
    private Path folder;

    @Override
    public void run() {
      for (Downloads.ByHand set : Downloads.byHand()) {
        if (set.name().equals(name)) {
          throw wrong(name + " cannot be fetched; " + set.advice());
        }
      }
      List<Downloads.DataSet> sets = Downloads.catalogue();
      Downloads.DataSet wanted =
          sets.stream()
              .filter(set -> set.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      wrong(
                          "there is no data set '"
                              + name
                              + "'; "
                              + NearestNames.hint(
                                  name, sets.stream().map(Downloads.DataSet::name).toList())));
      Downloads.get(wanted, folder, new DownloadMeter(err()));
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("name", wanted.name());
      object.put("folder", folder.resolve(wanted.name()).toString());
      json.print(
          out(),
          object,
          List.of(
              wanted.name()
                  + " is in "
                  + folder.resolve(wanted.name())
                  + "; use it with: --data "
                  + folder));
    }
  }
}
