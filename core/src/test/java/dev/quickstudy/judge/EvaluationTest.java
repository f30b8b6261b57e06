package dev.quickstudy.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Metric;
import dev.quickstudy.task.NumberedPool;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.Pupil;
import dev.quickstudy.train.Waves;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluationTest extends ScopedTest {
  private static final TaskSource CLASSES = classes("class1");
  private static final TaskShape SHAPE = new TaskShape(5, 2, 3);
  private static final Workers ONE = new Workers(1);
  private static final Workers THREE = new Workers(3);
  private static final Model NOTHING = new Model(Params.empty(), Params.empty());

  @AfterAll
  static void endThreads() {
    ONE.close();
    THREE.close();
  }

  /** Forty classes; those whose name starts so are for meta-test, the others for meta-training. */
  private static TaskSource classes(String test) {
    return new ClassTasks(
        "numbers",
        new SplitClasses(
            NumberedPool.of(40, 10),
            name -> Optional.of(name.startsWith(test) ? Split.TEST : Split.TRAIN)));
  }

  private static Evaluation evaluation(int episodes) {
    return new Evaluation(CLASSES, Split.TEST, SHAPE, episodes, 7);
  }

  private static Score score(Evaluation evaluation, Learner learner) {
    return evaluation.of(learner, NOTHING, Regime.NONE, THREE);
  }

  private static String hash(Evaluation evaluation) {
    return score(evaluation, new Pupil(Pupil.Knowledge.NOTHING, 1)).episodeHash();
  }

  @Test
  void whoAlwaysAnswersTheFirstClassIsRightOnceInEveryWay() {
    Score score = score(evaluation(50), new Pupil(Pupil.Knowledge.NOTHING, 1));
    assertThat(score.mean()).isCloseTo(0.2, within(1e-12));
    assertThat(score.ci95()).isCloseTo(0, within(1e-12));
    assertThat(score.metric()).isEqualTo(Metric.ACCURACY);
    assertThat(score.episodes()).isEqualTo(50);
  }

  @Test
  void whoKnowsAllIsRightExactly() {
    for (TaskShape shape :
        List.of(SHAPE, new TaskShape(7, 1, 7), new TaskShape(5, 1, 5), new TaskShape(3, 1, 3, 1))) {
      Score score =
          score(
              new Evaluation(CLASSES, Split.TEST, shape, 49, 7), new Pupil(Pupil.Knowledge.ALL, 1));
      assertThat(score.mean()).isEqualTo(1);
      assertThat(score.ci95()).isZero();
    }
  }

  @Test
  void unevenTasksHaveTheSameHashTogetherAndAlone() {
    Evaluation uneven = new Evaluation(CLASSES, Split.TEST, new TaskShape(3, 1, 4, 2), 30, 7);
    Mlp encoder = new Mlp(List.of(2), List.of(), 3);
    Learner together = Algorithms.protonet(encoder).learner();
    Learner alone = Algorithms.matching(encoder, 2).learner(); // reads the support set in order
    assertThat(together.takesWeights(Regime.NONE)).isTrue();
    assertThat(alone.takesWeights(Regime.NONE)).isFalse();
    Score one = uneven.of(together, together.init(RandomKey.of(1)), Regime.NONE, THREE);
    Score other = uneven.of(alone, alone.init(RandomKey.of(1)), Regime.NONE, THREE);
    assertThat(one.episodeHash()).isEqualTo(other.episodeHash());
  }

  @Test
  void meanAndIntervalAreThoseOfTheEpisodesOneByOne() {
    Pupil pupil = new Pupil(Pupil.Knowledge.HALF, 4);
    Score score = score(evaluation(60), pupil);
    double[] accuracies = new double[60];
    for (int i = 0; i < 60; i++) {
      // The stream of tasks is that of the evaluation's key; examples with even numbers are known.
      RandomKey key = RandomKey.of(7).fold("evaluation").fold("tasks");
      double[] x = CLASSES.sample(Split.TEST, SHAPE, key, i, 1).query().x().toDoubles();
      for (int q = 0; q < 15; q++) {
        accuracies[i] += x[2 * q + 1] % 2 == 0 ? 1 / 15.0 : 0;
      }
    }
    double mean = 0;
    for (double accuracy : accuracies) {
      mean += accuracy / 60;
    }
    double squares = 0;
    for (double accuracy : accuracies) {
      squares += (accuracy - mean) * (accuracy - mean);
    }
    assertThat(mean).isBetween(0.4, 0.6);
    assertThat(score.mean()).isCloseTo(mean, within(1e-12));
    assertThat(score.ci95())
        .isCloseTo(1.96 * Math.sqrt(squares / 59 / 60), within(1e-12))
        .isGreaterThan(0.01);
  }

  @Test
  void theErrorOfRegressionIsTheMeanOverQueriesAndThenOverEpisodes() {
    Evaluation evaluation = new Evaluation(new Waves(), Split.TEST, new TaskShape(1, 5, 20), 30, 3);
    Descent learner = Algorithms.maml(new Mlp(List.of(1), List.of(), 1), 0.01, 1, 0).learner();
    Model zero =
        new Model(
            Params.of(
                Map.of(
                    "layers.0.weight", Tensor.zeros(DType.FLOAT64, 1, 1),
                    "layers.0.bias", Tensor.zeros(DType.FLOAT64, 1))),
            Params.empty());
    Score score = evaluation.of(learner, zero, Regime.NONE, THREE);
    TaskBatch all =
        new Waves()
            .sample(
                Split.TEST,
                new TaskShape(1, 5, 20),
                RandomKey.of(3).fold("evaluation").fold("tasks"),
                0,
                30);
    double sum = 0;
    for (double y : all.query().y().toDoubles()) {
      sum += y * y;
    }
    assertThat(score.metric()).isEqualTo(Metric.MEAN_SQUARED_ERROR);
    assertThat(score.mean()).isCloseTo(sum / 600, within(1e-12)).isGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource(Pupil.Knowledge.class)
  void threadsAndChunksChangeNothing(Pupil.Knowledge knowledge) {
    Score reference = evaluation(50).of(new Pupil(knowledge, 1), NOTHING, Regime.NONE, ONE);
    for (int together : List.of(1, 2, 7, 50, 1000)) {
      for (Workers workers : List.of(ONE, THREE)) {
        assertThat(evaluation(50).of(new Pupil(knowledge, together), NOTHING, Regime.NONE, workers))
            .isEqualTo(reference);
      }
    }
  }

  @Test
  void learnersAndRegimesMeetTheSameEpisodes() {
    String hash = hash(evaluation(20));
    assertThat(hash).matches("[0-9a-f]{16}");
    for (Pupil.Knowledge knowledge : Pupil.Knowledge.values()) {
      for (Regime regime : List.of(Regime.NONE, Regime.JOINT)) {
        Pupil pupil = new Pupil(knowledge, 3);
        Score score = evaluation(20).of(pupil, NOTHING, regime, THREE);
        assertThat(score.episodeHash()).isEqualTo(hash);
        assertThat(score.regime()).isEqualTo(regime);
        assertThat(pupil.asked().values()).hasSize(20).allMatch(asked -> asked.regime() == regime);
      }
    }
  }

  @Test
  void otherSettingsMeetOtherEpisodes() {
    TaskSource small = classes("class11");
    List<Evaluation> different =
        List.of(
            evaluation(20),
            evaluation(21),
            new Evaluation(CLASSES, Split.TEST, SHAPE, 20, 8),
            new Evaluation(CLASSES, Split.TRAIN, SHAPE, 20, 7),
            new Evaluation(CLASSES, Split.TEST, new TaskShape(4, 2, 3), 20, 7),
            new Evaluation(CLASSES, Split.TEST, new TaskShape(5, 1, 3), 20, 7),
            new Evaluation(CLASSES, Split.TEST, new TaskShape(5, 3, 2), 20, 7),
            new Evaluation(CLASSES, Split.TEST, new TaskShape(5, 2, 4), 20, 7),
            new Evaluation(CLASSES, Split.TEST, new TaskShape(5, 1, 2, 3), 20, 7),
            new Evaluation(classes("class2"), Split.TEST, SHAPE, 20, 7));
    assertThat(different.stream().map(EvaluationTest::hash)).doesNotHaveDuplicates();
    assertThat(hash(evaluation(20))).isEqualTo(hash(evaluation(20)));
    assertThatThrownBy(() -> new Evaluation(small, Split.TEST, SHAPE, 20, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 ways are more than the 1 classes of the test split");
  }

  @Test
  void moreEpisodesBeginWithTheSameOnes() {
    Pupil few = new Pupil(Pupil.Knowledge.ALL, 3);
    Pupil many = new Pupil(Pupil.Knowledge.ALL, 5);
    score(evaluation(10), few);
    score(evaluation(30), many);
    assertThat(many.asked()).hasSize(30).containsAllEntriesOf(few.asked());
  }

  @Test
  void splitsNeverShareAClass() {
    Pupil test = new Pupil(Pupil.Knowledge.ALL, 1);
    Pupil train = new Pupil(Pupil.Knowledge.ALL, 1);
    score(evaluation(40), test);
    score(new Evaluation(CLASSES, Split.TRAIN, SHAPE, 40, 7), train);
    assertThat(seen(test)).doesNotContainAnyElementsOf(seen(train)).hasSizeGreaterThan(5);
  }

  private static Set<Double> seen(Pupil pupil) {
    return pupil.asked().values().stream()
        .flatMap(asked -> asked.queries().stream())
        .collect(Collectors.toSet());
  }

  @Test
  void aModelIsJudgedInItsOwnPrecision() {
    for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Pupil pupil = new Pupil(Pupil.Knowledge.ALL, 2);
      Model model = new Model(Params.of(Map.of("a", Tensor.zeros(type, 1))), Params.empty());
      evaluation(4).of(pupil, model, Regime.NONE, ONE);
      assertThat(pupil.asked().values()).allMatch(asked -> asked.type() == type);
    }
  }

  @Test
  void whatCannotBeJudgedIsRefused() {
    assertThatThrownBy(() -> evaluation(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an interval needs at least 2 episodes, but there are 1");
    assertThatThrownBy(() -> new Evaluation(CLASSES, Split.TEST, new TaskShape(5, 2, 0), 10, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("judging needs at least 1 query, but the task shape has none");
    assertThatThrownBy(() -> new Evaluation(CLASSES, Split.VALIDATION, SHAPE, 10, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no classes in the validation split");
    assertThatThrownBy(
            () ->
                score(
                    new Evaluation(new Waves(), Split.TEST, new TaskShape(1, 5, 5), 10, 7),
                    new Pupil(Pupil.Knowledge.ALL, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a pupil reads two numbers");
    Descent learner = Algorithms.maml(new Mlp(List.of(2), List.of(), 5), 0.01, 1, 1).learner();
    Model model = learner.init(RandomKey.of(1));
    assertThatThrownBy(() -> evaluation(4).of(learner, model, Regime.JOINT, THREE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("joint");
  }
}
