package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.characters.Omniglot;
import dev.quickstudy.nn.optim.Span;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.recipe.builtin.OmniglotCharacters;
import dev.quickstudy.train.Average;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipesTest {
  @TempDir private Path folder;

  static List<String> names() {
    return Recipes.names();
  }

  private static Recipe sine() {
    return Recipes.resolve("sinusoid-maml");
  }

  private static void assertRoundTrip(Recipe recipe) {
    String yaml = Recipes.yaml(recipe);
    assertThat(Recipes.parse(yaml, "again")).isEqualTo(recipe);
    assertThat(Recipes.yaml(Recipes.parse(yaml, "again"))).isEqualTo(yaml);
  }

  @Test
  void theIndexNamesEveryRecipeInTheFolderOnce() throws IOException, URISyntaxException {
    Path resources =
        Path.of(Objects.requireNonNull(Recipes.class.getResource("index.txt")).toURI()).getParent();
    try (var files = Files.list(Objects.requireNonNull(resources))) {
      List<String> found =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml"))
              .map(name -> name.substring(0, name.length() - ".yaml".length()))
              .toList();
      assertThat(Recipes.names()).containsExactlyInAnyOrderElementsOf(found).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aBuiltInRecipeIsCalledAsItsFileAndSurvivesTheRoundTrip(String name) {
    Recipe recipe = Recipes.resolve(name);
    assertThat(recipe.name()).isEqualTo(name);
    assertThat(recipe.about()).isNotBlank().hasLineCount(1);
    assertRoundTrip(recipe);
  }

  static List<String> quickNames() {
    return Recipes.names().stream().filter(name -> name.endsWith("-quick")).toList();
  }

  @ParameterizedTest
  @MethodSource("quickNames")
  void aQuickFormIsTheSameLearnerOnTheSameTasksInFewerSteps(String name) {
    Recipe quick = Recipes.resolve(name);
    Recipe published = Recipes.resolve(name.substring(0, name.length() - "-quick".length()));
    assertThat(quick.source()).isEqualTo(published.source());
    assertThat(quick.learner()).hasSameClassAs(published.learner());
    assertThat(quick.evaluation().ways()).isEqualTo(published.evaluation().ways());
    assertThat(quick.evaluation().shots()).isEqualTo(published.evaluation().shots());
    assertThat(quick.training().steps()).isLessThan(published.training().steps());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: baseline++, classes: 40, sharpness: 2, rate: 0.001, momentum: 0.9, weightDecay: 0, steps: 100, batch: 4}",
        "{kind: simpleshot, classes: 40, features: l2n}",
        "{kind: pt-map, classes: 40, power: 0.5, sharpness: 10, step: 0.4, iterations: 20}",
        "{kind: tim, classes: 40, features: un, temperature: 15, supervision: 0.1, certainty: 0, iterations: 150}",
        "{kind: laplacianshot, classes: 40, features: cl2n, smoothness: 0.5, neighbours: 2, iterations: 20}",
      })
  void everyPretrainedLearnerSurvivesTheRoundTrip(String learner) {
    assertRoundTrip(Tiny.pretrained("learner=" + learner, "evaluation.regimes=[query-batch]"));
  }

  @Test
  void anAdapterAndItsHeadSurviveTheRoundTrip() {
    Recipe recipe =
        Tiny.glyphs(
            "learner={kind: contrastive, rank: 8, steps: 20, pairs: 16, rate: 0.003, head: {kind:"
                + " softmax, sharpness: 10, decay: 0.003, rate: 0.1, steps: 60}}");
    assertRoundTrip(recipe);
    assertRoundTrip(
        Recipes.override(
            recipe,
            List.of("learner={kind: softmax, sharpness: 10, decay: 0, rate: 0.1, steps: 60}")));
    assertRoundTrip(Recipes.override(recipe, List.of("learner.head={kind: protonet}")));
    assertThatThrownBy(() -> Recipes.override(recipe, List.of("learner.head.rate=0")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("'learner.head.rate' must be positive");
    assertThatThrownBy(() -> Recipes.override(recipe, List.of("learner.head={kind: r2d2}")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("'learner.head.kind' must be softmax or protonet");
  }

  @Test
  void picturesThatVaryInTrainingAreASourceAroundASource() {
    Recipe recipe =
        Recipes.override(
            Recipes.resolve("cifar-fs-5way-1shot-protonet"),
            List.of(
                "source={kind: varied, of: {kind: cifar-fs}, shift: 4, mirror: true, flip: false, degrees: 10,"
                    + " brightness: 0.4, contrast: 0.4, saturation: 0.4, erase: 0.25}"));
    assertThat(recipe.source())
        .isEqualTo(
            new SourceSpec.AugmentedPictures(
                new SourceSpec.Photographs(), 4, true, false, 10, 0.4, 0.4, 0.4, 0.25));
    assertThat(recipe.source().dataSet()).hasValue("cifar-fs");
    assertRoundTrip(recipe);
    assertThatThrownBy(() -> Recipes.override(recipe, List.of("source.shift=-1")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("source.shift");
    assertThatThrownBy(
            () ->
                Recipes.override(
                    recipe,
                    List.of(
                        "source.of={kind: varied, of: {kind: glyphs}, shift: 4, mirror: false, flip: false,"
                            + " degrees: 0, brightness: 0, contrast: 0, saturation: 0, erase: 0}")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("varies already");
  }

  @Test
  void everyKindOfPartSurvivesTheRoundTrip() {
    assertRoundTrip(
        Recipes.override(
            Recipes.resolve("omniglot-5way-1shot-reptile"),
            List.of(
                "source={kind: glyphs}",
                "network={kind: mlp, input: [1, 28, 28], hidden: [], outputs: 5}",
                "learner.inner={kind: chain, parts: [{kind: clip, most: 0.1}, {kind: sgd, rate: {kind: exponential,"
                    + " start: 0.01, factor: 0.9}, momentum: 0.9, weightDecay: 1e-4}]}",
                "training.optimizer.rate={kind: cosine, start: 0, end: 1, steps: 1000000000000}",
                "training.shots=[1, 5]",
                "training.precision=float64",
                "evaluation.regimes=[one-by-one, joint]")));
  }

  @Test
  void parseTakesNormsToAdaptWhereARecipeDoesNotSay() {
    Recipe maml = Recipes.resolve("omniglot-5way-1shot-maml");
    assertThat(Recipes.yaml(maml)).contains("adaptNorms: true");
    Recipe stays = Recipes.override(maml, List.of("learner.adaptNorms=false"));
    assertRoundTrip(stays);
    assertThat(stays.learner().with(stays.network()).descent().orElseThrow().learner().norms())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: gru, length: 28, features: 28, hidden: 64, classes: 5}",
        "{kind: transformer, length: 28, features: 28, width: 64, heads: 4, layers: 2, classes: 0}",
        "{kind: resnet12, size: 28, channels: 1, widths: [8, 16, 24, 32], pooled: true, dropBlock: 0.1,"
            + " blockSize: 2, norm: group, classes: 0}",
        "{kind: r2d2-encoder, size: 28, channels: 1, widths: [64, 64, 64, 64], slope: 0.1, dropout: 0.4, norm: running}",
        "{kind: conv4, size: 28, channels: 1, width: 64, blocks: 4, downsampling: stride-flat, norm: batch, classes: 5}",
        "{kind: conv4, size: 28, channels: 1, width: 16, blocks: 4, downsampling: maps, norm: task, classes: 0}",
        "{kind: conv4, size: 28, channels: 1, width: 16, blocks: 4, downsampling: pool, norm: per-step, classes: 5}",
        "{kind: conv4, size: 28, channels: 1, width: 16, blocks: 4, downsampling: stride, norm: instance, classes: 5}",
        "{kind: conv4, size: 28, channels: 1, width: 16, blocks: 4, downsampling: pool, norm: layer, classes: 5}",
      })
  void everyNetworkSurvivesTheRoundTrip(String network) {
    assertRoundTrip(
        Recipes.override(
            Recipes.resolve("omniglot-5way-1shot-maml"), List.of("network=" + network)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " two spaces ",
        "a: b # c",
        "- x",
        "# x",
        "'quoted'",
        "\"quoted\"",
        "null",
        "~",
        "true",
        "no",
        "5",
        "-1.5e3",
        "0x1F",
        "1_000",
        ".inf",
        "2026-01-01",
        "12:30:45",
        "[a, b]",
        "{a: b}",
        "&a *b !c",
        "%x @y `z`",
        "two\nlines",
        "tab\there",
        "äöü 学习 🙂",
        "back\\slash",
        "---"
      })
  void anyTextSurvivesTheRoundTrip(String text) {
    Recipe sine = sine();
    assertRoundTrip(
        new Recipe(
            sine.name(),
            text,
            sine.source(),
            sine.network(),
            sine.learner(),
            sine.training(),
            sine.evaluation()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e-8",
        "5e-324",
        "1.7976931348623157e308",
        "0.1",
        "1e10",
        "3",
        "0.30000000000000004"
      })
  void anyRateSurvivesTheRoundTrip(String rate) {
    Recipe recipe =
        Recipes.override(sine(), List.of("learner.rate=" + rate, "training.minutes=" + rate));
    assertThat(((DescentSpec.Maml) recipe.learner()).rate()).isEqualTo(Double.parseDouble(rate));
    assertRoundTrip(recipe);
  }

  @Test
  void theGreatestSeedsAndStepsSurviveTheRoundTrip() {
    Recipe recipe =
        Recipes.override(
            sine(),
            List.of(
                "training.seed=" + Long.MIN_VALUE,
                "evaluation.seed=" + Long.MAX_VALUE,
                "training.steps=9007199254740993"));
    assertThat(recipe.training().seed()).isEqualTo(Long.MIN_VALUE);
    assertThat(recipe.training().steps()).isEqualTo(9007199254740993L);
    assertRoundTrip(recipe);
  }

  @Test
  void aRecipeIsWrittenInTheOrderOfItsPartsWithEveryKey() {
    assertThat(Recipes.yaml(sine()))
        .startsWith("name: sinusoid-maml\nabout: MAML (Finn et al. 2017)")
        .containsSubsequence(
            "\nsource:\n  kind: sinusoids\n",
            "network:\n  kind: mlp\n",
            "learner:\n  kind: maml\n  rate: 0.01\n  steps: 1\n  testSteps: 10\n",
            "training:\n  ways: 1\n",
            "  regime: none\n",
            "    epsilon: 1.0E-8\n",
            "  precision: float32\n",
            "  validation:\n    every: ",
            "evaluation:\n");
  }

  static List<String> published() {
    return Recipes.names().stream().filter(name -> name.endsWith("-published")).toList();
  }

  @ParameterizedTest
  @MethodSource("published")
  void resolveGivesPublishedRecipesThatSayTheirPaperAndProgram(String name) {
    Recipe recipe = Recipes.resolve(name);
    assertThat(recipe.about()).contains("et al. 20").contains("published").contains("program ");
    // The parts fit together: no such pair is refused.
    assertThat(recipe.learner().with(recipe.network()).learner().layout().isEmpty()).isFalse();
  }

  @Test
  void settingsReplaceSingleValuesWholePartsAndLists() {
    Recipe recipe =
        Recipes.override(
            sine(),
            List.of(
                "training.steps=7",
                "training.optimizer={kind: sgd, rate: {kind: constant, value: 2}, momentum: 0, weightDecay: 0}",
                "training.optimizer.rate.value = 3",
                "evaluation.innerSteps=5",
                "about=a=b"));
    assertThat(recipe.training().steps()).isEqualTo(7);
    assertThat(recipe.training().optimizer()).isEqualTo(Transforms.sgd(3));
    assertThat(recipe.evaluation().innerSteps()).containsExactly(5);
    assertThat(recipe.about()).isEqualTo("a=b");
    assertThat(recipe.network()).isEqualTo(sine().network());
    assertThat(Recipes.override(sine(), List.of())).isEqualTo(sine());
  }

  @Test
  void aFileIsReadWhateverItsLineEndsAndItsFirstByteMark() throws IOException {
    Path file = folder.resolve("my.yaml");
    Files.writeString(file, "\ufeff" + Recipes.yaml(sine()).replace("\n", "\r\n"));
    assertThat(Recipes.resolve(file.toString())).isEqualTo(sine());
  }

  @Test
  void aFileThatIsWrongIsNamed() throws IOException {
    Path file = folder.resolve("my.yaml");
    Files.writeString(file, Yaml.without(Recipes.yaml(sine()), "evaluation.seed"));
    assertThatThrownBy(() -> Recipes.resolve(file.toString()))
        .isInstanceOf(RecipeException.class)
        .hasMessage(file + ": the key 'evaluation.seed' is missing");
  }

  @Test
  void aFolderInPlaceOfAFileIsRefused() {
    assertThatThrownBy(() -> Recipes.resolve(folder.toString()))
        .isInstanceOf(RecipeException.class)
        .hasMessage(folder + " is a folder or a device; name a recipe's YAML file");
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Path file =
        Files.write(
            folder.resolve("picture.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff});
    assertThatThrownBy(() -> Recipes.resolve(file.toString()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read " + file + ": it is no text in UTF-8");
    Path zeros = Files.write(folder.resolve("zeros"), new byte[1000]);
    assertThatThrownBy(() -> Recipes.resolve(zeros.toString()))
        .isInstanceOf(RecipeException.class)
        .hasMessage(zeros + ": line 1: special characters are not allowed");
  }

  @Test
  void aHugeFileIsRefusedUnread() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("huge.yaml"), "#".repeat(2_000_000), StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Recipes.resolve(file.toString()))
        .isInstanceOf(RecipeException.class)
        .hasMessage(file + " has 2000000 bytes, which is too many for a recipe");
  }

  @Test
  void aNameThatIsNoneIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> Recipes.resolve("sinusiod-maml"))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith(
            "there is no recipe and no file 'sinusiod-maml'; did you mean 'sinusoid-maml'? 'quickstudy recipes' lists all");
    assertThatThrownBy(() -> Recipes.resolve("a\0b"))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("there is no recipe and no file");
  }

  private static Recipe omniglot(String... assignments) {
    return Recipes.override(Recipes.resolve("omniglot-5way-1shot-maml"), List.of(assignments));
  }

  @Test
  void aRandomDivisionIsWrittenOutInFull() {
    Recipe brief = omniglot("source.division=random");
    assertThat(brief.source())
        .isEqualTo(new OmniglotCharacters(new Omniglot.Random(1100, 100, 423, 1)));
    assertThat(Recipes.yaml(brief))
        .contains("kind: random", "train: 1100", "validation: 100", "test: 423");
    assertThat(Recipes.parse(Recipes.yaml(brief), "again")).isEqualTo(brief);
    assertThat(Recipes.override(brief, List.of("source.division.seed=7")).source())
        .isEqualTo(new OmniglotCharacters(new Omniglot.Random(1100, 100, 423, 7)));
  }

  @Test
  void aDivisionThatIsNoneOrDoesNotFitIsRefused() {
    assertThatThrownBy(() -> omniglot("source.division=vinyls"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("'source.division' cannot be 'vinyls'; did you mean 'vinyals'?");
    assertThatThrownBy(
            () ->
                omniglot(
                    "source.division={kind: random, train: 1500, validation: 100, test: 423, seed: 1}"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("is 2023, but Omniglot has 1623 characters");
  }

  @Test
  void rateAndAverageThatFollowTheBudgetAreReadAndWritten() {
    Recipe recipe =
        omniglot(
            "training.optimizer.rate={kind: cosine, start: 0.001, end: 0.00001, steps: 1/1}",
            "training.average={decay: 0.999, from: 1/2}");
    assertThat(recipe.training().followsBudget()).isTrue();
    assertThat(recipe.training().average()).isEqualTo(new Average(0.999, new Span.Share(1, 2)));
    assertThat(Recipes.parse(Recipes.yaml(recipe), "again")).isEqualTo(recipe);
    assertThat(omniglot().training().followsBudget()).isFalse();
    assertThat(omniglot().training().average()).isEqualTo(Average.NONE);
  }
}
