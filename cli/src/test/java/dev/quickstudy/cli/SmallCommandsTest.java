package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.tensor.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SmallCommandsTest {
  @TempDir Path folder;

  @Test
  void allRecipesAreListedWithTheDataThatTheyNeed() {
    Quickstudy.Result result = run("recipes").succeeds();

    assertThat(result.out().lines()).hasSize(Recipes.names().size() + 1);
    assertThat(result.out())
        .containsPattern("(?m)^glyphs-5way-1shot +no data +\\S")
        .containsPattern("(?m)^omniglot-5way-1shot-maml +omniglot +\\S");
    JsonNode json = run("recipes", "--json").json().path("recipes");
    assertThat(json.values().stream().map(recipe -> recipe.path("name").asString()))
        .containsExactlyElementsOf(Recipes.names());
  }

  @Test
  void aShownRecipeIsARecipe() {
    String yaml = run("recipes", "show", "sinusoid-maml").succeeds().out();

    assertThat(Recipes.parse(yaml, "shown")).isEqualTo(Recipes.resolve("sinusoid-maml"));
  }

  @Test
  void aDataSetThatCannotBeFetchedSaysWhereToPutIt() {
    assertThat(run("data", "list").succeeds().out())
        .containsPattern("cifar-fs +by hand +none stated ")
        .contains("cifar100/cifar100.zip below the data folder, from https://drive.google.com/");
    assertThat(run("data", "list", "--json").json().path("byHand").path(0).path("path").asString())
        .isEqualTo("cifar100/cifar100.zip");
    run("data", "get", "cifar-fs").failsWith(2, "cifar-fs cannot be fetched", "by hand");
  }

  @Test
  void dataSetsAreListedWithSizeAndLicence() {
    assertThat(run("data", "list").succeeds().out()).containsPattern("omniglot +16 MB +MIT ");
    assertThat(
            run("data", "list", "--json").json().path("dataSets").path(0).path("name").asString())
        .isEqualTo("omniglot");
  }

  @Test
  void encodersAreListedWithLicenceAndAnUnknownOneNamesTheNearest() {
    assertThat(run("encoders", "list").succeeds().out())
        .containsPattern("efficientnet-lite0 +photographs +\\S+ MB +Apache-2.0 ");
    assertThat(
            run("encoders", "list", "--json")
                .json()
                .path("encoders")
                .path(0)
                .path("name")
                .asString())
        .isEqualTo("efficientnet-lite0");
    run("encoders", "get", "efficientnet-light0")
        .failsWith(2, "did you mean 'efficientnet-lite0'?");
  }

  @Test
  void theDoctorFindsNothingWrongHereThatHindersWork() {
    Quickstudy.Result result = run("doctor").succeeds();

    assertThat(result.out())
        .containsPattern("ok +java ")
        .containsPattern("ok +engine +libtorch ")
        .containsPattern("ok +computation ")
        .containsPattern("\\w+ +native libraries ")
        .containsPattern("\\w+ +memory ")
        .doesNotContain("problem");
    assertThat(run("doctor", "--json").json().path("ok").asBoolean()).isTrue();
  }

  @Test
  void withoutTheGpuBuildTheDoctorAndCommandsSayWhatIsMissing() {
    assumeFalse(Engine.hasGpuBuild(), "the engine's GPU build is here");
    assertThat(run("doctor").succeeds().out())
        .containsPattern("ok +gpu +not used; this is the engine's build for processors only");

    Quickstudy.Result doctor = run("doctor", "--device", "cuda");
    assertThat(doctor.code()).isEqualTo(1);
    assertThat(doctor.out()).containsPattern("problem +engine +cannot compute on a GPU: .*'cuda'");

    Quickstudy.Result train =
        run("train", "glyphs-5way-1shot", "--device", "cuda", "--run", folder.toString());
    assertThat(train.code()).isEqualTo(1);
    assertThat(train.err())
        .contains("cannot compute on a GPU: this is the native engine's build for processors")
        .contains("or compute on the processors");
  }

  @Test
  void theDoctorSaysHowToMendADataFolder() {
    Quickstudy.Result result = run("doctor", "--data", folder.toString());

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).containsPattern("problem +omniglot +.*data get omniglot");
  }

  @Test
  void theDoctorReadsTheDataSetsThatAreThere() {
    assumeTrue(Files.isDirectory(Quickstudy.data().resolve("omniglot")), "Omniglot is not there");

    assertThat(run("doctor", "--data", Quickstudy.data().toString()).succeeds().out())
        .contains("4112 train, 688 validation, 1692 test");
  }
}
