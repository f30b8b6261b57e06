package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.context.InContext;
import dev.quickstudy.head.context.Mann;
import dev.quickstudy.head.context.NeuralProcess;
import dev.quickstudy.head.convex.LinearForm;
import dev.quickstudy.head.convex.Logistic;
import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.head.convex.Svm;
import dev.quickstudy.head.metric.ClassNames;
import dev.quickstudy.head.metric.Mahalanobis;
import dev.quickstudy.head.metric.Matching;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.head.metric.Relation;
import dev.quickstudy.head.metric.RelationMaps;
import dev.quickstudy.inner.FilmInitialisation;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all heads and set models have in common, held against each of them. */
class HeadCatalogueTest extends ScopedTest {
  private static final Network ENCODER = new Mlp(List.of(2), List.of(5), 4);

  /**
   * A head on an encoder.
   *
   * @param ordered predictions depend on the order of the support set
   * @param symmetric renamed classes give renamed predictions
   * @param anyWays the number of ways may differ from training
   */
  record Case(
      String name, EmbeddingLearner learner, boolean ordered, boolean symmetric, boolean anyWays) {
    boolean regresses() {
      return learner.head() instanceof NeuralProcess
          || (learner.head() instanceof Ridge && name.contains("values"));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case symmetric(String name, Head head) {
    return new Case(name, new EmbeddingLearner(ENCODER, head), false, true, true);
  }

  static List<Case> all() {
    Network points = new Identity(List.of(2));
    return List.of(
        symmetric("prototypes", new Prototypes()),
        symmetric("matching", new Matching(0)),
        new Case(
            "matching in full context",
            new EmbeddingLearner(ENCODER, new Matching(2)),
            true,
            true,
            true),
        symmetric("relation of vectors", new Relation(3)),
        new Case(
            "relation of maps",
            new EmbeddingLearner(maps(), new RelationMaps(3, 2)),
            false,
            true,
            true),
        symmetric("names of classes that have none", new ClassNames(3)),
        symmetric("r2d2", Ridge.learned()),
        symmetric("r2d2 as published", Ridge.published()),
        symmetric("r2d2, plain", Ridge.plain()),
        symmetric("lrd2", Logistic.learned(3)),
        symmetric("lrd2, plain", new Logistic(3, LinearForm.PLAIN, 1, 1, true)),
        symmetric("metaoptnet", Svm.of(0.1, 1)),
        symmetric("metaoptnet, plain", new Svm(0.1, 1, LinearForm.PLAIN, 1)),
        symmetric("metaoptnet with many at their bounds", Svm.of(0.01, 0.1)),
        symmetric("mahalanobis", new Mahalanobis(1)),
        new Case(
            "cnaps",
            new EmbeddingLearner(
                ENCODER,
                new FilmInitialisation(new Mlp(List.of(2), List.of(3), 2)),
                new Mahalanobis(1)),
            false,
            true,
            true),
        new Case(
            "mann", new EmbeddingLearner(ENCODER, new Mann(3, 4, 5, 3, 2, 10)), true, false, false),
        new Case(
            "in-context",
            new EmbeddingLearner(ENCODER, new InContext(3, 4, 2, 2)),
            false,
            false,
            false),
        new Case(
            "r2d2 for values", new EmbeddingLearner(ENCODER, Ridge.learned()), false, false, false),
        new Case(
            "cnp",
            new EmbeddingLearner(points, NeuralProcess.conditional(List.of(4), 3, 1)),
            false,
            false,
            false),
        new Case(
            "anp",
            new EmbeddingLearner(points, new NeuralProcess(List.of(4), 4, 2, List.of(5, 3), 1)),
            false,
            false,
            false),
        new Case(
            "anp with one map for keys and queries",
            new EmbeddingLearner(points, new NeuralProcess(List.of(4), 4, 2, List.of(), 1)),
            false,
            false,
            false));
  }

  /** Pictures of 16×16 to maps of 2×4×4. */
  private static Network maps() {
    return new Conv4(16, 1, 2, 2, Downsampling.MAPS, Normalisation.INSTANCE, 0);
  }

  static List<Case> unordered() {
    return all().stream().filter(one -> !one.ordered).toList();
  }

  static List<Case> symmetric() {
    return all().stream().filter(one -> one.symmetric).toList();
  }

  static List<Case> anyWays() {
    return all().stream().filter(one -> one.anyWays).toList();
  }

  /** Ridge regression can also regress. */
  static List<Case> classifying() {
    return symmetric().stream().filter(one -> !(one.learner.head() instanceof Ridge)).toList();
  }

  private static Model model(Learner learner) {
    Model model = learner.init(RandomKey.of(3)).to(DType.FLOAT64);
    Map<String, Tensor> moved = new LinkedHashMap<>();
    model
        .phi()
        .asMap()
        .forEach(
            (name, tensor) ->
                moved.put(
                    name,
                    tensor.plus(Numbers.normals(name.hashCode(), tensor.shape()).times(0.2))));
    return new Model(Params.of(moved), model.state());
  }

  private static TaskBatch batch(Case one, int ways, int shots, int queries) {
    Network network = one.learner.network();
    if (!one.regresses()) {
      return Episodes.classes(network, 2, ways, shots, queries, 5);
    }
    TaskBatch inputs = Episodes.classes(network, 2, ways, shots, queries, 5);
    return new TaskBatch(values(inputs.support(), 6), values(inputs.query(), 7));
  }

  private static Examples values(Examples inputs, long seed) {
    return new Examples(
        inputs.x(),
        Numbers.normals(seed, inputs.tasks(), inputs.count(), 1),
        new Targets.Values(1));
  }

  private static final Context TRAINING = Context.training(RandomKey.of(8), Regime.NONE, 0);

  private static Tensor predictions(Case one, Model model, Examples support, Tensor queries) {
    Context now = Context.testing(RandomKey.of(8), Regime.NONE);
    try (Adapted adapted = one.learner.adapt(model, support, now)) {
      return adapted.predict(queries, now).value();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theMetaGradientIsTheSlopeOfTheLoss(Case one) {
    Model model = model(one.learner);
    TaskBatch batch = batch(one, 3, 2, 2);
    Slopes.check(
        new MetaGradients.Exact().of(one.learner, model, batch, TRAINING).gradients(),
        model.phi(),
        phi ->
            one.learner
                .loss(
                    one.learner
                        .adapt(new Model(phi, model.state()), batch.support(), TRAINING)
                        .predict(batch.query().x(), TRAINING)
                        .value(),
                    batch.query())
                .mean()
                .item());
  }

  @ParameterizedTest
  @MethodSource("unordered")
  void theOrderOfTheSupportSetDoesNotMatter(Case one) {
    Model model = model(one.learner);
    TaskBatch batch = batch(one, 3, 2, 2);
    Numbers.assertClose(
        predictions(
            one, model, Episodes.reordered(batch.support(), 4, 0, 5, 2, 1, 3), batch.query().x()),
        predictions(one, model, batch.support(), batch.query().x()),
        1e-9);
  }

  @ParameterizedTest
  @MethodSource("symmetric")
  void renamedClassesGiveRenamedPredictions(Case one) {
    Model model = model(one.learner);
    TaskBatch batch = batch(one, 3, 2, 2);
    long[] order = {2, 0, 1};
    Numbers.assertClose(
        predictions(
            one, model, DescentCatalogueTest.relabelled(batch.support(), order), batch.query().x()),
        predictions(one, model, batch.support(), batch.query().x())
            .indexSelect(2, Tensor.of(order, 3)),
        1e-9);
  }

  @ParameterizedTest
  @MethodSource("all")
  void queriesDoNotKnowOfEachOther(Case one) {
    Model model = model(one.learner);
    TaskBatch batch = batch(one, 3, 2, 2);
    Tensor alone = batch.query().x().slice(1, 1, 2);
    Numbers.assertClose(
        predictions(one, model, batch.support(), alone),
        predictions(one, model, batch.support(), batch.query().x()).slice(1, 1, 2),
        1e-10);
  }

  @ParameterizedTest
  @MethodSource("all")
  void otherShotsThanInTrainingWillDo(Case one) {
    TaskBatch other = batch(one, 3, 4, 1);
    assertThat(predictions(one, model(one.learner), other.support(), other.query().x()).allFinite())
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("anyWays")
  void otherWaysThanInTrainingWillDo(Case one) {
    TaskBatch other = batch(one, 6, 1, 1);
    one.learner.check(one.learner.network().inputShape(), new Targets.Classes(6));
    assertThat(predictions(one, model(one.learner), other.support(), other.query().x()).shape())
        .containsExactly(2, 6, 6);
  }

  @ParameterizedTest
  @MethodSource("all")
  void float32ComesOutLikeFloat64(Case one) {
    Model model = model(one.learner);
    TaskBatch batch = batch(one, 3, 2, 2);
    Tensor expected = predictions(one, model, batch.support(), batch.query().x());
    Tensor actual =
        predictions(
            one,
            model.to(DType.FLOAT32),
            batch.support().to(DType.FLOAT32),
            batch.query().x().to(DType.FLOAT32));
    assertThat(Numbers.relative(actual.toDoubles(), expected.toDoubles())).isLessThan(1e-3);
  }

  @ParameterizedTest
  @MethodSource("symmetric")
  void aMissingClassIsRefused(Case one) {
    Model model = model(one.learner);
    Examples whole = batch(one, 3, 2, 2).support();
    Examples support = new Examples(whole.x(), whole.y(), new Targets.Classes(4));
    assertThatThrownBy(() -> predictions(one, model, support, support.x()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            one.learner.head() instanceof ClassNames
                ? "class 3 of task 0 has neither a name nor an example; give it one of the two"
                : "support.y has no example of class 3 in task 0, but this head needs at least 1 of each (0–3)");
  }

  @ParameterizedTest
  @MethodSource("classifying")
  void realValuedTargetsAreRefused(Case one) {
    assertThatThrownBy(
            () -> one.learner.check(one.learner.network().inputShape(), new Targets.Values(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("need classes")
        .hasMessageContaining("cnp");
  }

  @Test
  void headsForOtherTasksAreRefusedWithTheNearestChoice() {
    assertRefused(
        NeuralProcess.conditional(List.of(4), 3, 1), ENCODER, new Targets.Classes(3), "in-context");
    assertRefused(
        new Mann(3, 4, 5, 3, 2, 10),
        ENCODER,
        new Targets.Classes(5),
        "has 3 outputs, but the tasks need 5");
    assertRefused(
        new InContext(3, 4, 2, 1),
        ENCODER,
        new Targets.Classes(5),
        "has 3 outputs, but the tasks need 5");
    assertRefused(new RelationMaps(3, 2), ENCODER, new Targets.Classes(3), "downsampling maps");
    assertThatThrownBy(() -> new InContext(3, 5, 2, 1)).hasMessageContaining("heads divide");
    assertThatThrownBy(
            () ->
                new FilmInitialisation(
                    new Conv4(4, 1, 2, 1, Downsampling.POOL, Normalisation.BATCH, 0)))
        .hasMessageContaining("must not normalise across examples");
  }

  private static void assertRefused(Head head, Network encoder, Targets targets, String why) {
    assertThatThrownBy(
            () -> new EmbeddingLearner(encoder, head).check(encoder.inputShape(), targets))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
