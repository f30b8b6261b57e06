package dev.quickstudy.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.recipe.SourceSpec;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KindsTest {
  private static final String OWN = "to.kind(SourceSpec.class, \"own\", Own.class);";

  @TempDir private Path folder;

  @Test
  void ofFindsWhatAJarAnnouncesBesideTheOwnWords() throws IOException {
    Kinds kinds = Jar.kinds(Jar.extension("First", OWN).source("Own").write(folder, "first.jar"));

    assertThat(kinds.failures()).isEmpty();
    assertThat(kinds.types(SourceSpec.class)).containsKeys("own", "glyphs", "omniglot");
    assertThat(kinds.extensions()).contains("test:First: First (first.jar)");
  }

  @Test
  void ofLeavesOutAnExtensionThatThrowsAndNamesIt() throws IOException {
    URL broken =
        Jar.extension("Broken", "throw new IllegalStateException(\"no licence\");")
            .write(folder, "broken.jar");
    URL good = Jar.extension("First", OWN).source("Own").write(folder, "first.jar");

    Kinds kinds = Jar.kinds(broken, good);

    assertThat(kinds.failures())
        .singleElement()
        .asString()
        .contains("Broken (broken.jar)", "could not be loaded and is left out", "no licence");
    assertThat(kinds.types(SourceSpec.class)).containsKeys("own", "glyphs");
  }

  @Test
  void ofLeavesOutAnExtensionWhoseClassIsMissingAndNamesIt() throws IOException {
    URL broken = Jar.extension("Absent", "").without("Absent").write(folder, "broken.jar");
    URL good = Jar.extension("First", OWN).source("Own").write(folder, "first.jar");

    Kinds kinds = Jar.kinds(broken, good);

    assertThat(kinds.failures()).singleElement().asString().contains("Absent", "is left out");
    assertThat(kinds.types(SourceSpec.class)).containsKey("own");
  }

  @Test
  void ofAnnouncesNothingOfAnExtensionThatFailsHalfWay() throws IOException {
    Kinds kinds =
        Jar.kinds(Jar.extension("Half", OWN + OWN).source("Own").write(folder, "half.jar"));

    assertThat(kinds.failures())
        .singleElement()
        .asString()
        .contains("Half (half.jar)", "the word 'own' is announced twice");
    assertThat(kinds.types(SourceSpec.class)).doesNotContainKey("own").containsKey("glyphs");
  }

  @Test
  void ofLeavesOutAnExtensionOfAnotherVersionAndSaysWhich() throws IOException {
    Kinds kinds =
        Jar.kinds(
            Jar.extension("Later", "VERSION + 1", OWN).source("Own").write(folder, "later.jar"));

    assertThat(kinds.failures())
        .singleElement()
        .asString()
        .contains(
            "Later (later.jar)",
            "built for version %d of extensions".formatted(Extension.VERSION + 1),
            "this is version %d".formatted(Extension.VERSION));
    assertThat(kinds.types(SourceSpec.class)).doesNotContainKey("own");
  }

  @Test
  void ofLeavesOutAnExtensionThatDoesNotLinkAndNamesIt() throws IOException {
    URL calls =
        Jar.extension("Calls", "Gone.call();")
            .type("Gone", "public final class Gone { static void call() {} }")
            .without("Gone")
            .write(folder, "calls.jar");
    URL holds =
        Jar.extension("Holds", "to.kind(SourceSpec.class, \"holds\", Held.class);")
            .type("Gone2", "public record Gone2() {}")
            .type(
                "Held",
                """
                public record Held(Gone2 gone) implements SourceSpec {
                  public TaskSource open(DataLocations places) { throw new UnsupportedOperationException(); }
                  public Optional<String> dataSet() { return Optional.empty(); }
                }
                """)
            .without("Gone2")
            .write(folder, "holds.jar");

    Kinds kinds = Jar.kinds(calls, holds);

    assertThat(kinds.failures()).hasSize(2);
    assertThat(kinds.failures().get(0)).contains("Calls (calls.jar)", "does not fit", "Gone");
    assertThat(kinds.failures().get(1)).contains("Holds (holds.jar)", "does not fit", "Gone2");
    assertThat(kinds.types(SourceSpec.class)).doesNotContainKey("holds").containsKey("glyphs");
  }

  @Test
  void missingNamesBothWhoAnnounceAWord() throws IOException {
    URL first = Jar.extension("First", OWN).source("Own").write(folder, "first.jar");
    URL second =
        Jar.extension("Second", "to.kind(SourceSpec.class, \"own\", Other.class);")
            .source("Other")
            .write(folder, "second.jar");

    Kinds kinds = Jar.kinds(first, second);

    assertThat(kinds.types(SourceSpec.class)).doesNotContainKey("own").containsKey("glyphs");
    assertThat(kinds.missing(SourceSpec.class, "own"))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("'own' is announced by", "First (first.jar)", "Second (second.jar)"));
  }

  @Test
  void missingNamesTheArtifactThatAnnouncesAWord() {
    Kinds kinds = Kinds.known();
    assertThat(kinds.missing(SourceSpec.class, "sounds"))
        .hasValue(
            "'sounds' is read by quickstudy-sound, which is not on the class path: add dev.quickstudy:quickstudy-sound");
    assertThat(kinds.missing(SourceSpec.class, "songs")).isEmpty();
    assertThat(kinds.missingRecipe("tables-16rows"))
        .hasValueSatisfying(
            why -> assertThat(why).contains("add dev.quickstudy:quickstudy-tables"));
  }

  @Test
  void recipesOfTwoExtensionsAreRefusedWhereTheyAreNamed() throws IOException {
    URL again =
        Jar.extension("Again", "to.recipes(dev.quickstudy.recipe.Recipes.class);")
            .write(folder, "again.jar");

    Kinds kinds = Jar.kinds(again);

    assertThat(kinds.recipe("sinusoid-maml")).isEmpty();
    assertThat(kinds.missingRecipe("sinusoid-maml"))
        .hasValueSatisfying(
            why -> assertThat(why).contains("Again (again.jar)", "RecipeExtension"));
  }
}
