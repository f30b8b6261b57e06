package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of an adapted learner. */
class AdaptedTest extends ScopedTest {
  record Case(Learner learner, Regime regime) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Network mlp = new Mlp(List.of(3), List.of(8), 3);
    Network batch = new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.BATCH, 3);
    Network running = new Conv4(8, 1, 3, 2, Downsampling.STRIDE, Normalisation.RUNNING, 3);
    for (Network network : List.of(mlp, batch, running)) {
      for (Regime regime : network.normalisation().regimes().stream().sorted().toList()) {
        cases.add(new Case(Descent.of(network, Transforms.sgd(0.2), 2, 2), regime));
        cases.add(new Case(Descent.of(network, Transforms.sgd(0.2), 2, 0), regime));
        cases.add(new Case(new EmbeddingLearner(network, new Prototypes()), regime));
      }
    }
    return cases;
  }

  private static Context testing(Case one) {
    return Context.testing(RandomKey.of(8), one.regime());
  }

  /** Adapts in a scope of its own; model and support set are gone when it returns. */
  private static Adapted adapted(Case one) {
    try (Scope scope = Scope.open()) {
      Network network = one.learner().network();
      Model model = Episodes.model(network, 1);
      return one.learner().adapt(model, Episodes.labelled(network, 2, 3, 2, 4), testing(one));
    }
  }

  private static Tensor queries(Case one) {
    return Episodes.labelled(one.learner().network(), 2, 3, 3, 5).x();
  }

  private static Tensor expected(Case one) {
    Network network = one.learner().network();
    Model model = Episodes.model(network, 1);
    Examples support = Episodes.labelled(network, 2, 3, 2, 4);
    try (Adapted adapted = one.learner().adapt(model, support, testing(one))) {
      return adapted.predict(queries(one), testing(one)).value();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatDescentHandsToItsOutputLayerAndThatLayerGiveItsPredictions(Case one) {
    try (Adapted adapted = adapted(one)) {
      Tensor features = adapted.features(queries(one), testing(one)).orElseThrow();
      if (adapted instanceof Descended descended) {
        List<String> names = List.copyOf(descended.theta().names());
        Tensor bias = descended.theta().get(names.get(names.size() - 1));
        Tensor weight = descended.theta().get(names.get(names.size() - 2));
        Tensor logits = features.matmul(weight.transpose(1, 2)).plus(bias.unsqueeze(1));
        assertClose(logits, adapted.predict(queries(one), testing(one)).value(), 1e-12);
      } else {
        assertThat(features.shape()).containsExactly(2, 9, 3);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itOutlivesTheScopeTheModelAndTheSupportSet(Case one) {
    try (Adapted adapted = adapted(one)) {
      assertSame(adapted.predict(queries(one), testing(one)).value(), expected(one));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void afterClosingItsMemoryIsFree(Case one) {
    Adapted adapted = adapted(one);
    adapted.close();
    adapted.close();
    assertThatThrownBy(() -> adapted.predict(queries(one), testing(one)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("freed");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void closingItLeavesTheModelAndTheSupportSetAlone(Case one) {
    Network network = one.learner().network();
    Model model = Episodes.model(network, 1);
    Examples support = Episodes.labelled(network, 2, 3, 2, 4);
    Tensor first;
    try (Adapted adapted = one.learner().adapt(model, support, testing(one))) {
      first = adapted.predict(queries(one), testing(one)).value();
    }
    try (Adapted adapted = one.learner().adapt(model, support, testing(one))) {
      assertSame(adapted.predict(queries(one), testing(one)).value(), first);
    }
    assertSame(model.phi(), Episodes.model(network, 1).phi());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void manyThreadsPredictWithItAtOnce(Case one) throws Exception {
    double[] expected = expected(one).toDoubles();
    double[] queries = queries(one).toDoubles();
    long[] shape = queries(one).shape();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Adapted adapted = adapted(one)) {
      List<Future<double[]>> results = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        results.add(
            threads.submit(
                () -> {
                  try (Scope scope = Scope.open()) {
                    return adapted
                        .predict(Tensor.of(queries, shape), testing(one))
                        .value()
                        .toDoubles();
                  }
                }));
      }
      for (Future<double[]> result : results) {
        assertThat(result.get()).containsExactly(expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void predictionsLeaveNothingBehind() {
    Case one =
        new Case(
            new EmbeddingLearner(new Mlp(List.of(1000), List.of(2000), 3), new Prototypes()),
            Regime.NONE);
    Tensor queries = queries(one);
    try (Adapted adapted = adapted(one)) {
      assertFlat(
          100,
          () -> {
            try (Scope scope = Scope.open()) {
              adapted.predict(queries, testing(one));
            }
          });
    }
  }

  @Test
  void adaptingAndClosingLeavesNothingBehind() {
    // 2 million weights, two tasks: 32 MB a time.
    Network network = new Mlp(List.of(1000), List.of(2000), 3);
    Case one = new Case(Descent.of(network, Transforms.sgd(0.1), 1, 1), Regime.NONE);
    Model model = Episodes.model(network, 1);
    Examples support = Episodes.labelled(network, 2, 3, 2, 4);
    assertFlat(
        30,
        () -> {
          try (Scope scope = Scope.open()) {
            one.learner().adapt(model, support, testing(one)).close();
          }
        });
  }

  /** Java's own heap moves by tens of megabytes; what is looked for would leave hundreds behind. */
  private static void assertFlat(int times, Runnable work) {
    for (int i = 0; i < 5; i++) {
      work.run();
    }
    long before = Engine.residentBytes();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    assertThat(Engine.residentBytes() - before).isLessThan(200L << 20);
  }
}
