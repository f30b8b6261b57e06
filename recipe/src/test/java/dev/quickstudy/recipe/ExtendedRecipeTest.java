package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.Head;
import dev.quickstudy.kinds.Kinds;
import org.junit.jupiter.api.Test;

/** Recipes and the words that their jars announce. */
class ExtendedRecipeTest {
  private static final String GLYPHS = Recipes.yaml(Recipes.resolve("glyphs-5way-1shot"));

  private static String refused(String yaml) {
    try {
      Recipes.parse(yaml, "my.yaml");
      return "";
    } catch (RecipeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void parseNamesTheArtifactOfASourceThatIsNotThere() {
    assertThat(refused(GLYPHS.replace("kind: glyphs", "kind: sounds")))
        .isEqualTo(
            "my.yaml: 'source.kind' cannot be 'sounds'; 'sounds' is read by quickstudy-sound, which is not on the class path: add dev.quickstudy:quickstudy-sound");
  }

  @Test
  void parseNamesTheArtifactOfALearnerThatIsNotThere() {
    assertThat(
            refused(GLYPHS.replace("kind: protonet", "kind: classical\n  method: random-forest")))
        .contains("'learner.kind' cannot be 'classical'", "add dev.quickstudy:quickstudy-tables");
  }

  @Test
  void resolveNamesTheArtifactOfARecipeThatIsNotThere() {
    assertThatThrownBy(() -> Recipes.resolve("texts-prototypes"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("there is no recipe and no file 'texts-prototypes'")
        .hasMessageContaining("add dev.quickstudy:quickstudy-encoders");
  }

  @Test
  void learnersAreHeadsToo() {
    assertThat(RecipeErrors.words(LearnerSpec.class, Kinds.known()))
        .contains("maml", "protonet", "softmax")
        .containsAll(Kinds.known().types(Head.class).keySet());
  }
}
