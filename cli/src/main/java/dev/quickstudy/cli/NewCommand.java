package dev.quickstudy.cli;

import dev.quickstudy.cli.options.CacheOption;
import dev.quickstudy.cli.options.DeviceOption;
import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.options.ReadingOptions;
import dev.quickstudy.cli.output.CommandFailure;
import dev.quickstudy.cli.output.SurveyLines;
import dev.quickstudy.data.DataException;
import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.predict.Candidate;
import dev.quickstudy.predict.Classifier;
import dev.quickstudy.predict.ClassifierOptions;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.Survey;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
  @Mixin private CacheOption cache;

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
    lines.add(
        "  quickstudy adapt --run "
            + Runs.unused(recipe)
            + reading.words()
            + " --support … --query …");
    Map<String, Object> object = SurveyLines.object(survey);
    object.put("recipe", file.toString());
    atOnce(survey, lines, object);
    json.print(out(), object, lines);
  }

  /** What there is without training; how good it is, where that takes seconds. */
  private void atOnce(Survey survey, List<String> lines, Map<String, Object> object) {
    if (survey.kind().ofTasks()) {
      return;
    }
    String judged = "";
    if (survey.examples() <= survey.kind().comparedInSeconds()) {
      try (Workers workers = Workers.ofMachine();
          Resources resources =
              Resources.of(workers, cache.places(Optional.empty(), workers.threads(), err()));
          Classifier chosen =
              Classifier.choose(
                  path, ClassifierOptions.none().reading(reading.options()), resources)) {
        Optional<Candidate.Judged> answers = chosen.taken().heldOut();
        if (answers.isPresent()) {
          judged =
              " (%s: %s right of %s held out)"
                  .formatted(
                      chosen.taken().name(),
                      Wording.number("%.1f %%", 100 * answers.get().accuracy()),
                      Wording.count(answers.get().examples(), chosen.task().one()));
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("learner", chosen.taken().name());
          fields.put("accuracy", answers.get().accuracy());
          fields.put("heldOut", answers.get().examples());
          object.put("classify", fields);
        }
      } catch (DataException | UsageException e) {
        lines.add("");
        lines.add("without training it cannot be learned: " + e.getMessage());
        return;
      }
    }
    lines.add("");
    lines.add("you need not train" + judged + ":");
    lines.add("  quickstudy classify --support " + path + reading.words() + " --query …");
  }
}
