package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.tasks.Sinusoids;
import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.judge.Interval;
import dev.quickstudy.judge.Score;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.MetaGradient;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.Checkpoint;
import dev.quickstudy.train.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Implicit gradients where descent has not converged, as in training; a converged case is one of
 * the reference cases.
 */
class ImplicitGradientTest {
  private static final Recipe SINE = Recipes.resolve("sinusoid-imaml");

  @TempDir private Path folder;

  @Test
  void implicitGradientsPointWhereTheExactOnesDo() {
    try (Scope scope = Scope.open()) {
      Algorithm<Descent> implicit = SINE.learner().with(SINE.network()).descent().orElseThrow();
      Descent learner = implicit.learner();
      double sum = 0;
      for (int task = 0; task < 50; task++) {
        Model fresh = learner.init(RandomKey.of(task)).to(DType.FLOAT64);
        TaskBatch batch =
            new Sinusoids()
                .sample(Split.TRAIN, new TaskShape(1, 5, 10), RandomKey.of(9), task, 1)
                .to(DType.FLOAT64);
        Context now = Context.training(RandomKey.of(3), Regime.NONE, 0);
        sum +=
            cosine(
                gradients(implicit.metaGradient(), learner, fresh, batch, now),
                gradients(new MetaGradients.Exact(), learner, fresh, batch, now));
      }
      assertThat(sum / 50).isGreaterThan(0.5);
    }
  }

  private static Params gradients(
      MetaGradient<? super Descent> gradient,
      Descent learner,
      Model model,
      TaskBatch batch,
      Context now) {
    return gradient.of(learner, model, batch, now).gradients();
  }

  private static double cosine(Params one, Params other) {
    return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
  }

  private static double dot(Params one, Params other) {
    return one.zip(other, Tensor::times).tensors().stream()
        .mapToDouble(product -> product.sum().item())
        .sum();
  }

  @Test
  void sinusoidImamlBeatsTheUntrainedNetworkAfterThreeHundredSteps() {
    Recipe recipe =
        Recipes.override(
            SINE,
            List.of(
                "training.steps=300", "training.checkpointEvery=300", "evaluation.episodes=500"));
    Tiny.train(recipe, folder.resolve("run"), 2);
    try (Scope scope = Scope.open();
        Workers workers = new Workers(2)) {
      Model trained = Checkpoint.read(RunFolder.checkpoint(folder.resolve("run"))).model();
      Experiment experiment = Tiny.experiment(recipe);
      EvaluationChoice test = EvaluationChoice.of(Split.TEST);
      EvaluationResult before = experiment.evaluate(experiment.untrained(), test, workers);
      EvaluationResult after = experiment.evaluate(trained, test, workers);
      assertThat(after.meanSquaredError()).containsOnlyKeys(0, 1, 5, 10);
      after
          .meanSquaredError()
          .forEach(
              (steps, score) -> {
                Score fresh = Objects.requireNonNull(before.meanSquaredError().get(steps));
                Interval ahead = score.ahead(fresh).orElseThrow();
                assertThat(ahead.mean() - ahead.ci95())
                    .as("%d inner steps: %s, untrained %s", steps, score.mean(), fresh.mean())
                    .isPositive();
              });
    }
  }
}
