package dev.quickstudy.cli;

import dev.quickstudy.cli.options.HelpfulCommand;
import dev.quickstudy.cli.options.JsonOption;
import dev.quickstudy.cli.output.TextTable;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code quickstudy recipes}. */
@Command(
    name = "recipes",
    description = {
      "Lists what can be trained.",
      "",
      "A recipe is a training run in words: the tasks, the network, the learner, how it is trained and how it is judged."
          + " Those without -quick have the published settings; those with it suit a laptop.",
      ""
    },
    subcommands = RecipesCommand.Show.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  quickstudy recipes",
      "  quickstudy recipes show sinusoid-maml-quick > mine.yaml    a recipe of your own to begin with",
      "  quickstudy train mine.yaml"
    })
final class RecipesCommand extends HelpfulCommand {
  @Mixin private JsonOption json;

  @Override
  public void run() {
    List<Map<String, Object>> objects = new ArrayList<>();
    TextTable table = new TextTable("recipe", "needs", "about");
    for (String name : Recipes.names()) {
      Recipe recipe = Recipes.resolve(name);
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("name", name);
      object.put("about", recipe.about());
      recipe.source().dataSet().ifPresent(data -> object.put("data", data));
      objects.add(object);
      table.row(name, recipe.source().dataSet().orElse("no data"), recipe.about());
    }
    json.print(out(), Map.of("recipes", objects), table.lines());
  }

  /** {@code quickstudy recipes show}. */
  @Command(
      name = "show",
      description = "Prints a recipe as YAML, every key written out.%n",
      footerHeading = "%nExample:%n",
      footer = "  quickstudy recipes show glyphs-5way-1shot")
  static final class Show extends HelpfulCommand {
    @Mixin private JsonOption json;

    @Parameters(
        paramLabel = "RECIPE",
        description = "A name that 'quickstudy recipes' lists, or a YAML file.")
    private String name;

    @Override
    public void run() {
      String yaml = Recipes.yaml(Recipes.resolve(name));
      json.print(out(), Map.of("recipe", new YAMLMapper().readTree(yaml)), yaml.lines().toList());
    }
  }
}
