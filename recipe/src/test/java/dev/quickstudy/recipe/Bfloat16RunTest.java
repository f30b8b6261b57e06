package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.judge.Score;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Workers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that compute in bfloat16. */
class Bfloat16RunTest {
  @TempDir private Path folder;

  private static Recipe recipe(String precision) {
    return Tiny.glyphs(
        "network.width=8", "training.steps=60", "evaluation.episodes=200", precision(precision));
  }

  private static String precision(String word) {
    return "training.precision=" + word;
  }

  /** Trained, opened again and judged. */
  private Score trained(String precision) {
    Path run = folder.resolve(precision);
    Tiny.train(recipe(precision), run, 2);
    try (OpenRun open = OpenRun.open(run);
        Workers workers = new Workers(2)) {
      assertThat(open.model().phi().tensors()).allMatch(tensor -> tensor.type() == DType.FLOAT32);
      return Tiny.experiment(open.recipe())
          .evaluate(open.model(), EvaluationChoice.of(Split.TEST), workers)
          .inductive()
          .orElseThrow();
    }
  }

  @Test
  void aRunInBfloat16LearnsAsOneInFloat32() {
    Score exact = trained("float32");
    Score rough = trained("bfloat16");
    assertThat(rough.episodeHash()).isEqualTo(exact.episodeHash());
    assertThat(exact.mean()).isGreaterThan(0.4); // chance is 0.2
    assertThat(rough.mean()).isBetween(exact.mean() - 0.05, exact.mean() + 0.05);
    assertThat(rough.mean()).isNotEqualTo(exact.mean());
  }

  @Test
  void aRecipeWhoseNetworkHasNoBfloat16IsRefused() {
    assertThatThrownBy(
            () ->
                Tiny.sine(
                    "network={kind: gru, length: 1, features: 1, hidden: 4, classes: 1}",
                    precision("bfloat16")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("training.precision")
        .hasMessageContaining(
            "cannot be bfloat16 with this network; it can with mlp, conv4, r2d2-encoder and resnet12");
  }
}
