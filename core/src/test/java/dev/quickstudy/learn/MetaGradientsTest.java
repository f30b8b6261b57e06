package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.metric.Matching;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Gru;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.networks.ResNet12;
import dev.quickstudy.nn.networks.Transformer;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Meta-gradients against central differences of the loss itself. */
class MetaGradientsTest extends ScopedTest {
  private static final Network MLP = new Mlp(List.of(2), List.of(5, 4), 3);
  private static final Transform SGD = Transforms.sgd(0.3);
  private static final Transform MOMENTUM =
      new Transforms.Sgd(new Schedule.Exponential(0.3, 0.9), 0.8, 0.01);

  /**
   * A greater ε than usual: with 10⁻⁸, Adam bends so sharply at small gradients that differences
   * are no slopes.
   */
  private static final Transform ADAM =
      new Transforms.Adam(new Schedule.Constant(0.05), 0.9, 0.999, 1e-2, 0);

  private static final Transform CLIPPED =
      Transforms.chain(new Transforms.ClipByGlobalNorm(0.4), Transforms.sgd(0.3));

  /** Every kind for one form is enough. */
  private static Set<Normalisation> norms(Downsampling form) {
    return form == Downsampling.POOL
        ? EnumSet.complementOf(EnumSet.of(Normalisation.NONE))
        : EnumSet.of(Normalisation.BATCH, Normalisation.RUNNING);
  }

  private static Conv4 conv(Downsampling form, Normalisation norm, int classes) {
    return new Conv4(form == Downsampling.POOL ? 6 : 5, 1, 2, 2, form, norm, classes);
  }

  /**
   * One block, which drops squares of two by two of its maps of three. Of a single channel the
   * shortcut would make a multiple, whose size its norm takes away, with hardly a gradient to
   * check.
   */
  private static Network residual(Normalisation norm) {
    return new ResNet12(6, 2, List.of(2), false, 0.2, 2, norm, 3);
  }

  /** Learner, regime and kind of task of one check. */
  record Case(Learner learner, Regime regime, boolean regression) {
    @Override
    public String toString() {
      return learner + " " + regime.label() + (regression ? " regression" : "");
    }
  }

  static List<Case> descents() {
    List<Case> cases = new ArrayList<>();
    for (Transform inner : List.of(SGD, MOMENTUM, ADAM, CLIPPED)) {
      cases.add(new Case(Descent.of(MLP, inner, 3, 0), Regime.NONE, false));
      cases.add(new Case(Descent.of(MLP, inner, 3, 0).inBatches(4), Regime.NONE, true));
    }
    Network pool = conv(Downsampling.POOL, Normalisation.BATCH, 3);
    Network stride = conv(Downsampling.STRIDE, Normalisation.BATCH, 3);
    cases.add(new Case(Descent.of(pool, MOMENTUM, 2, 0), Regime.QUERY_BATCH, false));
    cases.add(new Case(Descent.of(stride, ADAM, 2, 0), Regime.QUERY_BATCH, false));
    cases.add(new Case(Descent.of(pool, CLIPPED, 2, 0).inBatches(4), Regime.QUERY_BATCH, false));
    for (Downsampling form : List.of(Downsampling.POOL, Downsampling.STRIDE)) {
      for (Normalisation norm : norms(form)) {
        Network network = conv(form, norm, 3);
        for (Regime regime : norm.regimes().stream().sorted().toList()) {
          cases.add(new Case(Descent.of(network, SGD, 2, 0), regime, false));
        }
      }
    }
    for (Normalisation norm : List.of(Normalisation.TASK, Normalisation.PER_STEP)) {
      Regime regime = norm.inductive();
      cases.add(new Case(Descent.of(residual(norm), SGD, 2, 0), regime, false));
    }
    cases.add(new Case(Descent.of(new Gru(3, 2, 4, 3), SGD, 2, 0), Regime.NONE, false));
    Network transformer = new Transformer(3, 2, 4, 2, 1, 3);
    cases.add(new Case(Descent.of(transformer, SGD, 2, 0), Regime.NONE, false));
    return cases;
  }

