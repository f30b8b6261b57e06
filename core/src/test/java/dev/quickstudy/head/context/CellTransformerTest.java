package dev.quickstudy.head.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.MetaGradients;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.CellRows;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CellTransformerTest {
  private static final int COLUMNS = 6;
  private static final int ROW = 3 * 8; // room for 8 columns
  private static final RandomKey KEY = RandomKey.of(5);
  private static final EmbeddingLearner LEARNER =
      new EmbeddingLearner(new CellRows(ROW, 8), new CellTransformer(5, 16, 2, 2, 24, 3));

  /** Weights with nothing at 0, as the last maps of blocks begin. */
  private static Model model(DType type) {
    Model fresh = LEARNER.init(KEY.fold("init")).to(type);
    Map<String, Tensor> stirred = new TreeMap<>();
    fresh
        .phi()
        .asMap()
        .forEach(
            (name, tensor) ->
                stirred.put(
                    name,
                    tensor.plus(
                        Tensor.of(KEY.fold(name).normals((int) tensor.elements()), tensor.shape())
                            .to(type)
                            .times(0.2))));
    return new Model(Params.of(stirred), fresh.state());
  }

  private static Tensor rows(int tasks, int count, String name) {
    float[] x = new float[tasks * count * ROW];
    RandomKey.Stream random = KEY.fold(name).stream();
    for (int row = 0; row < tasks * count; row++) {
      for (int c = 0; c < COLUMNS; c++) {
        boolean gap = random.uniform() < 0.1;
        x[row * ROW + 3 * c] = gap ? 0 : (float) random.normal();
        x[row * ROW + 3 * c + 1] = gap ? 1 : 0;
        x[row * ROW + 3 * c + 2] = c % 3 == 0 ? -1 : 1;
      }
    }
    return Tensor.of(x, tasks, count, ROW);
  }

  /** Tasks of classes 0 … 2 of 4 that targets know. */
  private static Examples support(int tasks, int count) {
    long[] y = new long[tasks * count];
    for (int i = 0; i < y.length; i++) {
      y[i] = i % 3;
    }
    return new Examples(
        rows(tasks, count, "support"), Tensor.of(y, tasks, count), new Targets.Classes(4));
  }

  private static Context testing() {
    return Context.testing(KEY.fold("learner"), Regime.NONE);
  }

  private static float[] probabilities(Model model, Examples support, Tensor queries) {
    try (Adapted adapted = LEARNER.adapt(model, support, testing())) {
      return adapted.predict(queries, testing()).value().softmax(-1).toFloats();
    }
  }

  @Test
  void orderOfSupportRowsDoesNotMatter() {
    try (Scope scope = Scope.open()) {
      Model model = model(DType.FLOAT32);
      Examples support = support(2, 9);
      Tensor order = Tensor.of(new long[] {3, 8, 0, 1, 7, 2, 6, 5, 4}, 9);
      Tensor queries = rows(2, 5, "queries");
      assertThat(probabilities(model, support.chosen(x -> x.indexSelect(1, order)), queries))
          .containsExactly(probabilities(model, support, queries), within(1e-5f));
    }
  }

  @Test
  void classesThatTheSupportSetHasNotAreNeverAnswered() {
    try (Scope scope = Scope.open()) {
      float[] all = probabilities(model(DType.FLOAT32), support(1, 9), rows(1, 5, "queries"));
      for (int query = 0; query < 5; query++) {
        assertThat(all[4 * query + 3]).isZero();
        assertThat(all[4 * query] + all[4 * query + 1] + all[4 * query + 2])
            .isCloseTo(1, within(1e-5f));
      }
    }
  }

  @Test
  void tasksSideBySideAreThoseOneByOne() {
    try (Scope scope = Scope.open()) {
      Model model = model(DType.FLOAT32);
      Examples both = support(2, 9);
      Tensor queries = rows(2, 5, "queries");
      float[] together = probabilities(model, both, queries);
      for (int t = 0; t < 2; t++) {
        int task = t;
        float[] alone =
            probabilities(
                model, both.map(x -> x.slice(0, task, task + 1)), queries.slice(0, task, task + 1));
        float[] own = new float[alone.length];
        System.arraycopy(together, t * alone.length, own, 0, own.length);
        assertThat(alone).containsExactly(own, within(1e-5f));
      }
    }
  }

  @Test
  void queriesDoNotDependOnEachOther() {
    try (Scope scope = Scope.open()) {
      Model model = model(DType.FLOAT32);
      Tensor queries = rows(1, 5, "queries");
      float[] all = probabilities(model, support(1, 9), queries);
      float[] first = probabilities(model, support(1, 9), queries.slice(1, 0, 1));
      assertThat(first)
          .containsExactly(new float[] {all[0], all[1], all[2], all[3]}, within(1e-6f));
    }
  }

  @Test
  void rowsOfWeightZeroAreAsIfTheyWereNotThere() {
    try (Scope scope = Scope.open()) {
      Model model = model(DType.FLOAT32);
      Examples support = support(1, 9);
      TaskBatch filled =
          TaskBatch.joined(
              List.of(
                  new TaskBatch(support, support), new TaskBatch(support(1, 12), support(1, 12))));
      Tensor queries = rows(1, 5, "queries");
      float[] alone = probabilities(model, support, queries);
      float[] both =
          probabilities(model, filled.support(), Tensor.cat(0, List.of(queries, queries)));
      float[] own = new float[alone.length];
      System.arraycopy(both, 0, own, 0, own.length);
      assertThat(own).containsExactly(alone, within(1e-5f));
    }
  }

  @Test
  void gradientsAgreeWithDifferences() {
    try (Scope scope = Scope.open()) {
      Model model = model(DType.FLOAT64);
      TaskBatch batch =
          new TaskBatch(support(2, 9), support(2, 6).withInputs(rows(2, 6, "queries")))
              .to(DType.FLOAT64);
      Context now = Context.training(KEY.fold("learner"), Regime.NONE, 0);
      Params gradients = new MetaGradients.Exact().of(LEARNER, model, batch, now).gradients();
      double step = 1e-6;
      for (String name : model.phi().names()) {
        Tensor tensor = model.phi().get(name);
        double[] direction = KEY.fold("direction").fold(name).normals((int) tensor.elements());
        Tensor along = Tensor.of(direction, tensor.shape());
        double difference =
            (loss(model, name, along.times(step), batch, now)
                    - loss(model, name, along.times(-step), batch, now))
                / (2 * step);
        double slope = gradients.get(name).times(along).sum().item();
        assertThat(slope).as(name).isCloseTo(difference, within(1e-6 * (1 + Math.abs(slope))));
      }
    }
  }

  private static double loss(Model model, String name, Tensor moved, TaskBatch batch, Context now) {
    try (Scope scope = Scope.open()) {
      Params other = model.phi().with(Params.of(Map.of(name, model.phi().get(name).plus(moved))));
      return new MetaGradients.Exact()
          .of(LEARNER, new Model(other, model.state()), batch, now)
          .losses()
          .mean()
          .item();
    }
  }

  @Test
  void learnedTasksGoOnFromTheirState() {
    try (Scope scope = Scope.open()) {
      Model model = model(DType.FLOAT32);
      Tensor queries = rows(1, 5, "queries");
      try (Adapted adapted = LEARNER.adapt(model, support(1, 9), testing());
          Adapted resumed = LEARNER.resume(model, adapted.state())) {
        assertThat(resumed.predict(queries, testing()).value().toFloats())
            .isEqualTo(adapted.predict(queries, testing()).value().toFloats());
      }
    }
  }
}
