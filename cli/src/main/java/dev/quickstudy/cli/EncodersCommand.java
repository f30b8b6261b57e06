package dev.quickstudy.cli;

import dev.quickstudy.cli.options.CacheOption;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.output.DownloadMeter;
import dev.quickstudy.cli.output.TextTable;
import dev.quickstudy.data.DataException;
import dev.quickstudy.encoders.onnx.KnownEncoders;
import dev.quickstudy.recipe.Wording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quickstudy encoders}. */
@Command(
    name = "encoders",
    description = {"Lists and fetches public pretrained encoders.", ""},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {EncodersCommand.ListEncoders.class, EncodersCommand.Get.class},
    footerHeading = "%nExamples:%n",
    footer = {"  quickstudy encoders list", "  quickstudy encoders get efficientnet-lite0"})
final class EncodersCommand extends HelpfulCommand {

  @Override
  public void run() {
    throw wrong("say 'encoders list' or 'encoders get NAME'");
  }

  private static Map<String, Object> object(KnownEncoders.Entry entry, Path cache) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", entry.name());
    object.put("about", entry.about());
    object.put("modality", entry.modality());
    object.put("input", entry.input());
    object.put("normalisation", entry.normalisation());
    object.put("output", entry.output());
    object.put("licence", entry.licence());
    object.put("bytes", entry.bytes());
    object.put("address", entry.file().address().toString());
    object.put("sha256", entry.file().checksum().hex());
    object.put("file", entry.in(cache).toString());
    object.put("here", entry.isIn(cache));
    return object;
  }

  /** {@code quickstudy encoders list}. */
  @Command(
      name = "list",
      description = "Lists the encoders that can be fetched, and says which are here.%n")
  static final class ListEncoders extends HelpfulCommand {
    @Mixin private JsonOption json;
    @Mixin private CacheOption cache;

    @Override
    public void run() {
      List<Map<String, Object>> objects = new ArrayList<>();
      TextTable table = new TextTable("encoder", "of", "size", "licence", "here");
      List<String> details = new ArrayList<>();
      for (KnownEncoders.Entry entry : KnownEncoders.all()) {
        objects.add(object(entry, cache.folder()));
        table.row(
            entry.name(),
            entry.modality(),
            Wording.bytes(entry.bytes()),
            entry.licence(),
            entry.isIn(cache.folder()) ? "yes" : "no");
        details.add("");
        details.add(entry.name() + ": " + entry.about());
        details.add("  takes " + entry.input() + "; " + entry.normalisation());
        details.add("  gives " + entry.output());
        details.add("  from " + entry.file().address());
      }
      List<String> lines = new ArrayList<>(table.lines());
      lines.addAll(details);
      json.print(out(), Map.of("encoders", objects), lines);
    }
  }

  /** {@code quickstudy encoders get}. */
  @Command(
      name = "get",
      description =
          "Fetches an encoder from its publisher into the cache folder and checks its SHA-256. What is there already is"
              + " kept.%n")
  static final class Get extends HelpfulCommand {
    @Mixin private JsonOption json;
    @Mixin private CacheOption cache;

    @Parameters(paramLabel = "NAME", description = "A name that 'quickstudy encoders list' lists.")
    private String name;

    @Override
    public void run() {
      KnownEncoders.Entry entry = KnownEncoders.named(name);
      Path file;
      try {
        file = entry.get(cache.folder(), new DownloadMeter(err()));
      } catch (DataException e) {
        if (e.getCause() instanceof IOException && !entry.isIn(cache.folder())) {
          throw new DataException(
              e.getMessage() + "; where it was fetched by other means, put it there by hand",
              e.getCause());
        }
        throw e;
      }
      json.print(out(), object(entry, cache.folder()), List.of(entry.name() + " is " + file));
    }
  }
}