  static List<Case> prototypes() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case(new EmbeddingLearner(MLP, new Prototypes()), Regime.NONE, false));
    for (Downsampling form : List.of(Downsampling.POOL, Downsampling.STRIDE)) {
      for (Normalisation norm : norms(form)) {
        for (Regime regime : norm.regimes().stream().sorted().toList()) {
          cases.add(
              new Case(new EmbeddingLearner(conv(form, norm, 0), new Prototypes()), regime, false));
        }
      }
    }
    return cases;
  }

  private static TaskBatch batch(Case one) {
    Network network = one.learner().network();
    return one.regression()
        ? Episodes.values(network, 2, 6, 4, 5)
        : Episodes.classes(network, 2, 3, 2, 2, 5);
  }

  private static Context now(Case one) {
    return Context.training(RandomKey.of(8), one.regime(), 0);
  }

  /** The mean loss on the queries of what {@code adapt} gives. */
  private static double loss(Adapted adapted, TaskBatch batch, Context now) {
    return batch.query().loss(adapted.predict(batch.query().x(), now).value()).mean().item();
  }

  @ParameterizedTest
  @MethodSource("descents")
  void theExactMetaGradientIsTheSlopeOfTheLossAfterDescent(Case one) {
    Descent learner = (Descent) one.learner();
    Model model = Episodes.model(learner.network(), 1);
    TaskBatch batch = batch(one);
    MetaGradient.Estimate estimate = new MetaGradients.Exact().of(learner, model, batch, now(one));
    Slopes.check(
        estimate.gradients(),
        model.phi(),
        phi ->
            loss(
                learner.adapt(
                    new Model(phi, model.state()), batch.support(), now(one), Descent.Graph.NONE),
                batch,
                now(one)));
  }

  @ParameterizedTest
  @MethodSource("descents")
  void theFirstOrderMetaGradientIsTheSlopeWithInnerGradientsFrozen(Case one) {
    Descent learner = (Descent) one.learner();
    if (learner.inner().equals(MOMENTUM)) {
      // Weight decay reads the params, which are no gradients: freezing whole updates would be
      // something else.
      learner =
          Descent.of(
              learner.network(), new Transforms.Sgd(new Schedule.Constant(0.3), 0.8, 0), 3, 0);
    }
    Descent plain = learner;
    Model model = Episodes.model(plain.network(), 1);
    TaskBatch batch = batch(one);
    MetaGradient.Estimate estimate =
        new MetaGradients.FirstOrder().of(plain, model, batch, now(one));
    Descended adapted = plain.adapt(model, batch.support(), now(one), Descent.Graph.NONE);
    Params moved = adapted.theta().minus(model.phi()).detach();
    Slopes.check(
        estimate.gradients(),
        model.phi(),
        phi ->
            loss(
                frozen(plain, phi.plus(moved), model, batch.support(), now(one)), batch, now(one)));
  }

  /** What descent gives that has arrived at θ. */
  private static Adapted frozen(
      Descent learner, Params theta, Model model, Examples support, Context now) {
    Context last = now.withInnerStep(learner.steps() - 1);
    return new Descended(
        learner.network(),
        theta,
        theta.names(),
        model.state(),
        Params.empty(),
        support,
        Optional.empty(),
        List.of(),
        last);
  }

  @ParameterizedTest
  @MethodSource("prototypes")
  void theMetaGradientOfPrototypesIsTheSlopeOfTheirLoss(Case one) {
    Learner learner = one.learner();
    Model model = Episodes.model(learner.network(), 2);
    TaskBatch batch = batch(one);
    MetaGradient.Estimate estimate = new MetaGradients.Exact().of(learner, model, batch, now(one));
    Slopes.check(
        estimate.gradients(),
        model.phi(),
        phi ->
            loss(
                learner.adapt(new Model(phi, model.state()), batch.support(), now(one)),
                batch,
                now(one)));
  }

  @Test
  void theFirstOrderMetaGradientIsNotTheExactOne() {
    Descent learner = Descent.of(MLP, SGD, 3, 0);
    Model model = Episodes.model(MLP, 1);
    TaskBatch batch = Episodes.classes(MLP, 2, 3, 2, 2, 5);
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    Tensor exact =
        new MetaGradients.Exact().of(learner, model, batch, now).gradients().tensors().get(0);
    Tensor first =
        new MetaGradients.FirstOrder().of(learner, model, batch, now).gradients().tensors().get(0);
    assertThat(Numbers.relative(first.toDoubles(), exact.toDoubles())).isGreaterThan(0.01);
  }

  @Test
  void lossesAreThoseOfTheQueriesTaskByTask() {
    Descent learner = Descent.of(MLP, SGD, 3, 0);
    Model model = Episodes.model(MLP, 1);
    TaskBatch batch = Episodes.classes(MLP, 4, 3, 2, 2, 5);
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    Descended adapted = learner.adapt(model, batch.support(), now, Descent.Graph.NONE);
    Tensor expected = batch.query().loss(adapted.predict(batch.query().x(), now).value());
    Tensor losses = new MetaGradients.Exact().of(learner, model, batch, now).losses();
    assertThat(losses.shape()).containsExactly(4);
    assertThat(losses.requiresGradient()).isFalse();
    Numbers.assertClose(losses, expected, 1e-14);
  }

  @Test
  void aDeadUnitDoesNotSpoilTheExactGradientThroughAdam() {
    Mlp network = new Mlp(List.of(2), List.of(4), 2);
    Model model = Episodes.model(network, 1);
    // No input reaches above this bias: the second unit is dead, and its gradients are exactly
    // zero.
    Params phi =
        Episodes.with(
            model.phi(), "layers.0.bias", Tensor.of(new double[] {0.1, -100, 0.1, 0.2}, 4));
    TaskBatch batch = Episodes.classes(network, 2, 2, 3, 3, 5);
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    Params gradients =
        new MetaGradients.Exact()
            .of(
                Descent.of(network, Transforms.adam(0.05), 2, 0),
                new Model(phi, Params.empty()),
                batch,
                now)
            .gradients();
    assertThat(gradients.allFinite()).isTrue();
    assertThat(gradients.get("layers.0.bias").toDoubles()[1]).isZero();
    assertThat(gradients.get("layers.0.bias").toDoubles()[0]).isNotZero();
  }

  @Test
  void aTaskThatIsSolvedDoesNotSpoilTheExactGradientThroughClipping() {
    Transform clipped = Transforms.chain(new Transforms.ClipByGlobalNorm(10), Transforms.sgd(0.4));
    Mlp network = new Mlp(List.of(2), List.of(4), 2);
    Params phi = network.init(RandomKey.of(1)).map(Tensor::zerosLike);
    TaskBatch batch = Episodes.values(network, 2, 3, 3, 5).to(DType.FLOAT32);
    Tensor fitted = batch.support().y().zerosLike();
    Examples support = new Examples(batch.support().x(), fitted, batch.support().targets());
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    Params gradients =
        new MetaGradients.Exact()
            .of(
                Descent.of(network, clipped, 2, 0),
                new Model(phi, Params.empty()),
                new TaskBatch(support, batch.query()),
                now)
            .gradients();
    assertThat(gradients.allFinite()).isTrue();
    assertThat(Numbers.norm(gradients.get("layers.1.bias").toDoubles())).isPositive();
  }

  @Test
  void anExampleThatIsDroppedWholeDoesNotSpoilTheGradientOfCosines() {
    Network network = new ResNet12(8, 1, List.of(2, 2), false, 0.5, 2, Normalisation.LAYER, 0);
    EmbeddingLearner learner = new EmbeddingLearner(network, new Matching(0));
    Model model = learner.init(RandomKey.of(1));
    TaskBatch batch = Episodes.classes(network, 2, 3, 4, 4, 5).to(DType.FLOAT32);
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    Tensor embedded = network.apply(model.phi(), Params.empty(), batch.support().x(), now).value();
    assertThat(embedded.square().sum(false, 2).toDoubles()).contains(0);
    MetaGradient.Estimate estimate = new MetaGradients.Exact().of(learner, model, batch, now);
    assertThat(estimate.gradients().allFinite()).isTrue();
    assertThat(estimate.losses().allFinite()).isTrue();
  }

  @Test
  void tasksWithoutQueriesAreRefused() {
    TaskBatch batch = Episodes.classes(MLP, 2, 3, 2, 2, 5);
    Examples none =
        new Examples(
            batch.query().x().slice(1, 0, 0),
            batch.query().y().slice(1, 0, 0),
            batch.query().targets());
    assertThatThrownBy(
            () ->
                new MetaGradients.Exact()
                    .of(
                        Descent.of(MLP, SGD, 1, 0),
                        Episodes.model(MLP, 1),
                        new TaskBatch(batch.support(), none),
                        Context.training(RandomKey.of(8), Regime.NONE, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "this meta-gradient is taken from the loss on queries, but the tasks have none;"
                + " ask for at least 1 query");
  }
}
