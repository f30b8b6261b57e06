package dev.quickstudy.cli;

import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quickstudy recipes}. */
@Command(
    name = "recipes",
    mixinStandardHelpOptions = true,
    description = {"Lists the recipes, or shows one.", ""},
    footer = {
      "",
      "Examples:",
      "  quickstudy recipes",
      "  quickstudy recipes show sinusoid-maml > mine.yaml     change it, then: quickstudy train mine.yaml"
    })
final class RecipesCommand implements Callable<Integer> {
  private final Console console;

  RecipesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    for (String name : Recipes.names()) {
      Recipe recipe = Recipes.resolve(name);
      console.say(
          "%-36s %s%s",
          name, recipe.about(), recipe.source().dataSet().map(set -> " [data: " + set + "]").orElse(""));
    }
    return 0;
  }

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Prints a recipe as YAML, every key written out.")
  int show(@Parameters(paramLabel = "RECIPE|FILE.yaml", description = "a name or a file") String name) {
    console.out().print(Recipes.yaml(Recipes.resolve(name)));
    return 0;
  }
}
