package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.metric.ClassNames;
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
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassNamesTest extends ScopedTest {
  private static final Network POINTS = new Identity(List.of(6));
  private static final int TASKS = 3;
  private static final int WAYS = 4;
  private static final Context NOW = Context.testing(RandomKey.of(8), Regime.NONE);

  private static EmbeddingLearner learner() {
    return new EmbeddingLearner(POINTS, new ClassNames(3));
  }

  private static TaskBatch batch() {
    TaskBatch plain = Episodes.classes(POINTS, TASKS, WAYS, 2, 3, 5);
    return named(plain, Numbers.normals(4, TASKS, WAYS, 6));
  }

  private static TaskBatch named(TaskBatch batch, Tensor names) {
    return new TaskBatch(batch.support().describedBy(Optional.of(names)), batch.query());
  }

  private static TaskBatch without(TaskBatch batch, long examples) {
    return new TaskBatch(batch.support().chosen(t -> t.slice(1, 0, examples)), batch.query());
  }

  private static double[] predictions(Model model, TaskBatch batch) {
    try (Adapted adapted = learner().adapt(model, batch.support(), NOW)) {
      return adapted.predict(batch.query().x(), NOW).value().toDoubles();
    }
  }

  private static Model model() {
    return DescentCatalogueTest.model(learner());
  }

  @Test
  void metaGradientIsTheSlopeOfTheLoss() {
    Model model = model();
    TaskBatch batch = batch();
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    Slopes.check(
        new MetaGradients.Exact().of(learner(), model, batch, now).gradients(),
        model.phi(),
        phi ->
            batch
                .query()
                .loss(
                    learner()
                        .adapt(new Model(phi, Params.empty()), batch.support(), now)
                        .predict(batch.query().x(), now)
                        .value())
                .mean()
                .item());
  }

  @Test
  void classesWithoutExamplesGoByTheirNames() {
    Model fresh = learner().init(RandomKey.of(3)).to(DType.FLOAT64);
    TaskBatch batch = batch();
    // Queries that are the names themselves, in order.
    Tensor names = batch.support().descriptor().orElseThrow();
    for (long examples : new long[] {0, 2, 4}) { // of none, of the first, of the first two classes
      Examples support = without(batch, examples).support();
      try (Adapted adapted = learner().adapt(fresh, support, NOW)) {
        long[] answers = adapted.predict(names, NOW).value().argmax(2).toLongs();
        for (int i = 0; i < answers.length; i++) {
          if (i % WAYS >= examples / 2) {
            assertThat(answers[i]).isEqualTo(i % WAYS);
          }
        }
      }
    }
  }

  @Test
  void exampleOfWeightZeroIsNotThere() {
    Model model = model();
    TaskBatch batch = batch();
    double[] weights = new double[TASKS * WAYS * 2];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % (WAYS * 2) < 4 ? 1 : 0;
    }
    Examples all = batch.support();
    Examples some =
        new Examples(
            all.x(),
            all.y(),
            Optional.of(Tensor.of(weights, TASKS, WAYS * 2)),
            all.descriptor(),
            all.targets());
    assertThat(
            Numbers.relative(
                predictions(model, new TaskBatch(some, batch.query())),
                predictions(model, without(batch, 4))))
        .isLessThan(1e-12);
  }

  @Test
  void renamedClassesHaveRenamedPredictions() {
    Model model = model();
    TaskBatch batch = batch();
    Tensor order = Tensor.of(new long[] {2, 0, 3, 1}, WAYS); // new class i is the old order[i]
    long[] place = {1, 3, 0, 2};
    long[] labels = batch.support().y().toLongs();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = place[(int) labels[i]];
    }
    Examples turned =
        new Examples(
                batch.support().x(),
                Tensor.of(labels, TASKS, labels.length / TASKS),
                new Targets.Classes(WAYS))
            .describedBy(batch.support().descriptor().map(d -> d.indexSelect(1, order)));
    double[] expected =
        Tensor.of(predictions(model, batch), TASKS, WAYS * 3, WAYS)
            .indexSelect(2, order)
            .toDoubles();
    assertThat(Numbers.relative(predictions(model, new TaskBatch(turned, batch.query())), expected))
        .isLessThan(1e-12);
  }

  @Test
  void learnedTaskGoesOnWithoutItsExamplesAndNames() {
    Model model = model();
    TaskBatch batch = without(batch(), 4);
    try (Adapted adapted = learner().adapt(model, batch.support(), NOW);
        Adapted resumed = learner().resume(model, adapted.state())) {
      assertThat(resumed.predict(batch.query().x(), NOW).value().toDoubles())
          .isEqualTo(adapted.predict(batch.query().x(), NOW).value().toDoubles());
    }
  }

  @Test
  void adaptRefusesAClassWithNeitherNameNorExample() {
    TaskBatch plain = without(Episodes.classes(POINTS, TASKS, WAYS, 2, 3, 5), 6);
    assertThatThrownBy(() -> predictions(model(), plain))
        .isInstanceOf(UsageException.class)
        .hasMessage("class 3 of task 0 has neither a name nor an example; give it one of the two");
    assertThatThrownBy(() -> predictions(model(), named(plain, Numbers.normals(4, TASKS, WAYS, 5))))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "this learner reads a descriptor of [4, 6] numbers of each task, but the tasks have one of [4, 5]");
  }

  @Test
  void checkRefusesAnEncoderThatNormalisesAcrossExamples() {
    EmbeddingLearner learner =
        new EmbeddingLearner(
            new Conv4(6, 1, 2, 2, Downsampling.POOL, Normalisation.BATCH, 0), new ClassNames(3));
    assertThatThrownBy(() -> learner.check(learner.network().inputShape(), new Targets.Classes(3)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("embeds each example by itself");
  }
}
