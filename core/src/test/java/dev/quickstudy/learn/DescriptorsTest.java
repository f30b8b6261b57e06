package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.inner.StrategyInitialisation.Reads;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The strategy network with a descriptor: one vector a task, or one a column of the inputs. */
class DescriptorsTest extends ScopedTest {
  private static final Network MLP = new Mlp(List.of(3), List.of(5, 4), 1);
  private static final int TASKS = 4;
  private static final List<Integer> OF_TASK = List.of(2);
  private static final List<Integer> OF_COLUMNS = List.of(3, 2);

  private static Descent strategy(List<Integer> descriptor) {
    return Algorithms.strategy(MLP, 0.2, 2, 2, 4, Reads.BOTH, descriptor).learner();
  }

  private static TaskBatch batch(List<Integer> descriptor) {
    TaskBatch plain = Episodes.values(MLP, TASKS, 6, 5, 1);
    long[] shape = new long[descriptor.size() + 1];
    shape[0] = TASKS;
    for (int i = 0; i < descriptor.size(); i++) {
      shape[i + 1] = descriptor.get(i);
    }
    return new TaskBatch(
        plain.support().describedBy(Optional.of(Numbers.normals(9, shape))), plain.query());
  }

  private static double[] predictions(Descent learner, Model model, TaskBatch batch) {
    Context now = Context.testing(RandomKey.of(8), Regime.NONE);
    try (Descended adapted = learner.adapt(model, batch.support(), now)) {
      return adapted.predict(batch.query().x(), now).value().toDoubles();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void metaGradientWithADescriptorIsTheSlopeOfTheLoss(boolean columns) {
    List<Integer> shape = columns ? OF_COLUMNS : OF_TASK;
    Descent learner = strategy(shape);
    Model model = DescentCatalogueTest.model(learner);
    TaskBatch batch = batch(shape);
    Context now = Context.training(RandomKey.of(8), Regime.NONE, 0);
    MetaGradient.Estimate exact = new MetaGradients.Exact().of(learner, model, batch, now);
    Slopes.check(
        exact.gradients(),
        model.phi(),
        phi ->
            batch
                .query()
                .loss(
                    learner
                        .adapt(new Model(phi, Params.empty()), batch.support(), now)
                        .predict(batch.query().x(), now)
                        .value())
                .mean()
                .item());
    Params stepwise =
        new Checkpointed(new MetaGradients.Exact()).of(learner, model, batch, now).gradients();
    for (String name : stepwise.names()) {
      double[] expected = exact.gradients().get(name).toDoubles();
      double[] actual = stepwise.get(name).toDoubles();
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).as(name).isCloseTo(expected[i], within(1e-10));
      }
    }
  }

  @Test
  void descriptorsAreReadOnceTheyHaveLearnedAndEachTaskReadsItsOwn() {
    for (List<Integer> shape : List.of(OF_TASK, OF_COLUMNS)) {
      Descent learner = strategy(shape);
      Model model = DescentCatalogueTest.model(learner);
      TaskBatch batch = batch(shape);
      Tensor known = batch.support().descriptor().orElseThrow();
      Tensor first = known.slice(0, 0, 1).plus(1);
      Tensor other = Tensor.cat(0, List.of(first, known.slice(0, 1, TASKS)));
      double[] before = predictions(learner, model, batch);
      double[] after =
          predictions(
              learner,
              model,
              new TaskBatch(batch.support().describedBy(Optional.of(other)), batch.query()));
      int each = before.length / TASKS;
      for (int i = 0; i < before.length; i++) {
        if (i < each) {
          assertThat(after[i]).isNotEqualTo(before[i]);
        } else {
          assertThat(after[i]).isEqualTo(before[i]);
        }
      }
    }
  }

  @Test
  void descriptorChangesNothingBeforeAnythingIsLearned() {
    for (List<Integer> shape : List.of(OF_TASK, OF_COLUMNS)) {
      Descent learner = strategy(shape);
      Model model = learner.init(RandomKey.of(3)).to(DType.FLOAT64);
      TaskBatch batch = batch(shape);
      assertThat(
              Numbers.relative(
                  predictions(learner, model, batch), predictions(learner, model, without(batch))))
          .isLessThan(1e-12);
    }
  }

  private static TaskBatch without(TaskBatch batch) {
    return new TaskBatch(batch.support().describedBy(Optional.empty()), batch.query());
  }

  /** In training some descriptors are not read; to such a task an absent one is the same. */
  @Test
  void taskWithoutADescriptorIsOneWhoseDescriptorIsDropped() {
    Descent learner = strategy(OF_TASK);
    Model model = DescentCatalogueTest.model(learner);
    TaskBatch one = batch(OF_TASK);
    double[] absent = predictions(learner, model, without(one));
    int dropped = 0;
    int read = 0;
    int each = absent.length / TASKS;
    for (int seed = 0; seed < 20; seed++) {
      Context now = Context.training(RandomKey.of(seed), Regime.NONE, 0);
      double[] trained =
          learner
              .adapt(model, one.support(), now)
              .predict(one.query().x(), now)
              .value()
              .toDoubles();
      for (int t = 0; t < TASKS; t++) {
        if (Math.abs(trained[t * each] - absent[t * each]) < 1e-12) {
          dropped++;
        } else {
          read++;
        }
      }
    }
    assertThat(dropped).isBetween(12, 38); // of 80, 24 ± 4.1 by chance
    assertThat(read).isEqualTo(80 - dropped);
  }

  /** Columns in another order, with their descriptors and what the weights know of them. */
  @Test
  void orderOfColumnsDoesNotMatter() {
    Descent learner = strategy(OF_COLUMNS);
    Model model = DescentCatalogueTest.model(learner);
    TaskBatch batch = batch(OF_COLUMNS);
    Tensor order = Tensor.of(new long[] {2, 0, 1}, 3);
    Map<String, Tensor> turned = new LinkedHashMap<>();
    model
        .phi()
        .asMap()
        .forEach(
            (name, tensor) ->
                turned.put(
                    name,
                    name.equals("layers.0.weight") || name.equals("start.summary.input.weight")
                        ? tensor.indexSelect(1, order)
                        : tensor));
    Examples support = batch.support();
    TaskBatch columns =
        new TaskBatch(
            support
                .withInputs(support.x().indexSelect(2, order))
                .describedBy(support.descriptor().map(d -> d.indexSelect(1, order))),
            batch.query().withInputs(batch.query().x().indexSelect(2, order)));
    assertThat(
            Numbers.relative(
                predictions(learner, new Model(Params.of(turned), model.state()), columns),
                predictions(learner, model, batch)))
        .isLessThan(1e-11);
  }

  @Test
  void adaptRefusesADescriptorOfAnotherLength() {
    Descent learner = strategy(List.of(7));
    Model model = DescentCatalogueTest.model(learner);
    Context now = Context.testing(RandomKey.of(8), Regime.NONE);
    assertThatThrownBy(() -> learner.adapt(model, batch(OF_TASK).support(), now))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "this learner reads a descriptor of [7] numbers of each task, but the tasks have one of [2]");
    assertThatThrownBy(() -> strategy(List.of(4, 2)))
        .isInstanceOf(UsageException.class)
        .hasMessage("the descriptor is of 4 columns, but the network reads 3");
  }

  @Test
  void learnersThatReadNoDescriptorPassOverIt() {
    Descent maml = Algorithms.maml(MLP, 0.2, 2, 2).learner();
    Model model = DescentCatalogueTest.model(maml);
    assertThat(predictions(maml, model, batch(OF_TASK)))
        .isEqualTo(predictions(maml, model, without(batch(OF_TASK))));
  }
}
