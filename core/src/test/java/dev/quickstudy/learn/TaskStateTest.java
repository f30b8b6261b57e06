package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertSame;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The learned task as a value, for every learner of the catalogue. */
class TaskStateTest extends ScopedTest {
  /** A learner, a regime that it can predict under, and a number of tasks. */
  record Case(Catalogue.Entry entry, Regime regime, int tasks) {
    Learner learner() {
      return entry.learner();
    }

    Context now() {
      return Context.testing(RandomKey.of(8), regime);
    }

    @Override
    public String toString() {
      return entry + ", " + regime.label() + ", " + tasks;
    }
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (Catalogue.Entry entry : Catalogue.all()) {
      for (Regime regime : entry.learner().regimes().stream().sorted().toList()) {
        for (int tasks : new int[] {1, 3}) {
          cases.add(new Case(entry, regime, tasks));
        }
      }
    }
    return cases;
  }

  /** A model away from where it begins, float32. */
  private static Model model(Learner learner) {
    Model fresh = learner.init(RandomKey.of(3));
    Map<String, Tensor> phi = new LinkedHashMap<>();
    fresh
        .phi()
        .asMap()
        .forEach(
            (name, tensor) ->
                phi.put(
                    name,
                    tensor.plus(
                        normals(name.hashCode(), tensor.shape()).to(DType.FLOAT32).times(0.15))));
    Map<String, Tensor> state = new LinkedHashMap<>();
    fresh
        .state()
        .asMap()
        .forEach(
            (name, tensor) ->
                state.put(
                    name,
                    tensor.plus(
                        normals(name.hashCode(), tensor.shape())
                            .to(DType.FLOAT32)
                            .square()
                            .times(0.1))));
    return new Model(Params.of(phi), Params.of(state));
  }

  /** The first of some targets that the learner takes. */
  private static Targets targets(Learner learner) {
    for (Targets targets :
        List.of(new Targets.Classes(3), new Targets.Values(1), new Targets.Values(2))) {
      try {
        learner.check(learner.network().inputShape(), targets);
        return targets;
      } catch (UsageException e) {
        // the next
      }
    }
    throw new AssertionError("no targets for " + learner);
  }

  private static Examples examples(Case one, int each, long seed) {
    Network network = one.learner().network();
    Examples examples = Episodes.labelled(network, one.tasks(), 3, each, seed).to(DType.FLOAT32);
    Targets targets = targets(one.learner());
    return targets instanceof Targets.Classes
        ? examples
        : new Examples(
            examples.x(),
            normals(seed, one.tasks(), examples.count(), targets.outputs()).to(DType.FLOAT32),
            targets);
  }

  private static Adapted adapt(Case one) {
    return one.learner().adapt(model(one.learner()), examples(one, 2, 4), one.now());
  }

  private static Tensor queries(Case one) {
    return examples(one, 2, 5).x();
  }

  /** A state as a file gives it again: numbers, shapes and types. */
  record Written(Map<String, Supplier<Tensor>> tensors, Map<String, Supplier<Tensor>> state) {
    static Written of(TaskState state) {
      return new Written(written(state.tensors()), written(state.state()));
    }

    private static Map<String, Supplier<Tensor>> written(Params params) {
      Map<String, Supplier<Tensor>> written = new LinkedHashMap<>();
      params
          .asMap()
          .forEach(
              (name, tensor) -> {
                long[] shape = tensor.shape();
                if (tensor.type() == DType.INT64) {
                  long[] numbers = tensor.toLongs();
                  written.put(name, () -> Tensor.of(numbers, shape));
                } else {
                  float[] numbers = tensor.toFloats();
                  written.put(name, () -> Tensor.of(numbers, shape));
                }
              });
      return written;
    }

    private static Params read(Map<String, Supplier<Tensor>> written) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      written.forEach((name, tensor) -> tensors.put(name, tensor.get()));
      return tensors.isEmpty() ? Params.empty() : Params.perTask(tensors);
    }

