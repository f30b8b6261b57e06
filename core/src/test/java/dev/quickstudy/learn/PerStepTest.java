package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.networks.Warped;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Descent through a network that normalises each inner step in its own way. */
class PerStepTest extends ScopedTest {
  private static final Conv4 NETWORK =
      new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.PER_STEP, 3);

  /** Two steps in training, four in judging. */
  private static final Descent LEARNER = Descent.of(NETWORK, Transforms.sgd(0.2), 2, 4);

  private static Tensor predict(Model model, Regime regime) {
    TaskBatch batch = Episodes.classes(NETWORK, 2, 3, 2, 2, 4);
    Context now = Context.testing(RandomKey.of(8), regime);
    try (Adapted adapted = LEARNER.adapt(model, batch.support(), now)) {
      return adapted.predict(batch.query().x(), now).value();
    }
  }

  /** The same with other numbers for one inner step. */
  private static Params changed(Params params, int step) {
    Map<String, Tensor> result = new LinkedHashMap<>(params.asMap());
    result.replaceAll(
        (name, tensor) ->
            name.contains("norm.")
                ? Tensor.cat(
                    0,
                    List.of(
                        tensor.slice(0, 0, step),
                        tensor.slice(0, step, step + 1).times(3).plus(1),
                        tensor.slice(0, step + 1, 10)))
                : tensor);
    return Params.of(result);
  }

  @ParameterizedTest
  @EnumSource(names = {"RUNNING", "SUPPORT", "QUERY_BATCH"})
  void stepsThatTrainingNeverMakesAreNormalisedAsItsLast(Regime regime) {
    Model model = Episodes.model(NETWORK, 1);
    Tensor prediction = predict(model, regime);
    for (int step = 0; step < 10; step++) {
      Model other = new Model(changed(model.phi(), step), changed(model.state(), step));
      if (step < 2) {
        assertThat(predict(other, regime).toDoubles()).isNotEqualTo(prediction.toDoubles());
      } else {
        assertSame(predict(other, regime), prediction);
      }
    }
  }

  @Test
  void aMetaGradientOfWhatAdaptsIsRefusedWhereScalesAreLearnedAcrossTasksOnly() {
    for (Network network : List.of(NETWORK, new Warped(new Mlp(List.of(2), List.of(3), 3)))) {
      Descent learner = Descent.of(network, Transforms.sgd(0.2), 2, 4);
      assertThatThrownBy(() -> new Algorithm<>(learner, new MetaGradients.Reptile()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("take the exact meta-gradient");
    }
  }

  @Test
  void theMomentsOfASupportSetAreNoAveragesToGoOnFrom() {
    Model model = Episodes.model(NETWORK, 1);
    TaskBatch batch = Episodes.classes(NETWORK, 2, 3, 2, 2, 4);
    Context now = Context.training(RandomKey.of(8), Regime.SUPPORT, 0);
    Params expected = model.state();
    for (int step = 0; step < 2; step++) {
      // Averages see what inner steps see: the weights before each of them.
      Params theta =
          step == 0
              ? model.phi().forTasks(2)
              : Descent.of(NETWORK, Transforms.sgd(0.2), 1, 1)
                  .adapt(model, batch.support(), now)
                  .theta();
      expected =
          NETWORK
              .apply(
                  theta,
                  expected,
                  batch.support().x(),
                  now.withInnerStep(step).withStatistics(Statistics.BATCH))
              .state();
    }
    for (MetaGradient<? super Descent> way :
        List.<MetaGradient<? super Descent>>of(
            new MetaGradients.Exact(),
            new MetaGradients.FirstOrder(),
            MetaGradients.MultiStep.of(2, 0, 0))) {
      Numbers.assertClose(
          way.of(LEARNER, model, batch, now).state(), expected.meanOverTasks(), 1e-12);
    }
    EmbeddingLearner encoded =
        new EmbeddingLearner(
            new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.PER_STEP, 0), new Prototypes());
    Model encoder = Episodes.model(encoded.network(), 1);
    assertSame(new MetaGradients.Exact().of(encoded, encoder, batch, now).state(), encoder.state());
  }

  @Test
  void trainingMovesTheAveragesOfTheStepsThatItMakesAndScalesAreLearnedAcrossTasksOnly() {
    Model model = Episodes.model(NETWORK, 1);
    TaskBatch batch = Episodes.classes(NETWORK, 2, 3, 2, 2, 4);
    Context now = Context.training(RandomKey.of(8), Regime.QUERY_BATCH, 0);
    MetaGradient.Estimate estimate = new MetaGradients.Exact().of(LEARNER, model, batch, now);
    for (int step = 0; step < 10; step++) {
      double[] before = model.state().get("blocks.1.norm.mean").select(0, step).toDoubles();
      double[] after = estimate.state().get("blocks.1.norm.mean").select(0, step).toDoubles();
      double[] slope = estimate.gradients().get("blocks.1.norm.weight").select(0, step).toDoubles();
      if (step < 2) {
        assertThat(after).isNotEqualTo(before);
        assertThat(slope).isNotEqualTo(new double[3]);
      } else {
        assertThat(after).isEqualTo(before);
        assertThat(slope).isEqualTo(new double[3]);
      }
    }
    Descended adapted = LEARNER.adapt(model, batch.support(), now);
    assertSame(
        adapted.theta().task(1).get("blocks.1.norm.weight"),
        model.phi().get("blocks.1.norm.weight"));
  }
}
