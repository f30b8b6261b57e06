package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.encoders.texts.TextsSpec;
import dev.quickstudy.kinds.Kinds;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.tables.GeneratedTablesSpec;
import dev.quickstudy.tables.PriorTablesSpec;
import dev.quickstudy.tables.TablesSpec;
import dev.quickstudy.task.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The built-in recipes of all modalities together, and their words. */
class EveryRecipeTest {
  static List<String> names() {
    return Recipes.names();
  }

  private static void assertRoundTrip(Recipe recipe) {
    String yaml = Recipes.yaml(recipe);
    assertThat(Recipes.parse(yaml, "again")).isEqualTo(recipe);
    assertThat(Recipes.yaml(Recipes.parse(yaml, "again"))).isEqualTo(yaml);
  }

  @Test
  void namesAreInTheOrderOfTheirFamilies() {
    assertThat(Recipes.names())
        .hasSize(129)
        .doesNotHaveDuplicates()
        .containsSubsequence(
            "cifar-fs-5way-1shot-anil",
            "clinc150-5way-1shot",
            "banking77-5way-1shot",
            "fewrel-5way-5shot",
            "fsdd-speakers-5way-1shot-protonet",
            "glyphs-5way-1shot",
            "omniglot-20way-1shot-fomaml",
            "sinusoid-alfa",
            "tables-16rows",
            "texts-contrastive");
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesAreThoseInTheFilesWhichSurviveTheRoundTrip(String name) {
    Recipe recipe = Recipes.resolve(name);
    assertThat(recipe.name()).isEqualTo(name);
    assertThat(recipe.about()).isNotBlank().hasLineCount(1);
    assertRoundTrip(recipe);
  }

  @ParameterizedTest
  @MethodSource("names")
  void theRegimesAndTheLastLayerOfABuiltInRecipeFitItsNetwork(String name) {
    Recipe recipe = Recipes.resolve(name);
    Algorithm<? extends Learner> algorithm = recipe.learner().with(recipe.network());
    List<Regime> regimes = new ArrayList<>(recipe.evaluation().regimes());
    regimes.add(recipe.training().validation().regime());
    assertThat(algorithm.learner().regimes()).containsAll(regimes);
    assertThat(algorithm.learner().trainingRegimes()).contains(recipe.training().regime());
    boolean regression =
        recipe.source() instanceof SourceSpec.SineWaves
            || recipe.source() instanceof SourceSpec.Families;
    long[] input = regression ? new long[] {1} : new long[] {1, 28, 28};
    if (recipe.source() instanceof SourceSpec.Photographs) {
      input = new long[] {3, 32, 32};
    } else if (recipe.source() instanceof TablesSpec tables) {
      input = new long[] {tables.width()};
    } else if (recipe.source() instanceof GeneratedTablesSpec made) {
      input = new long[] {made.width()};
    }
    if (recipe.source().notVaried().isPresent() || recipe.name().startsWith("fsdd")) {
      input = recipe.network().inputShape();
    }
    if (recipe.source() instanceof TextsSpec) {
      input = new long[] {384};
    }
    if (recipe.source() instanceof PriorTablesSpec) { // of any number of classes
      algorithm.learner().check(recipe.network().inputShape(), new Targets.Classes(10));
      return;
    }
    List<Integer> allWays = new ArrayList<>(List.of(recipe.evaluation().ways()));
    if (!(recipe.learner() instanceof PretrainedSpec)) {
      allWays.add(recipe.training().ways());
    }
    for (int ways : allWays) {
      algorithm
          .learner()
          .check(input, regression ? new Targets.Values(1) : new Targets.Classes(ways));
    }
    assertThat(recipe.evaluation().innerSteps().isEmpty()).isNotEqualTo(regression);
  }

  @Test
  void readingIsStatedInPartOrWhollyOrFound() {
    String texts = Recipes.yaml(Recipes.resolve("texts-prototypes"));
    assertThat(texts).contains("  reading:\n    encoding: auto\n    separator: auto\n");
    Recipe stated =
        Recipes.override(
            Recipes.resolve("tables-16rows"),
            List.of(
                "source.reading={separator: semicolon, missing: [none]}", "source.target=kind"));

    TablesSpec tables = (TablesSpec) stated.source();

    assertThat(tables.reading())
        .isEqualTo(new Reading("auto", "semicolon", "auto", "auto", List.of("none")));
    assertThat(tables.reading().options("auto", tables.target()).label()).contains("kind");
    assertThat(tables.reading().options("auto", "auto").separator()).contains(';');
    assertRoundTrip(stated);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "encoding=utf-99|'source.reading.encoding' cannot be read: there is no encoding 'utf-99'",
        "separator=ab|'source.reading.separator' cannot be read: 'ab' is no separator",
        "decimal=;|'source.reading.decimal' cannot be read: the decimal mark must be",
        "header=yes|'source.reading.header' must be auto, present or absent, but is 'yes'",
        "seperator=x|did you mean 'separator'?"
      })
  void aReadingThatIsNoneIsRefused(String setting, String problem) {
    String yaml = Recipes.yaml(Recipes.resolve("texts-prototypes"));

    assertThatThrownBy(
            () ->
                Recipes.override(
                    Recipes.parse(yaml, "my.yaml"), List.of("source.reading." + setting)))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void artifactNamesTheOneThatAnnouncesAWordBesideTheRecipes() {
    Kinds kinds = Kinds.known();
    assertThat(kinds.failures()).isEmpty();
    List<Class<?>> parts = List.of(SourceSpec.class, LearnerSpec.class);
    for (Class<?> part : parts) {
      for (Map.Entry<String, Class<?>> word : kinds.types(part).entrySet()) {
        String room = word.getValue().getPackageName().split("\\.", -1)[2];
        assertThat(Kinds.artifact(word.getKey()))
            .as(word.getKey())
            .isEqualTo(
                List.of("encoders", "tables", "sound").contains(room)
                    ? java.util.Optional.of("dev.quickstudy:quickstudy-" + room)
                    : java.util.Optional.empty());
      }
    }
    for (String name : Recipes.names()) {
      assertThat(kinds.recipe(name)).as(name).isPresent();
    }
  }
}
