package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static dev.quickstudy.nn.Numbers.relative;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Gru;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.networks.ResNet12;
import dev.quickstudy.nn.networks.Transformer;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Under an inductive regime no query learns from another; under a transductive one it does, and
 * this would be seen.
 */
class RegimesTest extends ScopedTest {
  record Case(Learner learner, Regime regime, DType precision) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (DType precision : List.of(DType.FLOAT32, DType.FLOAT64)) {
      add(cases, new Mlp(List.of(3), List.of(8), 3), precision);
      add(cases, new Gru(4, 2, 5, 3), precision);
      add(cases, new Transformer(4, 2, 6, 2, 2, 3), precision);
      for (Normalisation norm : EnumSet.complementOf(EnumSet.of(Normalisation.NONE))) {
        add(cases, new ResNet12(8, 1, List.of(3, 4), true, 0.1, 2, norm, 3), precision);
      }
      for (Downsampling form : List.of(Downsampling.POOL, Downsampling.STRIDE)) {
        for (Normalisation norm : EnumSet.complementOf(EnumSet.of(Normalisation.NONE))) {
          add(cases, new Conv4(8, 1, 3, 2, form, norm, 3), precision);
        }
      }
    }
    return cases;
  }

  private static void add(List<Case> cases, Network network, DType precision) {
    for (Regime regime : network.normalisation().regimes().stream().sorted().toList()) {
      cases.add(new Case(Descent.of(network, Transforms.sgd(0.2), 2, 2), regime, precision));
      cases.add(new Case(new EmbeddingLearner(network, new Prototypes()), regime, precision));
    }
  }

  private static Tensor predict(Case one, TaskBatch batch, Tensor queries) {
    Context now = Context.testing(RandomKey.of(8), one.regime());
    Model model = Episodes.model(one.learner().network(), 1).to(one.precision());
    try (Adapted adapted = one.learner().adapt(model, batch.to(one.precision()).support(), now)) {
      return adapted.predict(queries.to(one.precision()), now).value();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void otherQueriesChangeAPredictionOnlyUnderATransductiveRegime(Case one) {
    Network network = one.learner().network();
    TaskBatch batch = Episodes.classes(network, 2, 3, 2, 2, 4);
    Tensor queries = batch.query().x();
    Tensor others = Numbers.normals(99, Episodes.shape(network, 2, 5)).times(3);
    Tensor changed = Tensor.cat(1, List.of(queries.slice(1, 0, 1), others));
    Tensor before = predict(one, batch, queries).slice(1, 0, 1);
    Tensor after = predict(one, batch, changed).slice(1, 0, 1);
    if (one.regime().transductive()) {
      assertThat(relative(after.toDoubles(), before.toDoubles())).isGreaterThan(1e-4);
    } else {
      assertSame(after, before);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void moreQueriesChangeAPredictionOnlyUnderATransductiveRegime(Case one) {
    Network network = one.learner().network();
    TaskBatch batch = Episodes.classes(network, 2, 3, 2, 2, 4);
    Tensor queries = batch.query().x();
    Tensor more =
        Tensor.cat(
            1, List.of(queries, Numbers.normals(99, Episodes.shape(network, 2, 40)).times(3)));
    Tensor before = predict(one, batch, queries);
    Tensor after = predict(one, batch, more).slice(1, 0, 6);
    if (one.regime().transductive()) {
      assertThat(relative(after.toDoubles(), before.toDoubles())).isGreaterThan(1e-4);
    } else {
      // Not to the bit: a matrix product may add in another order where it has more rows.
      assertClose(after, before, one.precision() == DType.FLOAT32 ? 1e-6 : 1e-14);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTaskDoesNotTouchAnother(Case one) {
    Network network = one.learner().network();
    TaskBatch batch = Episodes.classes(network, 2, 3, 2, 2, 4);
    TaskBatch other = Episodes.classes(network, 2, 3, 2, 2, 555);
    Tensor first = batch.query().x().slice(0, 0, 1);
    TaskBatch mixed =
        new TaskBatch(
            new Examples(
                Tensor.cat(
                    0,
                    List.of(
                        batch.support().x().slice(0, 0, 1), other.support().x().slice(0, 1, 2))),
                batch.support().y(),
                batch.support().targets()),
            batch.query());
    Tensor queries = Tensor.cat(0, List.of(first, other.query().x().slice(0, 1, 2)));
    assertSame(
        predict(one, mixed, queries).slice(0, 0, 1),
        predict(one, batch, batch.query().x()).slice(0, 0, 1));
    assertClose(
        predict(one, mixed, queries).slice(0, 1, 2),
        predict(one, other, other.query().x()).slice(0, 1, 2),
        1e-5);
  }
}
