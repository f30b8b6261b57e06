package dev.quickstudy.cli;

import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.Survey;
import dev.quickstudy.tensor.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quickstudy new}. */
@Command(
    name = "new",
    description = {
      "Looks at files of yours, says what is in them, and writes a recipe that learns from them.",
      "",
      "Known are folders (or zip archives) of pictures or WAV recordings, a folder a class; files"
          + " of texts with labels; a table; a folder of tables. Nothing is trained yet.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy new parts",
      "  quickstudy new mails.csv --out mails.yaml",
      "  quickstudy train mails.yaml"
    })
final class NewCommand extends HelpfulCommand {
  @Mixin private JsonOption json;
  @Mixin private DeviceOption device;
  @Mixin private ReadingOptions reading;

  @Parameters(paramLabel = "PATH", description = "The folder or file.")
  private Path path;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The recipe to write. NAME.yaml here if left out.")
  private Optional<Path> out;

  @Override
  public void run() {
    device.startEngine();
    Survey survey = Survey.of(path, Runtime.getRuntime().availableProcessors(), reading.options());
    List<String> lines = new ArrayList<>(SurveyLines.of(survey));
    if (!json.wanted()) {
      lines.forEach(out()::println);
      lines.clear();
    }
    Recipe recipe = Draft.of(survey);
    Path file = out.orElseGet(() -> Path.of(recipe.name() + ".yaml"));
    if (Files.exists(file)) {
      throw new CommandFailure(file + " is there already; name another file with --out");
    }
    String yaml = Recipes.yaml(recipe);
    AtomicFile.create(file, stream -> stream.write(yaml.getBytes(StandardCharsets.UTF_8)));
    lines.add("");
    lines.add("wrote " + file + "; next:");
    lines.add("  quickstudy train " + file);
    lines.add("  quickstudy adapt --run " + Runs.unused(recipe) + " --support … --query …");
    Map<String, Object> object = SurveyLines.object(survey);
    object.put("recipe", file.toString());
    json.print(out(), object, lines);
  }
}
