package dev.quickstudy.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.head.Features;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.metric.NearestCentroid;
import dev.quickstudy.head.transductive.AlphaTim;
import dev.quickstudy.head.transductive.PtMap;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.MarginalTasks;
import dev.quickstudy.task.QueryMarginal;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.InvalidValueException;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarginalTasksTest extends ScopedTest {
  private static final int WIDTH = 16;
  private static final TaskShape SHAPE = new TaskShape(5, 1, 15);

  /** Classes of many examples: a mean of non-negative numbers, and noise around it. */
  private record Clouds() implements ClassPool {
    @Override
    public int classes() {
      return 30;
    }

    @Override
    public String className(int classIndex) {
      return "c" + classIndex;
    }

    @Override
    public int size(int classIndex) {
      return 100;
    }

    @Override
    public long[] exampleShape() {
      return new long[] {WIDTH};
    }

    @Override
    public void copy(int classIndex, int exampleIndex, float[] into, int at) {
      double[] mean = RandomKey.of(3).fold(classIndex).normals(WIDTH);
      double[] noise = RandomKey.of(4).fold(classIndex).fold(exampleIndex).normals(WIDTH);
      for (int d = 0; d < WIDTH; d++) {
        into[at + d] = (float) Math.abs(1.5 + mean[d] + 0.8 * noise[d]);
      }
    }

    @Override
    public String fingerprint() {
      return "clouds";
    }
  }

  private static final TaskSource CLOUDS =
      new ClassTasks("clouds", new SplitClasses(new Clouds(), name -> Optional.of(Split.TEST)));

  private static MarginalTasks tasks(String marginal) {
    return new MarginalTasks(CLOUDS, QueryMarginal.parse(marginal));
  }

  /** Queries of each class of each task. */
  private static List<int[]> counts(TaskSource source, int tasks) {
    TaskBatch batch = source.sample(Split.TEST, SHAPE, RandomKey.of(1), 0, tasks);
    long[] labels = batch.query().y().toLongs();
    int each = labels.length / tasks;
    return IntStream.range(0, tasks)
        .mapToObj(
            t -> {
              int[] counts = new int[5];
              for (int i = t * each; i < (t + 1) * each; i++) {
                counts[(int) labels[i]]++;
              }
              return counts;
            })
        .toList();
  }

  @Test
  void weightsGiveEachTaskTheSameCounts() {
    assertThat(counts(tasks("30:1:1:1:1"), 3))
        .allSatisfy(of -> assertThat(of).containsExactly(66, 3, 2, 2, 2));
  }

  @Test
  void dirichletDrawsCountsAnewForEachTask() {
    List<int[]> counts = counts(tasks("dirichlet:2"), 400);
    assertThat(counts).allSatisfy(of -> assertThat(Arrays.stream(of).sum()).isEqualTo(75));
    double mean = 0;
    double squares = 0;
    for (int[] of : counts) {
      mean += of[0] / 75.0 / counts.size();
      squares += Math.pow(of[0] / 75.0 - 0.2, 2) / counts.size();
    }
    // A share of Dirichlet(2) over 5 classes has mean 1/5 and variance 0.2 · 0.8 / 11.
    assertThat(mean).isCloseTo(0.2, within(0.02));
    assertThat(squares).isCloseTo(0.2 * 0.8 / 11, within(0.003));
  }

  @Test
  void aTaskDoesNotDependOnHowManyAreDrawnTogether() {
    MarginalTasks tasks = tasks("dirichlet:2");
    TaskBatch all = tasks.sample(Split.TEST, SHAPE, RandomKey.of(1), 0, 4);
    TaskBatch third = tasks.sample(Split.TEST, SHAPE, RandomKey.of(1), 2, 1);
    assertThat(third.query().x().toDoubles()).isEqualTo(all.query().x().slice(0, 2, 3).toDoubles());
    assertThat(all.support().x().toDoubles())
        .as("the support sets are those of the source")
        .isEqualTo(
            CLOUDS
                .sample(Split.TEST, new TaskShape(5, 1, 75), RandomKey.of(1), 0, 4)
                .support()
                .x()
                .toDoubles());
  }

  private static double accuracy(Head head, String marginal) {
    EmbeddingLearner learner = new EmbeddingLearner(new Identity(List.of(WIDTH)), head);
    Regime regime = learner.regimes().iterator().next();
    try (Workers workers = new Workers(2)) {
      return new Evaluation(tasks(marginal), Split.TEST, SHAPE, 60, 1)
          .of(learner, new Model(Params.empty(), Params.empty()), regime, workers)
          .mean();
    }
  }

  @Test
  void ptMapFallsWhereClassesAreNotEquallyFrequentAndSimpleShotDoesNot() {
    String equal = "uniform";
    String skewed = "30:1:1:1:1";
    Head ptMap = new PtMap(0.5, 10, 0.2, 20);
    Head simpleShot = new NearestCentroid(Features.L2N);
    assertThat(accuracy(ptMap, equal))
        .as("information on all queries helps")
        .isGreaterThan(accuracy(simpleShot, equal));
    assertThat(accuracy(ptMap, skewed)).isLessThan(accuracy(ptMap, equal) - 0.2);
    assertThat(accuracy(simpleShot, skewed)).isCloseTo(accuracy(simpleShot, equal), within(0.05));
    assertThat(accuracy(new AlphaTim(Features.L2N, 15, 2, 0.001, 100), skewed))
        .as("α-TIM assumes less")
        .isGreaterThan(accuracy(ptMap, skewed) + 0.1);
  }

  @Test
  void queriesSaysHowManyThereAreExamplesFor() {
    assertThat(tasks("dirichlet:2").queries(Split.TEST, SHAPE)).contains(15);
    assertThat(tasks("dirichlet:2").queries(Split.TEST, new TaskShape(5, 50, 15))).contains(10);
    assertThatThrownBy(() -> tasks("dirichlet:2").check(Split.TEST, new TaskShape(5, 50, 15)))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("a query marginal of dirichlet:2 may give one class 75 queries: ");
  }

  @Test
  void marginalsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> tasks("30:0:1:1:1"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "'queryMarginal' must give every class at least some queries, but is 30:0:1:1:1");
    assertThatThrownBy(() -> tasks("1000:1:1:1:1").check(Split.TEST, SHAPE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("leaves a class without any of the 75 queries");
    assertThatThrownBy(() -> tasks("3:1").check(Split.TEST, SHAPE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("'queryMarginal' is 3:1, of 2 classes, but tasks have 5");
    assertThatThrownBy(() -> QueryMarginal.parse("dirichlet"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must be uniform, dirichlet:A or the weights of the classes");
    for (String text : List.of("uniform", "dirichlet:2", "dirichlet:0.5", "30:1:1:1:1")) {
      assertThat(QueryMarginal.parse(text)).hasToString(text);
    }
  }
}
