package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.context.InContext;
import dev.quickstudy.head.context.Mann;
import dev.quickstudy.head.context.NeuralProcess;
import dev.quickstudy.head.metric.Matching;
import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.inner.FilmInitialisation;
import dev.quickstudy.inner.TaskInitialisation;
import dev.quickstudy.judge.Interval;
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
import dev.quickstudy.task.MiniBatches;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is particular to learners that adapt by reading, and to conditioning by FiLM. */
class ContextLearnersTest extends ScopedTest {
  private static final Network POINTS = new Identity(List.of(2));
  private static final Network DESCRIBER = new Mlp(List.of(2), List.of(3), 3);
  private static final Mann MANN = new Mann(3, 4, 5, 3, 2, 5);

  /** Pictures of 8×8, normalised by the support set, and a reader of them for itself. */
  private static final Network CONVOLUTIONS =
      new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.BATCH, 0);

  private static final Network PICTURES =
      new Conv4(8, 1, 2, 2, Downsampling.STRIDE, Normalisation.LAYER, 0);

  private static Context testing(Regime regime) {
    return Context.testing(RandomKey.of(8), regime);
  }

  /** A model with every number moved, those that begin with zeros too. */
  private static Model model(EmbeddingLearner learner, long seed) {
    Model fresh = learner.init(RandomKey.of(seed)).to(DType.FLOAT64);
    Params phi = fresh.phi();
    for (String name : phi.names()) {
      Tensor noise = normals(name.hashCode() + seed, phi.get(name).shape());
      phi = Episodes.with(phi, name, phi.get(name).plus(noise.times(0.3)));
    }
    return new Model(phi, fresh.state());
  }

  private static Tensor predict(
      EmbeddingLearner learner, Model model, Examples support, Tensor queries) {
    Regime regime = learner.network().normalisation().inductive();
    try (Adapted adapted = learner.adapt(model, support, testing(regime))) {
      return adapted.predict(queries, testing(regime)).value();
    }
  }

  /** Points of dimension 2 with values of a dimension. */
  private static Examples points(int tasks, int count, int dimension, long seed) {
    return new Examples(
        normals(seed, tasks, count, 2),
        normals(seed + 1, tasks, count, dimension),
        new Targets.Values(dimension));
  }

  /** Learners of values of two dimensions. */
  static List<EmbeddingLearner> regressors() {
    return List.of(
        new EmbeddingLearner(POINTS, NeuralProcess.conditional(List.of(5), 4, 2)),
        new EmbeddingLearner(POINTS, new NeuralProcess(List.of(5), 4, 2, List.of(4, 3), 2)),
        new EmbeddingLearner(POINTS, new Mann(2, 4, 5, 3, 2, 1)),
        new EmbeddingLearner(POINTS, new InContext(2, 4, 2, 2)));
  }

  @ParameterizedTest
  @MethodSource("regressors")
  void theMetaGradientOnValuesIsTheSlopeOfTheLoss(EmbeddingLearner learner) {
    Model model = model(learner, 1);
    TaskBatch batch = new TaskBatch(points(2, 4, 2, 5), points(2, 3, 2, 6));
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    Slopes.check(
        new MetaGradients.Exact().of(learner, model, batch, now).gradients(),
        model.phi(),
        phi ->
            learner
                .loss(
                    learner
                        .adapt(new Model(phi, model.state()), batch.support(), now)
                        .predict(batch.query().x(), now)
                        .value(),
                    batch.query())
                .mean()
                .item());
  }

  @ParameterizedTest
  @MethodSource("regressors")
  void tasksDoNotKnowOfEachOther(EmbeddingLearner learner) {
    Model model = model(learner, 1);
    Examples support = points(3, 4, 2, 5);
    Tensor queries = normals(6, 3, 2, 2);
    Tensor together = predict(learner, model, support, queries);
    for (long t = 0; t < 3; t++) {
      Examples alone =
          new Examples(
              support.x().slice(0, t, t + 1), support.y().slice(0, t, t + 1), support.targets());
      Context now = testing(Regime.NONE).withFirstTask(t);
      try (Adapted adapted = learner.adapt(model, alone, now)) {
        assertClose(
            adapted.predict(queries.slice(0, t, t + 1), now).value(),
            together.slice(0, t, t + 1),
            1e-12);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("regressors")
  void whatIsReadMatters(EmbeddingLearner learner) {
    Model model = model(learner, 1);
    Tensor queries = normals(6, 2, 2, 2);
    double[] one = predict(learner, model, points(2, 4, 2, 5), queries).toDoubles();
    double[] other = predict(learner, model, points(2, 4, 2, 15), queries).toDoubles();
    assertThat(Numbers.relative(one, other)).isGreaterThan(1e-3);
  }

  @Test
  void aNeuralProcessIsJudgedByTheLikelihoodOfTheAnswers() {
    NeuralProcess process = NeuralProcess.conditional(List.of(5), 4, 2);
    EmbeddingLearner learner = new EmbeddingLearner(POINTS, process);
    Examples queries = points(2, 3, 2, 6);
    Tensor predictions = predict(learner, model(learner, 1), points(2, 4, 2, 5), queries.x());
    assertThat(predictions.shape()).containsExactly(2, 3, 4);
    double[] losses = process.loss(predictions, queries).toDoubles();
    double[] p = predictions.toDoubles();
    double[] y = queries.y().toDoubles();
    for (int t = 0; t < 2; t++) {
      double expected = 0;
      for (int q = 0; q < 3; q++) {
        for (int d = 0; d < 2; d++) {
          double mean = p[(t * 3 + q) * 4 + d];
          double deviation = p[(t * 3 + q) * 4 + 2 + d];
          assertThat(deviation).isGreaterThan(0.1);
          double density =
              Math.exp(-Math.pow((y[(t * 3 + q) * 2 + d] - mean) / deviation, 2) / 2)
                  / (deviation * Math.sqrt(2 * Math.PI));
          expected -= Math.log(density) / 3;
        }
      }
      assertThat(losses[t]).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-12));
    }
  }

  @Test
  void aMemoryIsWrittenWhereItWasLeastUsedAlsoWhenItIsFull() {
    EmbeddingLearner learner = new EmbeddingLearner(POINTS, MANN);
    Model model = model(learner, 1);
    Examples support = Episodes.labelled(POINTS, 2, 3, 4, 5); // 12 examples for 5 slots
    Tensor queries = normals(6, 2, 3, 2);
    Tensor predictions = predict(learner, model, support, queries);
    Examples read = MiniBatches.shuffled(support, testing(Regime.NONE));
    for (int t = 0; t < 2; t++) {
      PlainMann plain =
          new PlainMann(model.phi().under("fit."), MANN.hidden(), MANN.reads(), MANN.sharpness());
      long[] labels = read.y().select(0, t).toLongs();
      for (int n = 0; n < 12; n++) {
        double[] x = Arrays.copyOf(read.x().select(0, t).select(0, n).toDoubles(), 5);
        x[2 + (int) labels[n]] = 1;
        plain.remember(x);
      }
      for (int q = 0; q < 3; q++) {
        double[] x = Arrays.copyOf(queries.select(0, t).select(0, q).toDoubles(), 5);
        assertClose(predictions.select(0, t).select(0, q).toDoubles(), plain.answer(x), 1e-10);
      }
    }
  }

  /** A user's examples come sorted by class, or in another order: it must not matter. */
  @Test
  void adaptScoresOrderReadersTheSameOnSortedAndOnOtherSupportSets() {
    int tasks = 600;
    for (Head head : List.of(MANN, new Matching(2))) {
      EmbeddingLearner learner = new EmbeddingLearner(POINTS, head);
      Model model = model(learner, 1);
      TaskBatch batch = Episodes.classes(POINTS, tasks, 3, 2, 2, 5);
      Examples sorted = batch.support();
      Examples turned = Episodes.reordered(sorted, 5, 4, 3, 2, 1, 0);
      Context now = testing(Regime.NONE);
      double[] differences = new double[tasks];
      try (Adapted one = learner.adapt(model, sorted, now);
          Adapted other = learner.adapt(model, turned, now)) {
        double[] first =
            learner.loss(one.predict(batch.query().x(), now).value(), batch.query()).toDoubles();
        double[] second =
            learner.loss(other.predict(batch.query().x(), now).value(), batch.query()).toDoubles();
        Arrays.setAll(differences, i -> first[i] - second[i]);
      }
      Interval apart = Interval.of(differences);
      assertThat(apart.ci95()).as("the order is read").isPositive();
      assertThat(Math.abs(apart.mean())).isLessThan(1.5 * apart.ci95());
    }
  }

  @Test
  void eachHeadWritesToALeastUsedSlotOfItsOwn() {
    Mann mann = new Mann(3, 4, 9, 3, 4, 1);
    EmbeddingLearner learner = new EmbeddingLearner(POINTS, mann);
    Params learned = model(learner, 1).phi().under("fit.");
    Examples support = Episodes.labelled(POINTS, 1, 3, 1, 5);
    Examples one =
        new Examples(support.x().slice(1, 0, 1), support.y().slice(1, 0, 1), support.targets());
    Tensor after = mann.fit(learned, one, testing(Regime.NONE)).get("slots").select(0, 0);
    Tensor before = learned.get("memory");
    for (int slot = 0; slot < 9; slot++) {
      double moved = Numbers.norm(after.select(0, slot).minus(before.select(0, slot)).toDoubles());
      assertThat(moved > 0).isEqualTo(slot < 4);
    }
    double[] key = after.select(0, 1).minus(before.select(0, 1)).toDoubles();
    double[] other = after.select(0, 2).minus(before.select(0, 2)).toDoubles();
    assertThat(Numbers.relative(key, other)).isGreaterThan(1e-3);
    assertThatThrownBy(() -> new Mann(3, 4, 3, 3, 4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "4 heads write to as many slots at a time, but there are 3; use 4 slots or fewer heads");
  }

  @Test
  void aQueryLeavesTheMemoryAsItIs() {
    EmbeddingLearner learner = new EmbeddingLearner(POINTS, MANN);
    Examples support = Episodes.labelled(POINTS, 2, 3, 2, 5);
    Context now = testing(Regime.NONE);
    Tensor queries = normals(6, 2, 3, 2);
    try (Adapted adapted = learner.adapt(model(learner, 1), support, now)) {
      Tensor before = adapted.predict(queries, now).value();
      adapted.predict(normals(7, 2, 30, 2), now);
      assertSame(adapted.predict(queries, now).value(), before);
    }
  }

  @Test
  void whatAMemoryHoldsDependsOnTheOrderOfTheSupportSet() {
    EmbeddingLearner learner = new EmbeddingLearner(POINTS, MANN);
    Model model = model(learner, 1);
    Examples support = Episodes.labelled(POINTS, 2, 3, 2, 5);
    Tensor queries = normals(6, 2, 3, 2);
    double[] before = predict(learner, model, support, queries).toDoubles();
    Examples turned = Episodes.reordered(support, 5, 4, 3, 2, 1, 0);
    assertThat(Numbers.relative(predict(learner, model, turned, queries).toDoubles(), before))
        .isGreaterThan(1e-3);
  }

  @Test
  void beforeFilmHasLearnedTheEncoderIsTheSharedOne() {
    EmbeddingLearner conditioned =
        new EmbeddingLearner(CONVOLUTIONS, new FilmInitialisation(PICTURES), new Prototypes());
    EmbeddingLearner plain = new EmbeddingLearner(CONVOLUTIONS, new Prototypes());
    TaskBatch batch = Episodes.classes(CONVOLUTIONS, 2, 3, 2, 2, 5);
    Model fresh = conditioned.init(RandomKey.of(3)).to(DType.FLOAT64);
    Model shared = new Model(fresh.phi().select(name -> !name.startsWith("start.")), fresh.state());
    assertClose(
        predict(conditioned, fresh, batch.support(), batch.query().x()),
        predict(plain, shared, batch.support(), batch.query().x()),
        1e-12);
  }

  @Test
  void filmGivesEachTaskItsOwnEmbeddings() {
    EmbeddingLearner conditioned =
        new EmbeddingLearner(CONVOLUTIONS, new FilmInitialisation(PICTURES), new Prototypes());
    Model model = model(conditioned, 3);
    TaskBatch batch = Episodes.classes(CONVOLUTIONS, 2, 3, 2, 2, 5);
    Params shared = model.phi().select(name -> !name.startsWith("start."));
    Params own =
        new FilmInitialisation(PICTURES)
            .begin(
                new TaskInitialisation.SharedModel(
                    CONVOLUTIONS, model.phi().under("start."), shared, model.state()),
                batch.support(),
                testing(Regime.SUPPORT))
            .params();
    assertThat(own.names())
        .containsExactlyInAnyOrder(
            "blocks.0.norm.weight",
            "blocks.0.norm.bias",
            "blocks.1.norm.weight",
            "blocks.1.norm.bias");
    for (String name : own.names()) {
      assertThat(own.get(name).shape()).containsExactly(2, 3);
      double[] first = own.get(name).select(0, 0).toDoubles();
      assertThat(Numbers.relative(own.get(name).select(0, 1).toDoubles(), first)).isPositive();
      assertThat(Numbers.relative(first, shared.get(name).toDoubles())).isGreaterThan(1e-2);
    }
  }

  @Test
  void theMetaGradientThroughFilmOfConvolutionsIsTheSlopeOfTheLoss() {
    EmbeddingLearner learner =
        new EmbeddingLearner(CONVOLUTIONS, new FilmInitialisation(PICTURES), new Prototypes());
    Model model = model(learner, 3);
    TaskBatch batch = Episodes.classes(CONVOLUTIONS, 2, 2, 1, 2, 5);
    Context now = Context.training(RandomKey.of(8), Regime.SUPPORT, 0);
    Slopes.check(
        new MetaGradients.Exact().of(learner, model, batch, now).gradients(),
        model.phi(),
        phi ->
            learner
                .loss(
                    learner
                        .adapt(new Model(phi, model.state()), batch.support(), now)
                        .predict(batch.query().x(), now)
                        .value(),
                    batch.query())
                .mean()
                .item());
  }

  @Test
  void conditioningThatCannotWorkIsRefusedWhenItIsPutTogether() {
    assertThatThrownBy(
            () -> new EmbeddingLearner(POINTS, new FilmInitialisation(DESCRIBER), new Prototypes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no place where a task could scale and shift its units");
    assertThatThrownBy(
            () ->
                new EmbeddingLearner(
                    CONVOLUTIONS, new FilmInitialisation(DESCRIBER), new Prototypes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the describer must read what the network reads, [1, 8, 8], but reads [2]");
    assertThatThrownBy(() -> new FilmInitialisation(CONVOLUTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give it instance, group or layer normalisation, or none");
  }
}
