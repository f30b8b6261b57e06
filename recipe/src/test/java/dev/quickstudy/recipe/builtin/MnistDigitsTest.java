package dev.quickstudy.recipe.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MnistDigitsTest {
  private static final Path DATA =
      Path.of(System.getProperty("quickstudy.data", "../../shared/data"));

  private static int classes(SourceSpec source, Split split) {
    assumeTrue(Files.isDirectory(DATA.resolve("mnist")), "the data set mnist is not in " + DATA);
    TaskSource tasks = source.open(DataLocations.of(Optional.of(DATA)));
    return ((ClassTasks) tasks).classes().count(split);
  }

  @Test
  void byItsNameAllTenDigitsAreForTesting() {
    SourceSpec source = SourceSpec.named("mnist");

    assertThat(classes(source, Split.TEST)).isEqualTo(10);
    assertThat(classes(source, Split.TRAIN)).isZero();
  }

  @Test
  void aRecipeSaysWhichDigitsAreInWhichSplit() {
    Recipe recipe =
        Recipes.override(
            Recipes.resolve("glyphs-5way-1shot"),
            List.of(
                "source={kind: mnist, split: {kind: named, train: [0, 1, 2, 3, 4, 5, 6],"
                    + " validation: [], test: ['7', '8', '9']}}"));

    assertThat(recipe.source().dataSet()).hasValue("mnist");
    assertThat(Recipes.parse(Recipes.yaml(recipe), "again")).isEqualTo(recipe);
    assertThat(classes(recipe.source(), Split.TRAIN)).isEqualTo(7);
    assertThat(classes(recipe.source(), Split.TEST)).isEqualTo(3);
  }

  @Test
  void everyNameIsASourceAndAnotherIsRefusedWithTheNearest() {
    assertThat(SourceSpec.names()).allMatch(name -> SourceSpec.named(name) != null).isNotEmpty();
    assertThatThrownBy(() -> SourceSpec.named("mnits"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("did you mean 'mnist'");
  }
}
