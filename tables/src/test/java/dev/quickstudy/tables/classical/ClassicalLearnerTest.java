package dev.quickstudy.tables.classical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.learn.Model;
import dev.quickstudy.learn.TaskState;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tables.tasks.GeneratedTables;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassicalLearnerTest {
  private static final int WIDTH = 4;
  private static final int WAYS = 3;
  private static final Identity NETWORK = new Identity(List.of(WIDTH));
  private static final Model NOTHING = new Model(Params.empty(), Params.empty());
  private static final Context NOW = Context.testing(RandomKey.of(1), Regime.NONE);

  /** Two tasks of three classes that the first column tells; the last column is 0 throughout. */
  private static Examples tasks(String name, int each) {
    RandomKey.Stream random = RandomKey.of(3).fold(name).stream();
    int count = WAYS * each;
    float[] x = new float[2 * count * WIDTH];
    long[] y = new long[2 * count];
    for (int i = 0; i < y.length; i++) {
      y[i] = i % WAYS;
      x[i * WIDTH] = (float) (4 * y[i] + 0.5 * random.normal());
      x[i * WIDTH + 1] = (float) random.normal();
      x[i * WIDTH + 2] = (float) random.normal();
    }
    return new Examples(
        Tensor.of(x, 2, count, WIDTH), Tensor.of(y, 2, count), new Targets.Classes(WAYS));
  }

  private static ClassicalLearner of(Baseline method) {
    return new ClassicalLearner(NETWORK, method);
  }

  @ParameterizedTest
  @EnumSource(value = Baseline.class, names = "MAJORITY", mode = EnumSource.Mode.EXCLUDE)
  void adaptLearnsAnyNumberOfClasses(Baseline method) {
    try (Scope scope = Scope.open();
        LearnedTasks learned = LearnedTasks.learn(of(method), NOTHING, tasks("s", 8), NOW)) {
      Examples queries = tasks("q", 10);
      long[] taken = learned.predict(queries.x()).value().argmax(-1).toLongs();
      long[] truth = queries.y().toLongs();
      int right = 0;
      for (int i = 0; i < truth.length; i++) {
        right += taken[i] == truth[i] ? 1 : 0;
      }
      assertThat(right).isGreaterThan(54);
    }
  }

  @ParameterizedTest
  @EnumSource(Baseline.class)
  void resumeFitsAgainToTheSameBits(Baseline method) {
    try (Scope scope = Scope.open();
        LearnedTasks learned = LearnedTasks.learn(of(method), NOTHING, tasks("s", 5), NOW);
        LearnedTasks again = LearnedTasks.resume(of(method), NOTHING, learned.state(), NOW)) {
      Tensor queries = tasks("q", 6).x();
      assertThat(again.predict(queries).value().toDoubles())
          .isEqualTo(learned.predict(queries).value().toDoubles());
    }
  }

  @ParameterizedTest
  @EnumSource(value = Baseline.class, names = "MAJORITY", mode = EnumSource.Mode.EXCLUDE)
  void adaptLearnsFromOneColumn(Baseline method) {
    float[][] rows = {{0.1f}, {0.3f}, {0.2f}, {2.4f}, {2.2f}, {2.3f}};
    Baseline.Fitted fitted = method.fit(rows, new int[] {0, 0, 0, 1, 1, 1}, 2, 0);

    assertThat(fitted.best(new float[] {0})).isZero();
    assertThat(fitted.best(new float[] {2.5f})).isOne();
  }

  @Test
  void resumeRefusesTheStateOfAnotherLearner() {
    try (Scope scope = Scope.open();
        LearnedTasks learned =
            LearnedTasks.learn(of(Baseline.RANDOM_FOREST), NOTHING, tasks("s", 2), NOW)) {
      TaskState state = learned.state();
      TaskState other =
          new TaskState(
              Params.perTask(Map.of("fit.means", Tensor.of(new float[1], 1))),
              Params.empty(),
              Regime.NONE,
              0,
              state.targets());
      assertThatThrownBy(() -> of(Baseline.RANDOM_FOREST).resume(NOTHING, other))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("learned by another learner");
    }
  }

  @Test
  void predictionsAreTheSameFromManyThreads() {
    try (Scope scope = Scope.open();
        Workers workers = new Workers(4);
        LearnedTasks learned =
            LearnedTasks.learn(of(Baseline.RANDOM_FOREST), NOTHING, tasks("s", 8), NOW)) {
      float[] x = tasks("q", 6).x().toFloats();
      List<double[]> all =
          workers.map(
              64,
              i -> {
                try (Scope own = Scope.open()) {
                  return learned.predict(Tensor.of(x, 2, 18, WIDTH)).value().toDoubles();
                }
              });
      all.forEach(one -> assertThat(one).isEqualTo(all.get(0)));
    }
  }

  @Test
  void aQueryDoesNotDependOnItsCompany() {
    try (Scope scope = Scope.open();
        LearnedTasks learned =
            LearnedTasks.learn(of(Baseline.BOOSTED_TREES), NOTHING, tasks("s", 8), NOW)) {
      Tensor queries = tasks("q", 6).x();
      assertThat(learned.predict(queries.slice(1, 3, 4)).value().toDoubles())
          .isEqualTo(learned.predict(queries).value().slice(1, 3, 4).toDoubles());
    }
  }

  @Test
  void checkRefusesWhatItCannotLearn() {
    ClassicalLearner learner = of(Baseline.RANDOM_FOREST);
    assertThatThrownBy(() -> learner.check(new long[] {WIDTH}, new Targets.Values(1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("learns classes");
    assertThatThrownBy(() -> learner.check(new long[] {3}, new Targets.Classes(2)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("[3]");
    assertThatThrownBy(
            () ->
                learner.checkTraining(
                    new GeneratedTables(Preparation.usual(), WIDTH), new TaskShape(2, 2, 2)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("nothing to train");
    Mlp mlp = new Mlp(List.of(WIDTH), List.of(), 2);
    assertThatThrownBy(() -> new ClassicalLearner(mlp, Baseline.RANDOM_FOREST))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("identity");
  }
}
