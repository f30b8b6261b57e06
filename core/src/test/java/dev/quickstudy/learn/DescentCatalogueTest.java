package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.Features;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.inner.Alfa;
import dev.quickstudy.inner.ContextInitialisation;
import dev.quickstudy.inner.MetaLstm;
import dev.quickstudy.inner.MetaSgd;
import dev.quickstudy.inner.PrototypeInitialisation;
import dev.quickstudy.inner.StepRates;
import dev.quickstudy.inner.StrategyInitialisation.Reads;
import dev.quickstudy.inner.TaskInitialisation;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Filmed;
import dev.quickstudy.nn.networks.Gru;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.networks.Warped;
import dev.quickstudy.nn.networks.WithContext;
import dev.quickstudy.nn.networks.WithLastLayer;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What all algorithms of the descent family have in common, held against each of them. */
class DescentCatalogueTest extends ScopedTest {
  private static final Network MLP = new Mlp(List.of(2), List.of(5, 4), 3);
  private static final Network CONV =
      new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.BATCH, 3);
  private static final Network ENCODER = new Mlp(List.of(2), List.of(5), 4);

  /** An algorithm of the catalogue, by name. */
  record Case(String name, Algorithm<Descent> algorithm) {
    Descent learner() {
      return algorithm.learner();
    }

    Regime regime() {
      return learner().network().normalisation() == Normalisation.NONE
          ? Regime.NONE
          : Regime.QUERY_BATCH;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (Network network : List.of(MLP, CONV)) {
      String on = network instanceof Conv4 ? " on pictures" : "";
      cases.add(new Case("maml" + on, Algorithms.maml(network, 0.2, 3, 3)));
      cases.add(new Case("anil" + on, Algorithms.anil(network, 0.2, 3, 3)));
      cases.add(new Case("boil" + on, Algorithms.boil(network, 0.2, 3, 3)));
      cases.add(new Case("meta-sgd" + on, Algorithms.metaSgd(network, 0.2, 3, 3)));
      cases.add(new Case("maml++" + on, Algorithms.mamlPlusPlus(network, 0.2, 3, 3, 9, 0)));
      cases.add(
          new Case(
              "alfa the same at all steps" + on,
              Algorithms.alfa(network, Alfa.sameAtAllSteps(0.2), 3, 3)));
      cases.add(new Case("strategy" + on, Algorithms.strategy(network, 0.2, 3, 3, 4, Reads.BOTH)));
      cases.add(new Case("meta-curvature" + on, Algorithms.metaCurvature(network, 0.2, 3, 3)));
      cases.add(new Case("t-net" + on, Algorithms.tNet(network, 0.2, 3, 3)));
    }
    cases.add(
        new Case(
            "cavia",
            Algorithms.cavia(new Mlp(List.of(5), List.of(6), 3), 3, List.of(), 0.5, 3, 3)));
    Descent plain = Algorithms.maml(CONV, 0.2, 3, 3).learner();
    cases.add(
        new Case(
            "maml on pictures whose norms stay",
            new Algorithm<>(plain.adaptingNorms(false), new MetaGradients.Exact())));
    cases.add(new Case("cavia on pictures", Algorithms.cavia(CONV, 3, List.of(), 0.5, 3, 3)));
    cases.add(
        new Case(
            "cavia on pictures at one block", Algorithms.cavia(CONV, 3, List.of(2), 0.5, 3, 3)));
    cases.add(new Case("proto-maml", Algorithms.protoMaml(ENCODER, 0.1, 3, 3)));
    cases.add(
        new Case(
            "proto-maml on pictures",
            Algorithms.protoMaml(
                new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.BATCH, 0), 0.1, 2, 2)));
    cases.add(
        new Case(
            "strategy on sequences",
            Algorithms.strategy(new Gru(3, 2, 4, 3), 0.2, 3, 3, 4, Reads.BOTH)));
    cases.add(
        new Case(
            "strategy on pictures normalised per step",
            Algorithms.strategy(
                new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.PER_STEP, 3),
                0.2,
                3,
                3,
                4,
                Reads.BOTH)));
    cases.add(new Case("alfa", Algorithms.alfa(MLP, Alfa.published(0.2, 3), 3, 3)));
    cases.add(new Case("meta-lstm", Algorithms.metaLstm(MLP, 4, 0.2, 3, 3)));
    return cases;
  }

  static List<Case> exact() {
    // The others take gradients, or their means, as constants.
    return all().stream()
        .filter(one -> !one.name.equals("meta-lstm") && !one.name.equals("alfa"))
        .toList();
  }

  static List<Case> withLastLayerInPhi() {
    return all().stream().filter(one -> !one.name.startsWith("proto")).toList();
  }

  /** φ with everything, learned rates included, a little away from where it begins. */
  static Model model(Learner learner) {
    Model model = learner.init(RandomKey.of(3)).to(DType.FLOAT64);
    Map<String, Tensor> moved = new LinkedHashMap<>();
    model
        .phi()
        .asMap()
        .forEach(
            (name, tensor) ->
                moved.put(
                    name,
                    tensor.plus(Numbers.normals(name.hashCode(), tensor.shape()).times(0.15))));
    return new Model(Params.of(moved), model.state());
  }

  private static TaskBatch batch(Learner learner) {
    return Episodes.classes(learner.network(), 2, 3, 2, 2, 5);
  }

  private static Context now(Case one) {
    return Context.training(RandomKey.of(8), one.regime(), 3);
  }

  @ParameterizedTest
  @MethodSource("all")
  void checkpointsChangeNothing(Case one) {
    Descent learner = one.learner();
    Model model = model(learner);
    TaskBatch batch = batch(learner);
    MetaGradient<? super Descent> full = one.algorithm().metaGradient();
    MetaGradient.Estimate expected = full.of(learner, model, batch, now(one));
    MetaGradient.Estimate actual = new Checkpointed(full).of(learner, model, batch, now(one));
    for (String name : model.phi().names()) {
      Tensor wanted = expected.gradients().get(name);
      double apart = actual.gradients().get(name).minus(wanted).square().sum().item();
      // Some gradients are zero, such as that of a bias which a norm takes away again.
      double size = Math.max(1e-3, wanted.square().sum().item());
      assertThat(Math.sqrt(apart / size)).as(name).isLessThan(1e-12);
    }
    Numbers.assertClose(actual.losses(), expected.losses(), 1e-12);
    Numbers.assertClose(actual.state(), expected.state(), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("exact")
  void theMetaGradientIsTheSlopeOfTheLoss(Case one) {
    Descent learner = one.learner();
    Model model = model(learner);
    TaskBatch batch = batch(learner);
    Slopes.check(
        one.algorithm().metaGradient().of(learner, model, batch, now(one)).gradients(),
        model.phi(),
        phi -> {
          double loss = 0;
          List<Descended> path =
              learner.descend(
                  new Model(phi, model.state()),
                  batch.support(),
                  now(one),
                  Descent.Graph.NONE,
                  true);
          for (int k = 0; k < path.size(); k++) {
            Tensor predicted = path.get(k).predict(batch.query().x(), now(one)).value();
            loss +=
                weight(one.algorithm(), k, path.size())
                    * batch.query().loss(predicted).mean().item();
          }
          return loss;
        });
  }

  /** What the loss after step k + 1 counts at outer step 3. */
  private static double weight(Algorithm<Descent> algorithm, int k, int count) {
    if (algorithm.metaGradient() instanceof MetaGradients.MultiStep) {
      double done = 3.0 / 9;
      return (1 - done) / count + (k == count - 1 ? done : 0);
    }
    return k == count - 1 ? 1 : 0;
  }

  private final Scope memory = Scope.detached();

  @AfterEach
  void free() {
    memory.close();
  }

  /** Gives an inner transform the gradients and losses of an earlier descent. */
  private static final class Replay implements Transform {
    private final Transform inner;
    private final List<Params> gradients = new ArrayList<>();
    private final List<Tensor> losses = new ArrayList<>();
    private final Scope memory;
    private boolean recording = true;

    Replay(Transform inner, Scope memory) {
      this.inner = inner;
      this.memory = memory;
    }

    @Override
    public boolean learns() {
      return inner.learns();
    }

    @Override
    public Layout learned(Layout params) {
      return inner.learned(params);
    }

    @Override
    public Params init(Params params) {
      return inner.init(params);
    }

    @Override
    public Step update(Params now, Params state, Params params, Signal signal) {
      int step = (int) signal.step();
      if (recording) {
        gradients.add(now.map(this::copy));
        losses.add(copy(signal.losses().orElseThrow()));
      }
      return inner.update(
          gradients.get(step),
          state,
          params,
          new Signal(
              step,
              signal.spent(),
              signal.learned(),
              Optional.of(losses.get(step)),
              signal.description(),
              signal.columns()));
    }

    private Tensor copy(Tensor tensor) {
      return memory.adopt(tensor.detach());
    }
  }

  static List<Transform> learnedTransforms() {
    return List.of(new MetaLstm(4, 0.2), new MetaSgd(0.2), new StepRates(0.2, 3));
  }

  @ParameterizedTest
  @MethodSource("learnedTransforms")
  void theFirstOrderMetaGradientIsTheSlopeWithGradientsAndLossesFrozen(Transform inner) {
    Descent learner = Descent.of(MLP, inner, 3, 3);
    Model model = model(learner);
    TaskBatch batch = batch(learner);
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    Replay replay = new Replay(inner, memory);
    Descent replayed = Descent.of(MLP, replay, 3, 3);
    assertThat(replayed.adapt(model, batch.support(), now, Descent.Graph.NONE).losses()).hasSize(3);
    replay.recording = false;
    Slopes.check(
        new MetaGradients.FirstOrder().of(learner, model, batch, now).gradients(),
        model.phi(),
        phi ->
            batch
                .query()
                .loss(
                    replayed
                        .adapt(
                            new Model(phi, Params.empty()),
                            batch.support(),
                            now,
                            Descent.Graph.NONE)
                        .predict(batch.query().x(), now)
                        .value())
                .mean()
                .item());
  }

  /**
   * Without pooling, whose kinks a proximal optimum may lie on: descent never comes to rest there.
   */
  static List<Arguments> convergedDescents() {
    Network batch = new Conv4(4, 1, 2, 1, Downsampling.STRIDE, Normalisation.BATCH, 3);
    Network task = new Conv4(4, 1, 2, 1, Downsampling.STRIDE, Normalisation.TASK, 3);
    return List.of(
        Arguments.of(new Mlp(List.of(2), List.of(3), 3), Regime.NONE, 2),
        Arguments.of(batch, Regime.QUERY_BATCH, 20),
        Arguments.of(batch, Regime.SUPPORT, 20),
        Arguments.of(task, Regime.SUPPORT, 20));
  }

  @ParameterizedTest
  @MethodSource("convergedDescents")
  void theImplicitMetaGradientIsTheSlopeWhereDescentHasConverged(
      Network network, Regime regime, int lambda) {
    Descent learner =
        Algorithms.imaml(network, 0.5 / lambda, lambda, 70, 70, MetaGradients.Implicit.published())
            .learner();
    Model model = model(learner);
    TaskBatch batch = batch(learner);
    Context now = Context.training(RandomKey.of(8), regime, 0);
    Slopes.check(
        MetaGradients.Implicit.undamped(50, 1e-12).of(learner, model, batch, now).gradients(),
        model.phi(),
        phi ->
            batch
                .query()
                .loss(
                    learner
                        .adapt(
                            new Model(phi, Params.empty()),
                            batch.support(),
                            now,
                            Descent.Graph.NONE)
                        .predict(batch.query().x(), now)
                        .value())
                .mean()
                .item());
  }

  @ParameterizedTest
  @MethodSource("all")
  void theOrderOfTheSupportSetDoesNotMatter(Case one) {
    Model model = model(one.learner());
    TaskBatch batch = batch(one.learner());
    Numbers.assertClose(
        predictions(one, model, Episodes.reordered(batch.support(), 4, 0, 5, 2, 1, 3), batch),
        predictions(one, model, batch.support(), batch),
        1e-11);
  }

  @ParameterizedTest
  @MethodSource("withLastLayerInPhi")
  void renamedClassesWithRenamedRowsOfTheLastLayerGiveRenamedPredictions(Case one) {
    Descent learner = one.learner();
    Model usual = learner.init(RandomKey.of(3)).to(DType.FLOAT64);
    long[] order = {2, 0, 1};
    Tensor rows = Tensor.of(order, 3);
    Map<String, Tensor> renamed = new LinkedHashMap<>(usual.phi().asMap());
    Network network = learner.network();
    for (String name : usual.phi().names()) {
      if (network.lastLayer().contains(name)) {
        renamed.put(name, usual.phi().get(name).indexSelect(0, rows));
      }
    }
    TaskBatch batch = batch(learner);
    Numbers.assertClose(
        predictions(
            one,
            new Model(Params.of(renamed), usual.state()),
            relabelled(batch.support(), order),
            batch),
        predictions(one, usual, batch.support(), batch).indexSelect(2, rows),
        1e-11);
  }

  /** New class i is the old class order[i]. */
  static Examples relabelled(Examples examples, long... order) {
    long[] labels = examples.y().toLongs();
    for (int i = 0; i < labels.length; i++) {
      for (int to = 0; to < order.length; to++) {
        if (order[to] == labels[i]) {
          labels[i] = to;
          break;
        }
      }
    }
    return new Examples(examples.x(), Tensor.of(labels, examples.y().shape()), examples.targets());
  }

  private static Tensor predictions(Case one, Model model, Examples support, TaskBatch batch) {
    Context now = Context.testing(RandomKey.of(8), one.regime());
    try (Adapted adapted = one.learner().adapt(model, support, now)) {
      return adapted.predict(batch.query().x(), now).value();
    }
  }

  @Test
  void protoMamlLearnsTasksOfOtherWaysAndShots() {
    Case one = new Case("proto-maml", Algorithms.protoMaml(ENCODER, 0.1, 2, 5));
    Model model = model(one.learner());
    TaskBatch other = Episodes.classes(ENCODER, 2, 7, 3, 1, 5);
    one.learner().check(new long[] {2}, new Targets.Classes(7));
    assertThat(predictions(one, model, other.support(), other).shape()).containsExactly(2, 7, 7);
  }

  @Test
  void protoMamlWithoutStepsIsAPrototypicalNetwork() {
    Case one = new Case("proto-maml", Algorithms.protoMaml(ENCODER, 0.1, 1, 0));
    Model model = model(one.learner());
    TaskBatch batch = Episodes.classes(ENCODER, 2, 3, 2, 2, 5);
    Context now = Context.testing(RandomKey.of(8), Regime.NONE);
    Tensor expected;
    try (Adapted adapted =
        Algorithms.protonet(ENCODER).learner().adapt(model, batch.support(), now)) {
      expected = adapted.predict(batch.query().x(), now).value().softmax(-1);
    }
    Numbers.assertClose(
        predictions(one, model, batch.support(), batch).softmax(-1), expected, 1e-12);
  }

  @Test
  void learnedTransformsBeginAsPlainDescent() {
    TaskBatch batch = Episodes.classes(MLP, 2, 3, 2, 2, 5);
    Model plain = Algorithms.maml(MLP, 0.2, 3, 3).learner().init(RandomKey.of(3));
    Tensor expected = predictions(all().get(0), plain.to(DType.FLOAT64), batch.support(), batch);
    for (Case one : all()) {
      if (List.of("meta-sgd", "maml++", "meta-curvature", "t-net").contains(one.name)) {
        Model model = one.learner().init(RandomKey.of(3)).to(DType.FLOAT64);
        Numbers.assertClose(predictions(one, model, batch.support(), batch), expected, 1e-6);
      }
    }
  }

  @Test
  void onlyWhatAdaptsMoves() {
    TaskBatch batch = Episodes.classes(MLP, 2, 3, 2, 2, 5);
    Context now = Context.testing(RandomKey.of(8), Regime.NONE);
    for (Adapts which : List.of(Adapts.LAST_LAYER, Adapts.BODY)) {
      Descent learner = Descent.of(MLP, Transforms.sgd(0.2), 2, 2).adapting(which);
      Model model = model(learner);
      try (Descended adapted = learner.adapt(model, batch.support(), now)) {
        for (String name : model.phi().names()) {
          boolean moved =
              Numbers.norm(adapted.theta().get(name).minus(model.phi().get(name)).toDoubles()) > 0;
          assertThat(moved)
              .as(name)
              .isEqualTo(MLP.lastLayer().contains(name) == (which == Adapts.LAST_LAYER));
        }
      }
    }
  }

  @Test
  void compositionsThatCannotWorkAreRefusedWhenTheyAreBuilt() {
    Transform sgd = Transforms.sgd(0.1);
    Descent plain = Descent.of(MLP, sgd, 1, 1);
    Network encoder = new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.BATCH, 0);
    Network withContext = new WithContext(new Mlp(List.of(5), List.of(6), 3), 2);
    assertRefused(
        () -> new Algorithm<>(plain, MetaGradients.Implicit.undamped(5, 0)),
        "needs a proximal term");
    assertRefused(
        () -> new Algorithm<>(plain.near(1).adapting(Adapts.LAST_LAYER), implicit()),
        "take the exact meta-gradient");
    assertRefused(
        () -> new Algorithm<>(Descent.of(MLP, new MetaSgd(0.1), 1, 1), new MetaGradients.Reptile()),
        "take the exact meta-gradient");
    assertRefused(
        () -> Descent.of(encoder, sgd, 1, 1).adapting(Adapts.LAST_LAYER), "no output layer");
    assertRefused(() -> plain.adapting(Adapts.NOTHING), "nothing would adapt");
    assertRefused(
        () -> Descent.of(withContext, new ContextInitialisation(2), new MetaSgd(0.1), 1, 1),
        "use a plain transform");
    assertRefused(
        () -> new Algorithm<>(plain, new MetaGradients.MultiStep(List.of(0.5, 0.5), 0, 0)),
        "2 weights for the losses after 1 inner steps");
    assertRefused(() -> new MetaGradients.MultiStep(List.of(0.5, 0.6), 0, 0), "sum to 1");
    assertRefused(
        () -> Descent.of(MLP, new PrototypeInitialisation(), sgd, 1, 1),
        "put the encoder into WithLastLayer");
    assertRefused(
        () ->
            Algorithms.protoMaml(ENCODER, 0.1, 1, 1)
                .learner()
                .check(new long[] {2}, new Targets.Values(1)),
        "prototypes need classes");
    assertRefused(
        () -> plain.check(new long[] {2}, new Targets.Classes(5)),
        "the network has 3 outputs, but the tasks need 5");
    assertRefused(() -> Algorithms.cavia(MLP, 2, List.of(), 0.1, 1, 1), "a context of 2");
  }

  @Test
  void weightsThatANetworkNeedsFromOutsideMustBeThoseThatTheStartBrings() {
    Transform sgd = Transforms.sgd(0.1);
    Network withContext = new WithContext(new Mlp(List.of(5), List.of(6), 3), 2);
    Network filmed = new Filmed(CONV, 3, List.of());
    Network layered = new WithLastLayer(ENCODER);
    TaskInitialisation shared = new TaskInitialisation.Shared();
    assertRefused(
        () -> Descent.of(MLP, new ContextInitialisation(5), sgd, 1, 1).adapting(Adapts.NOTHING),
        "the network needs nothing of each task, but its start brings context [5]");
    assertRefused(
        () -> Descent.of(withContext, new ContextInitialisation(3), sgd, 1, 1),
        "the network needs of each task context [2], but its start brings context [3]");
    assertRefused(
        () -> Descent.of(filmed, new ContextInitialisation(2), sgd, 1, 1),
        "the network needs of each task context [3], but its start brings context [2]");
    for (Network network : List.of(withContext, filmed, layered, new Warped(withContext))) {
      assertRefused(() -> Algorithms.maml(network, 0.1, 1, 1), "but its start brings nothing");
      assertRefused(
          () -> new EmbeddingLearner(network, new Prototypes()), "but its start brings nothing");
      assertRefused(
          () -> Algorithms.simpleShot(network, 5, Features.CL2N), "but its start brings nothing");
    }
    assertRefused(
        () -> Descent.of(layered, shared, sgd, 1, 1),
        "the network needs of each task last.bias [ways], last.weight [ways, 4], but");
    assertRefused(
        () -> new EmbeddingLearner(withContext, new ContextInitialisation(2), new Prototypes()),
        "this start brings weights that descent adapts, but here nothing would");
    assertRefused(
        () -> new EmbeddingLearner(layered, new PrototypeInitialisation(), new Prototypes()),
        "this start brings weights that descent adapts, but here nothing would");
    assertThat(Descent.of(new Warped(withContext), new ContextInitialisation(2), sgd, 1, 1).steps())
        .isEqualTo(1);
  }

  @Test
  void aLearnerThatWouldAdaptNothingIsRefusedBeforeItIsTrained() {
    Algorithm<Descent> boil = Algorithms.boil(new Mlp(List.of(4), List.of(), 5), 0.1, 1, 1);
    assertRefused(() -> boil.learner().init(RandomKey.of(1)), "nothing would adapt");
    Algorithm<Descent> maml = Algorithms.maml(new Identity(List.of(5)), 0.1, 1, 1);
    assertRefused(() -> maml.learner().init(RandomKey.of(1)), "nothing would adapt");
  }

  @Test
  void aContextLeavesTheNetworkUnderItWhatItIs() {
    Network network = new Mlp(List.of(5), List.of(6), 3);
    Network context = new WithContext(new Warped(network), 2);
    assertThat(context.lastLayer()).isEqualTo(network.lastLayer());
    assertThat(context.filmSites()).isEqualTo(new Warped(network).filmSites());
    assertThat(new WithContext(network, 2).filmSites()).isEqualTo(network.filmSites());
    assertThat(context.adapting(Set.of("layers.0.weight", "warp.layers.0.weight")))
        .containsExactly("layers.0.weight");
  }

  private static MetaGradients.Implicit implicit() {
    return MetaGradients.Implicit.undamped(5, 0);
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable built, String why) {
    assertThatThrownBy(built)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
