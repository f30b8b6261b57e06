package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.Features;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.context.CellContext;
import dev.quickstudy.head.context.ColumnContext;
import dev.quickstudy.head.context.InContext;
import dev.quickstudy.head.context.Mann;
import dev.quickstudy.head.context.NeuralProcess;
import dev.quickstudy.head.convex.Logistic;
import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.head.convex.Svm;
import dev.quickstudy.head.fitted.CosineFineTuning;
import dev.quickstudy.head.fitted.Softmax;
import dev.quickstudy.head.metric.ClassNames;
import dev.quickstudy.head.metric.Mahalanobis;
import dev.quickstudy.head.metric.Matching;
import dev.quickstudy.head.metric.NearestCentroid;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.head.metric.Relation;
import dev.quickstudy.head.metric.RelationMaps;
import dev.quickstudy.inner.Alfa;
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
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What weights mean to each learner that takes them. */
class WeightsTest extends ScopedTest {
  private static final Network MLP = new Mlp(List.of(2), List.of(5), 3);
  private static final Network ENCODER = new Mlp(List.of(2), List.of(5), 4);

  /**
   * A learner that takes weights.
   *
   * @param counting an example of weight 2 is as good as two
   */
  record Case(String name, Algorithm<?> algorithm, boolean values, boolean counting) {
    Network network() {
      return algorithm.learner().network();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case descent(String name, Algorithm<?> algorithm) {
    return new Case(name, algorithm, false, true);
  }

  private static Case head(String name, Head head) {
    return descent(
        name, new Algorithm<>(new EmbeddingLearner(ENCODER, head), new MetaGradients.Exact()));
  }

  private static Case process(String name, int heads) {
    return new Case(
        name,
        Algorithms.neuralProcess(
            new Identity(List.of(2)),
            new NeuralProcess(List.of(4), 4, heads, heads > 0 ? List.of(3, 4) : List.of(), 2)),
        true,
        true);
  }

  static List<Case> all() {
    Descent batches = Descent.of(MLP, Transforms.sgd(0.1), 4, 4).inBatches(4);
    return List.of(
        descent("maml", Algorithms.maml(MLP, 0.1, 2, 3)),
        new Case(
            "maml for values",
            Algorithms.maml(new Mlp(List.of(2), List.of(5), 2), 0.1, 2, 3),
            true,
            true),
        descent("fomaml", Algorithms.fomaml(MLP, 0.1, 2, 3)),
        descent("anil", Algorithms.anil(MLP, 0.1, 2, 3)),
        descent("boil", Algorithms.boil(MLP, 0.1, 2, 3)),
        descent("alfa", Algorithms.alfa(MLP, Alfa.published(0.1, 2), 2, 3)),
        // Far steps: φ − θ is a difference of float32 numbers, exact only to their size.
        descent("reptile", Algorithms.reptile(MLP, Transforms.sgd(0.5), 2, 3, 0)),
        descent("imaml", Algorithms.imaml(MLP, 0.1, 2, 2, 3, MetaGradients.Implicit.published())),
        descent(
            "cavia", Algorithms.cavia(new Mlp(List.of(4), List.of(5), 3), 2, List.of(), 0.1, 2, 3)),
        descent("meta-sgd", Algorithms.metaSgd(MLP, 0.1, 2, 3)),
        descent("maml++", Algorithms.mamlPlusPlus(MLP, 0.1, 2, 3, 0, 0)),
        descent("meta-curvature", Algorithms.metaCurvature(MLP, 0.1, 2, 3)),
        descent("t-net", Algorithms.tNet(MLP, 0.1, 2, 3)),
        descent("meta-lstm", Algorithms.metaLstm(MLP, 3, 0.1, 2, 3)),
        descent(
            "maml in steps",
            new Algorithm<>(
                Algorithms.maml(MLP, 0.1, 2, 3).learner(),
                new Checkpointed(new MetaGradients.Exact()))),
        descent("proto-maml", Algorithms.protoMaml(ENCODER, 0.1, 2, 3)),
        new Case("mini-batches", new Algorithm<>(batches, new MetaGradients.Exact()), false, false),
        head("names of classes that have none", new ClassNames(3)),
        head("prototypes", new Prototypes()),
        head("nearest centroid", new NearestCentroid(Features.CL2N)),
        head("matching", new Matching(0)),
        head("relation", new Relation(3)),
        descent(
            "relation of maps",
            new Algorithm<>(
                new EmbeddingLearner(
                    new Conv4(16, 1, 2, 2, Downsampling.MAPS, Normalisation.INSTANCE, 0),
                    new RelationMaps(3, 2)),
                new MetaGradients.Exact())),
        head("ridge", Ridge.learned()),
        head("ridge, plain", Ridge.plain()),
        new Case(
            "ridge for values",
            Algorithms.r2d2(new Mlp(List.of(2), List.of(5), 2), Ridge.learned()),
            true,
            true),
        head("logistic", Logistic.learned(3)),
        head("softmax", new Softmax(2, 0.1, 0.1, 3)),
        head("support vector machine", Svm.of(0.1, 1)),
        head("support vectors at their bounds", Svm.of(0.01, 0.1)),
        head("mahalanobis", new Mahalanobis(1)),
        head("in-context", new InContext(3, 4, 2, 2)),
        head("in-context, columns", new ColumnContext(3, 3, 4, 2, 2)),
        head("in-context, cells", new CellContext(3, 4, 2, 2)),
        head("cosine", new CosineFineTuning(2, 0.1, 0.9, 0.001, 5, 0)),
        new Case(
            "cosine in mini-batches",
            new Algorithm<>(
                new EmbeddingLearner(ENCODER, new CosineFineTuning(2, 0.1, 0.9, 0.001, 5, 4)),
                new MetaGradients.Exact()),
            false,
            false),
        process("cnp", 0),
        process("anp", 2));
  }

  static List<Case> counting() {
    return all().stream().filter(Case::counting).toList();
  }

  private static TaskBatch tasks(Case one, int tasks, int shots, long seed) {
    return one.values()
        ? Episodes.values(one.network(), tasks, 3 * shots, 5, seed)
        : Episodes.classes(one.network(), tasks, 3, shots, 3, seed);
  }

  private static Model model(Case one, DType type) {
    Model fresh = one.algorithm().learner().init(RandomKey.of(3)).to(DType.FLOAT64);
    Params moved = fresh.phi().map(t -> t.plus(Numbers.normals(9, t.shape()).times(0.1)));
    return new Model(moved, fresh.state()).to(type);
  }

  private static <L extends Learner> MetaGradient.Estimate estimate(
      Algorithm<L> algorithm, Model model, TaskBatch batch, Context now) {
    return algorithm.metaGradient().of(algorithm.learner(), model, batch, now);
  }

  static Stream<Arguments> precisions() {
    return all().stream()
        .flatMap(
            one ->
                Stream.of(
                    Arguments.of(one, DType.FLOAT32, 1e-6),
                    Arguments.of(one, DType.FLOAT64, 1e-12)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("precisions")
  void unevenTasksLearnedTogetherAreThoseLearnedAlone(Case one, DType type, double tolerance) {
    List<TaskBatch> alone =
        Stream.of(tasks(one, 1, 2, 1), tasks(one, 1, 4, 2), tasks(one, 1, 3, 3))
            .map(batch -> batch.to(type))
            .toList();
    TaskBatch together = TaskBatch.joined(alone);
    assertThat(together.support().weights()).isPresent();
    Learner learner = one.algorithm().learner();
    assertThat(learner.takesWeights(Regime.NONE)).isTrue();
    Model model = model(one, type);

    Context testing = Context.testing(RandomKey.of(5), Regime.NONE);
    Context training = Context.training(RandomKey.of(5), Regime.NONE, 0);
    List<Tensor> predicted = new ArrayList<>();
    List<Tensor> losses = new ArrayList<>();
    Optional<Params> gradients = Optional.empty();
    for (int t = 0; t < 3; t++) {
      predicted.add(predicted(learner, model, alone.get(t), testing.withFirstTask(t)));
      MetaGradient.Estimate own =
          estimate(one.algorithm(), model, alone.get(t), training.withFirstTask(t));
      losses.add(own.losses());
      Params share = own.gradients().times(1 / 3.0);
      gradients = Optional.of(gradients.map(share::plus).orElse(share));
    }
    assertClose(predicted(learner, model, together, testing), Tensor.cat(0, predicted), tolerance);
    MetaGradient.Estimate all = estimate(one.algorithm(), model, together, training);
    assertClose(all.losses(), Tensor.cat(0, losses), tolerance);
    assertClose(row(all.gradients()), row(gradients.orElseThrow()), tolerance);
  }

  @ParameterizedTest
  @MethodSource("all")
  void resumeTakesUpUnevenTasks(Case one) {
    TaskBatch together = TaskBatch.joined(List.of(tasks(one, 1, 2, 1), tasks(one, 1, 4, 2)));
    Learner learner = one.algorithm().learner();
    Model model = model(one, DType.FLOAT64);
    Context now = Context.testing(RandomKey.of(5), Regime.NONE);
    try (Adapted adapted = learner.adapt(model, together.support(), now);
        Adapted resumed = learner.resume(model, adapted.state())) {
      Numbers.assertSame(
          resumed.predict(together.query().x(), now).value(),
          adapted.predict(together.query().x(), now).value());
    }
  }

  private static double[] row(Params params) {
    return params.tensors().stream().flatMapToDouble(t -> Arrays.stream(t.toDoubles())).toArray();
  }

  private static Tensor predicted(Learner learner, Model model, TaskBatch batch, Context now) {
    try (Adapted adapted = learner.adapt(model, batch.support(), now)) {
      return adapted.predict(batch.query().x(), now).value();
    }
  }

  /** What decides how weights are taken: heads and starts, or the transform of gradients. */
  private static List<Class<?>> parts(Learner learner) {
    if (learner instanceof Tempered tempered) {
      return parts(tempered.of());
    }
    if (learner instanceof Pretrained pretrained) {
      return List.of(pretrained.head().getClass());
    }
    if (learner instanceof EmbeddingLearner encoded) {
      return List.of(encoded.start().getClass(), encoded.head().getClass());
    }
    Descent descent = (Descent) learner;
    return List.of(descent.start().getClass(), descent.inner().getClass());
  }

  @Test
  void allHoldsEveryPartOfTheCatalogueThatTakesWeights() {
    List<Class<?>> held =
        all().stream().flatMap(one -> parts(one.algorithm().learner()).stream()).toList();
    for (Catalogue.Entry entry : Catalogue.all()) {
      if (entry.learner().takesWeights(Regime.NONE)) {
        assertThat(held).as(entry.name()).containsAll(parts(entry.learner()));
      }
    }
  }

  @Test
  void learnersAroundOthersTakeUnevenTasks() {
    for (Learner learner :
        List.of(
            new Tempered(new EmbeddingLearner(ENCODER, new Prototypes()), 2),
            Algorithms.simpleShot(ENCODER, 7, Features.CL2N).learner())) {
      List<TaskBatch> alone =
          List.of(
              Episodes.classes(ENCODER, 1, 3, 2, 3, 1), Episodes.classes(ENCODER, 1, 3, 4, 3, 2));
      Model model = learner.init(RandomKey.of(3)).to(DType.FLOAT64);
      Context now = Context.testing(RandomKey.of(5), Regime.NONE);
      assertClose(
          predicted(learner, model, TaskBatch.joined(alone), now),
          Tensor.cat(
              0, alone.stream().map(batch -> predicted(learner, model, batch, now)).toList()),
          1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("counting")
  void anExampleOfWeightTwoIsAsGoodAsTwo(Case one) {
    TaskBatch batch = tasks(one, 2, 2, 1);
    Examples support = batch.support();
    Tensor twice = Tensor.of(new long[] {0, 0, 1, 2, 3, 4, 4, 5}, 8);
    Examples doubled = support.chosen(tensor -> tensor.indexSelect(1, twice));
    Examples weighted =
        new Examples(
            support.x(),
            support.y(),
            Optional.of(Tensor.of(new double[] {2, 1, 1, 1, 2, 1, 2, 1, 1, 1, 2, 1}, 2, 6)),
            support.targets());
    Learner learner = one.algorithm().learner();
    Model model = model(one, DType.FLOAT64);
    Context now = Context.testing(RandomKey.of(5), Regime.NONE);
    assertClose(
        predicted(learner, model, new TaskBatch(weighted, batch.query()), now),
        predicted(learner, model, new TaskBatch(doubled, batch.query()), now),
        1e-10);
  }

  @Test
  void weightedQueriesCountByTheirWeights() {
    for (Case one : all()) {
      TaskBatch batch = tasks(one, 1, 2, 1);
      Examples some = batch.query().chosen(tensor -> tensor.slice(1, 0, 4));
      double[] weights = new double[batch.query().count()];
      Arrays.fill(weights, 0, 4, 1);
      Examples masked =
          new Examples(
              batch.query().x(),
              batch.query().y(),
              Optional.of(Tensor.of(weights, 1, weights.length)),
              batch.query().targets());
      Context now = Context.training(RandomKey.of(5), Regime.NONE, 0);
      Model model = model(one, DType.FLOAT64);
      assertClose(
          estimate(one.algorithm(), model, new TaskBatch(batch.support(), masked), now).losses(),
          estimate(one.algorithm(), model, new TaskBatch(batch.support(), some), now).losses(),
          1e-12);
    }
  }

  @Test
  void negativeWeightsTurnDescentRoundAndAreRefusedByHeads() {
    TaskBatch batch = Episodes.classes(MLP, 1, 3, 2, 3, 1);
    Examples against =
        new Examples(
            batch.support().x(),
            batch.support().y(),
            Optional.of(Tensor.full(-3, DType.FLOAT64, 1, 6)),
            batch.support().targets());
    Context now = Context.testing(RandomKey.of(5), Regime.NONE);
    Descent up = Descent.of(MLP, Transforms.sgd(0.1), 1, 1);
    Descent down = Descent.of(MLP, Transforms.sgd(-0.1), 1, 1);
    Model model = Episodes.model(MLP, 1);
    try (Descended one = up.adapt(model, against, now);
        Descended two = down.adapt(model, batch.support(), now)) {
      assertClose(one.theta(), two.theta(), 1e-12);
    }
    EmbeddingLearner prototypes = new EmbeddingLearner(ENCODER, Ridge.learned());
    Model fresh = prototypes.init(RandomKey.of(1)).to(DType.FLOAT64);
    Examples some =
        new Examples(
            against.x(),
            against.y(),
            Optional.of(Tensor.of(new double[] {1, 1, 1, 1, 1, -1}, 1, 6)),
            against.targets());
    assertThatThrownBy(() -> prototypes.adapt(fresh, some, now))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("weights [tasks, examples] of at least 0");
    Examples none =
        new Examples(
            against.x(),
            against.y(),
            Optional.of(Tensor.zeros(DType.FLOAT64, 1, 6)),
            against.targets());
    EmbeddingLearner reader = new EmbeddingLearner(ENCODER, new InContext(3, 4, 2, 2));
    Model own = reader.init(RandomKey.of(1)).to(DType.FLOAT64);
    assertThatThrownBy(() -> reader.adapt(own, none, now))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("all weights of the support set of task 0 are 0");
  }

  @Test
  void learnersThatDoNotTakeWeightsRefuseThem() {
    Network conv = new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.BATCH, 3);
    for (Learner learner :
        List.of(
            Algorithms.maml(conv, 0.1, 1, 1).learner(),
            Algorithms.protonet(conv).learner(),
            new EmbeddingLearner(ENCODER, new Mann(3, 4, 5, 3, 2, 10)),
            new EmbeddingLearner(ENCODER, new Matching(1)))) {
      Regime regime = learner.regimes().contains(Regime.NONE) ? Regime.NONE : Regime.SUPPORT;
      assertThat(learner.takesWeights(regime)).isFalse();
      TaskBatch batch =
          TaskBatch.joined(
              List.of(
                  Episodes.classes(learner.network(), 1, 3, 2, 3, 1),
                  Episodes.classes(learner.network(), 1, 3, 3, 3, 2)));
      Model model = learner.init(RandomKey.of(1)).to(DType.FLOAT64);
      Context now = Context.testing(RandomKey.of(5), regime);
      assertThatThrownBy(() -> learner.adapt(model, batch.support(), now))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith(
              "the support set has weights, but this learner does not take them under the regime '"
                  + regime.label()
                  + "'; ");
    }
  }

  @Test
  void aClassWhoseExamplesAllHaveWeightZeroIsNotThere() {
    Examples support = Episodes.classes(ENCODER, 1, 3, 2, 3, 1).support();
    Examples masked =
        new Examples(
            support.x(),
            support.y(),
            Optional.of(Tensor.of(new double[] {1, 1, 0, 0, 1, 1}, 1, 6)),
            support.targets());
    EmbeddingLearner learner = new EmbeddingLearner(ENCODER, new Prototypes());
    Model model = learner.init(RandomKey.of(1)).to(DType.FLOAT64);
    Context now = Context.testing(RandomKey.of(5), Regime.NONE);
    assertThatThrownBy(() -> learner.adapt(model, masked, now))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no example of class 1 in task 0");
  }
}