    TaskState read(TaskState like) {
      return new TaskState(
          read(tensors), read(state), like.regime(), like.innerStep(), like.targets());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void resumePredictsTheSameBitsWithoutTheSupportSet(Case one) {
    Tensor queries = queries(one);
    TaskState kept;
    Tensor expected;
    Optional<Tensor> features;
    Optional<Tensor> embedding;
    Params after;
    try (Adapted adapted = adapt(one)) {
      expected = adapted.predict(queries, one.now()).value();
      after = adapted.predict(queries, one.now()).state();
      features = adapted.features(queries, one.now());
      embedding = adapted.embedding();
      kept = adapted.state();
    }
    assertThat(expected.allFinite()).isTrue();
    Written written = Written.of(kept);
    Adapted resumed;
    try (Scope scope = Scope.open()) {
      resumed = one.learner().resume(model(one.learner()), written.read(kept));
    }
    try (resumed) {
      assertSame(resumed.predict(queries, one.now()).value(), expected);
      assertSame(resumed.predict(queries, one.now()).state(), after);
      features.ifPresent(
          wanted -> assertSame(resumed.features(queries, one.now()).orElseThrow(), wanted));
      assertThat(resumed.features(queries, one.now()).isPresent()).isEqualTo(features.isPresent());
      embedding.ifPresent(wanted -> assertSame(resumed.embedding().orElseThrow(), wanted));
      assertThat(resumed.embedding().isPresent()).isEqualTo(embedding.isPresent());
      assertSame(resumed.state().tensors(), kept.tensors());
      assertSame(resumed.state().state(), kept.state());
    }
  }

  private static final Network MLP = new Mlp(List.of(2), List.of(5), 3);
  private static final Case DESCENT = one(Descent.of(MLP, Transforms.sgd(0.1), 2, 2));
  private static final Case LAST_LAYER =
      one(Descent.of(MLP, Transforms.sgd(0.1), 2, 2).adapting(Adapts.LAST_LAYER));
  private static final Case PROTOTYPES = one(new EmbeddingLearner(MLP, new Prototypes()));

  private static Case one(Learner learner) {
    return new Case(new Catalogue.Entry("one", learner), Regime.NONE, 2);
  }

  private static TaskState state(Case one) {
    try (Adapted adapted = adapt(one)) {
      return adapted.state();
    }
  }

  private static TaskState with(TaskState state, String name, Tensor tensor) {
    return new TaskState(
        state.tensors().with(Params.perTask(Map.of(name, tensor))),
        state.state(),
        state.regime(),
        state.innerStep(),
        state.targets());
  }

  private static void assertRefused(Case one, TaskState state, String why) {
    assertThatThrownBy(() -> one.learner().resume(model(one.learner()), state))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(why);
  }

  @Test
  void stateHoldsOnlyWhatDiffersFromPhi() {
    assertThat(state(LAST_LAYER).tensors().names())
        .containsExactlyInAnyOrder("theta.layers.1.weight", "theta.layers.1.bias");
    assertThat(state(PROTOTYPES).tensors().names())
        .containsExactlyInAnyOrder("fit.means", "embedding");
    assertThat(state(DESCENT).tensors().names())
        .hasSize(model(DESCENT.learner()).phi().names().size());
    assertThat(state(DESCENT).state().isEmpty()).isTrue();
  }

  @Test
  void stateOfTrainingIsRefused() {
    for (Case one : List.of(DESCENT, PROTOTYPES)) {
      Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
      Adapted adapted = one.learner().adapt(model(one.learner()), examples(one, 2, 4), now);
      assertThatThrownBy(adapted::state)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("adapt with Context.testing");
    }
  }

  @Test
  void resumeRefusesAStateWithATensorMissing() {
    TaskState state = state(DESCENT);
    assertRefused(
        DESCENT,
        new TaskState(
            state.tensors().select(name -> !name.startsWith("theta.layers.1.weight")),
            state.state(),
            state.regime(),
            state.innerStep(),
            state.targets()),
        "lacks theta.layers.1.weight, which this learner needs as float32[2, 3, 5]");
  }

  @Test
  void resumeRefusesATensorOfAnotherShapeOrType() {
    Tensor shape = Tensor.zeros(DType.FLOAT32, 2, 3, 4);
    assertRefused(
        DESCENT,
        with(state(DESCENT), "theta.layers.1.weight", shape),
        "has theta.layers.1.weight as float32[2, 3, 4], but this learner needs it as float32[2, 3, 5]");
    Tensor type = Tensor.zeros(DType.FLOAT64, 2, 3, 3);
    assertRefused(
        PROTOTYPES,
        with(state(PROTOTYPES), "fit.means", type),
        "has fit.means as float64[2, 3, 3], but this learner needs it as float32[2, 3, 3]");
  }

  @Test
  void resumeRefusesATensorThatItDoesNotKnow() {
    assertRefused(
        DESCENT,
        with(state(DESCENT), "theta.other", Tensor.zeros(DType.FLOAT32, 2, 1)),
        "does not know under the regime 'none': [theta.other]");
    assertRefused(LAST_LAYER, state(DESCENT), "does not know under the regime 'none'");
    assertRefused(PROTOTYPES, state(DESCENT), "lacks fit.means");
  }

  @Test
  void resumeRefusesAnotherRegimeAndOtherTargets() {
    TaskState state = state(PROTOTYPES);
    assertRefused(
        PROTOTYPES,
        new TaskState(state.tensors(), state.state(), Regime.JOINT, 0, state.targets()),
        "cannot predict under the regime 'joint'");
    assertRefused(
        PROTOTYPES,
        new TaskState(state.tensors(), state.state(), Regime.NONE, 0, new Targets.Values(1)),
        "prototypes need classes");
    assertRefused(
        PROTOTYPES,
        new TaskState(state.tensors(), state.state(), Regime.NONE, 0, new Targets.Classes(5)),
        "has fit.means as float32[2, 3, 3], but this learner needs it as float32[2, 5, 3]");
    assertRefused(
        PROTOTYPES,
        new TaskState(Params.empty(), Params.empty(), Regime.NONE, 0, state.targets()),
        "holds no tensors");
  }

  @Test
  void embeddingOfPrototypesIsTheMeanOfTheSupportEmbeddings() {
    Examples support = examples(PROTOTYPES, 2, 4);
    try (Adapted adapted = adapt(PROTOTYPES)) {
      Tensor embedded = adapted.features(support.x(), PROTOTYPES.now()).orElseThrow();
      assertSame(adapted.embedding().orElseThrow(), embedded.mean(false, 1));
    }
  }
}
