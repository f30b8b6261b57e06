package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.Features;
import dev.quickstudy.head.fitted.CosineFineTuning;
import dev.quickstudy.head.metric.NearestCentroid;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.head.transductive.LaplacianShot;
import dev.quickstudy.head.transductive.PtMap;
import dev.quickstudy.head.transductive.Tim;
import dev.quickstudy.learn.Pretrained.Classifier;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.NumberedPool;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PretrainedTest extends ScopedTest {
  private static final int CLASSES = 6;
  private static final Network MLP = new Mlp(List.of(2), List.of(5), 4);
  private static final Network CONV =
      new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.RUNNING, 0);

  static List<Pretrained> all() {
    List<Pretrained> all = new ArrayList<>();
    for (Network network : List.of(MLP, CONV)) {
      all.add(
          Algorithms.baselinePlusPlus(
                  network, CLASSES, new CosineFineTuning(2, 0.01, 0.9, 0.001, 5, 4))
              .learner());
      all.add(Algorithms.simpleShot(network, CLASSES, Features.CL2N).learner());
      all.add(Algorithms.ptMap(network, CLASSES, PtMap.published(1)).learner());
      all.add(Algorithms.tim(network, CLASSES, Tim.published()).learner());
      all.add(Algorithms.laplacianShot(network, CLASSES, LaplacianShot.usual()).learner());
    }
    return all;
  }

  static List<Pretrained> transductive() {
    return all().stream().filter(learner -> learner.head().transductive()).toList();
  }

  private static Pretrained simpleShot(Network network, Classifier classifier) {
    return new Pretrained(network, CLASSES, classifier, new NearestCentroid(Features.CL2N));
  }

  private static Regime trainingRegime(Learner learner) {
    return learner.trainingRegimes().iterator().next();
  }

  private static Context training(Learner learner) {
    return Context.training(RandomKey.of(8), trainingRegime(learner), 0);
  }

  /** φ and state in float64, none at its usual start. */
  private static Model model(Learner learner) {
    Model fresh = learner.init(RandomKey.of(3)).to(DType.FLOAT64);
    return new Model(moved(fresh.phi(), 4), moved(fresh.state(), 5));
  }

  private static Params moved(Params params, long seed) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    params
        .asMap()
        .forEach(
            (name, tensor) ->
                result.put(
                    name,
                    tensor.plus(
                        Tensor.of(
                                RandomKey.of(seed)
                                    .fold(name)
                                    .uniforms((int) tensor.elements(), 0, 1),
                                tensor.shape())
                            .times(0.2))));
    return Params.of(result);
  }

  /** Two mini-batches side by side, with an empty support set. */
  private static TaskBatch miniBatches(Network network) {
    Examples queries = Episodes.labelled(network, 2, CLASSES, 2, 11);
    return new TaskBatch(Episodes.labelled(network, 2, CLASSES, 0, 1), queries);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theMetaGradientIsExact(Pretrained learner) {
    Model model = model(learner);
    TaskBatch batch = miniBatches(learner.network());
    Context now = training(learner);
    Slopes.check(
        new MetaGradients.Exact().of(learner, model, batch, now).gradients(),
        model.phi(),
        phi -> {
          try (Adapted adapted =
              learner.adapt(new Model(phi, model.state()), batch.support(), now)) {
            return learner
                .loss(adapted.predict(batch.query().x(), now).value(), batch.query())
                .mean()
                .item();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Classifier.class)
  void inTrainingItIsTheOrdinaryClassifierOfAllClasses(Classifier classifier) {
    Pretrained learner = simpleShot(MLP, classifier);
    Model model = model(learner);
    TaskBatch batch = miniBatches(MLP);
    Context now = training(learner);
    Tensor embedded = MLP.apply(model.phi(), Params.empty(), batch.query().x(), now).value();
    Tensor logits =
        learner.adapt(model, batch.support(), now).predict(batch.query().x(), now).value();
    assertThat(logits.shape()).containsExactly(2, 12, CLASSES);
    double[][] weight = new double[CLASSES][];
    for (int c = 0; c < CLASSES; c++) {
      weight[c] = model.phi().get("pretrain.weight").select(0, c).toDoubles();
    }
    for (int t = 0; t < 2; t++) {
      for (int q = 0; q < 12; q++) {
        double[] z = embedded.select(0, t).select(0, q).toDoubles();
        double[] expected = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
          double product = 0;
          for (int d = 0; d < z.length; d++) {
            product += z[d] * weight[c][d];
          }
          expected[c] =
              classifier == Classifier.LINEAR
                  ? product + model.phi().get("pretrain.bias").toDoubles()[c]
                  : 2
                      * model.phi().get("pretrain.scale").toDoubles()[c]
                      * product
                      / (Numbers.norm(z) * Numbers.norm(weight[c]));
        }
        assertClose(logits.select(0, t).select(0, q).toDoubles(), expected, 1e-8);
      }
    }
  }

  @Test
  void cosinesBeginWithTheLengthsOfFreshWeightsAndAreSharperForManyClasses() {
    Tensor x = Numbers.normals(1, 1, 7, 2);
    for (int classes : new int[] {200, 201}) {
      Pretrained learner =
          new Pretrained(MLP, classes, Classifier.COSINE, new NearestCentroid(Features.CL2N));
      Model model = learner.init(RandomKey.of(3)).to(DType.FLOAT64);
      Tensor embedded = MLP.apply(model.phi(), Params.empty(), x, training(learner)).value();
      Tensor lengths = embedded.square().sum(true, 2).sqrt();
      Tensor product = embedded.matmul(model.phi().get("pretrain.weight").transpose(0, 1));
      Examples none = Episodes.labelled(MLP, 1, classes, 0, 1);
      Tensor logits =
          learner.adapt(model, none, training(learner)).predict(x, training(learner)).value();
      assertClose(logits, product.dividedBy(lengths).times(classes == 200 ? 2 : 10), 1e-6);
    }
  }

  @Test
  void theMeanOfTheEmbeddingsAndTheEncodersAveragesMoveInTraining() {
    Pretrained learner = simpleShot(CONV, Classifier.LINEAR);
    Model model = model(learner);
    TaskBatch batch = miniBatches(CONV);
    Context now = training(learner);
    Params state = new MetaGradients.Exact().of(learner, model, batch, now).state();
    assertThat(state.names()).containsExactlyElementsOf(model.state().names());
    Params encoder = model.state().select(name -> !name.startsWith("pretrain."));
    var embedded = CONV.apply(model.phi(), encoder, batch.query().x(), now);
    assertClose(
        state.select(name -> !name.startsWith("pretrain.")),
        embedded.state().meanOverTasks(),
        1e-12);
    assertClose(
        state.get("pretrain.mean"),
        model
            .state()
            .get("pretrain.mean")
            .times(0.9)
            .plus(embedded.value().mean(false, 0, 1).times(0.1)),
        1e-12);
  }

  @ParameterizedTest
  @MethodSource("all")
  void onEpisodesItIsTheEncoderWithTheHead(Pretrained learner) {
    Model model = model(learner);
    TaskBatch batch = Episodes.classes(learner.network(), 2, 3, 2, 4, 6);
    for (Regime regime : learner.regimes()) {
      Context now = Context.testing(RandomKey.of(8), regime);
      Params base = Params.of(Map.of("fit.base.mean", model.state().get("pretrain.mean")));
      Model plain =
          new Model(
              model.phi().select(name -> !name.startsWith("pretrain.")).join(base),
              model.state().select(name -> !name.startsWith("pretrain.")));
      try (Adapted one = learner.adapt(model, batch.support(), now);
          Adapted other =
              new EmbeddingLearner(learner.network(), learner.head())
                  .adapt(plain, batch.support(), now)) {
        assertSame(
            one.predict(batch.query().x(), now).value(),
            other.predict(batch.query().x(), now).value());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void waysAndShotsOfEpisodesAreFree(Pretrained learner) {
    for (int ways : new int[] {2, 9}) {
      TaskBatch batch = Episodes.classes(learner.network(), 2, ways, 3, 2, 6);
      learner.check(learner.network().inputShape(), batch.support().targets());
      for (Regime regime : learner.regimes()) {
        Context now = Context.testing(RandomKey.of(8), regime);
        try (Adapted adapted = learner.adapt(model(learner), batch.support(), now)) {
          assertThat(adapted.predict(batch.query().x(), now).value().shape())
              .containsExactly(2, 2L * ways, ways);
        }
      }
    }
  }

  @Test
  void whatItIsTrainedUnderIsNotWhatItIsJudgedUnder() {
    assertThat(simpleShot(CONV, Classifier.LINEAR).trainingRegimes())
        .containsExactly(Regime.QUERY_BATCH);
    assertThat(simpleShot(MLP, Classifier.LINEAR).trainingRegimes()).containsExactly(Regime.NONE);
    assertThat(simpleShot(CONV, Classifier.LINEAR).regimes())
        .isEqualTo(Set.of(Regime.RUNNING, Regime.QUERY_BATCH, Regime.JOINT));
  }

  @ParameterizedTest
  @MethodSource("transductive")
  void transductiveHeadsRefuseInductiveRegimesAndReadTheQuerySet(Pretrained learner) {
    TaskBatch batch = Episodes.classes(learner.network(), 2, 3, 2, 4, 6);
    assertThat(learner.regimes()).contains(Regime.QUERY_SET).allMatch(Regime::transductive);
    Regime inductive = learner.network().normalisation().inductive();
    Context now = Context.testing(RandomKey.of(8), inductive);
    assertThatThrownBy(() -> learner.adapt(model(learner), batch.support(), now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "this learner cannot predict under the regime '"
                + inductive.label()
                + "'; it can under: ")
        .hasMessageEndingWith("query-set");
  }

  @Test
  void trainingOnEpisodesIsRefused() {
    Pretrained learner = simpleShot(MLP, Classifier.LINEAR);
    TaskBatch episodes = Episodes.classes(MLP, 1, 3, 1, 2, 6);
    assertThatThrownBy(() -> learner.adapt(model(learner), episodes.support(), training(learner)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "this learner is pretrained on mini-batches of all 6 classes, without support sets; only at test does it learn from one");
    ClassTasks tasks =
        new ClassTasks(
            "numbered", new SplitClasses(NumberedPool.of(9, 5), name -> Optional.of(Split.TRAIN)));
    for (TaskShape shape : List.of(TaskShape.miniBatch(9, 4), new TaskShape(6, 1, 2))) {
      assertThatThrownBy(() -> learner.checkTraining(tasks, shape))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "this learner is pretrained on mini-batches of all 6 classes, which have as many ways and 0 shots, but");
    }
    learner.checkTraining(tasks, TaskShape.miniBatch(6, 4));
    assertThatThrownBy(
            () ->
                new EmbeddingLearner(MLP, new Prototypes())
                    .checkTraining(tasks, TaskShape.miniBatch(9, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "this learner is trained on tasks with support sets, but their shots are 0; ask for at least 1");
  }

  @Test
  void aNetworkThatNeedsASupportSetToNormaliseIsRefused() {
    assertThatThrownBy(
            () ->
                simpleShot(
                    new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.TASK, 0),
                    Classifier.LINEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pretraining has no support sets");
  }

  @Test
  void realValuedTargetsAndTooFewClassesAreRefused() {
    assertThatThrownBy(
            () -> simpleShot(MLP, Classifier.LINEAR).check(new long[] {2}, new Targets.Values(1)))
        .hasMessageContaining("need classes, but the tasks ask for Values[dimension=1]");
    assertThatThrownBy(() -> new Pretrained(MLP, 1, Classifier.LINEAR, new Prototypes()))
        .hasMessage("'classes' must be at least 2, but is 1");
  }
}
