package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.Features;
import dev.quickstudy.head.fitted.CosineFineTuning;
import dev.quickstudy.head.transductive.LaplacianShot;
import dev.quickstudy.head.transductive.PtMap;
import dev.quickstudy.head.transductive.Tim;
import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.judge.Score;
import dev.quickstudy.learn.Algorithm;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Pretrained;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Workers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PretrainingTest extends ScopedTest {
  private static final int CLASSES = 30;
  private static final ClassTasks TASKS =
      new ClassTasks(
          "faint pictures",
          new SplitClasses(
              new FaintPictures(),
              name -> Optional.of(Integer.parseInt(name) < CLASSES ? Split.TRAIN : Split.TEST)));
  private static final TaskShape MINI_BATCH = TaskShape.miniBatch(CLASSES, 64);
  private static final Evaluation EPISODES =
      new Evaluation(TASKS, Split.TEST, new TaskShape(5, 1, 5), 30, 1);
  private static final Network ENCODER =
      new Conv4(8, 1, 16, 2, Downsampling.POOL, Normalisation.RUNNING, 0);

  /**
   * Classes of pictures, each its own mix of four shapes that all classes share, under noise that
   * is stronger: raw or random features see the noise, trained ones the shapes.
   */
  private record FaintPictures() implements ClassPool {
    private static final int SIDE = 8;
    private static final int SHAPES = 4;

    @Override
    public int classes() {
      return CLASSES + 20;
    }

    @Override
    public String className(int classIndex) {
      return Integer.toString(classIndex);
    }

    @Override
    public int size(int classIndex) {
      return 20;
    }

    @Override
    public long[] exampleShape() {
      return new long[] {1, SIDE, SIDE};
    }

    @Override
    public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
      double[] mix = RandomKey.of(1).fold(classIndex).normals(SHAPES);
      double[] noise = RandomKey.of(2).fold(classIndex).fold(exampleIndex).normals(SIDE * SIDE);
      for (int i = 0; i < SIDE * SIDE; i++) {
        into[offset + i] = (float) (1.5 * noise[i]);
      }
      for (int s = 0; s < SHAPES; s++) {
        double[] shape = RandomKey.of(3).fold(s).normals(SIDE * SIDE);
        for (int i = 0; i < SIDE * SIDE; i++) {
          into[offset + i] += (float) (mix[s] * shape[i]);
        }
      }
    }

    @Override
    public String fingerprint() {
      return "c".repeat(16);
    }
  }

  static List<Algorithm<Pretrained>> all() {
    return List.of(
        Algorithms.baselinePlusPlus(ENCODER, CLASSES, CosineFineTuning.published()),
        Algorithms.simpleShot(ENCODER, CLASSES, Features.CL2N),
        Algorithms.ptMap(ENCODER, CLASSES, PtMap.published(1)),
        Algorithms.tim(ENCODER, CLASSES, Tim.published()),
        Algorithms.laplacianShot(ENCODER, CLASSES, LaplacianShot.usual()));
  }

  private static MetaTrainer.Settings<Pretrained> settings(
      Algorithm<Pretrained> algorithm, TaskShape shape, Regime regime) {
    return new MetaTrainer.Settings<>(algorithm, TASKS, shape, 2, regime, Transforms.adam(0.003));
  }

  @ParameterizedTest
  @MethodSource("all")
  void pretrainingRaisesTheAccuracyOnNewClassesFarAboveTheUntrained(
      Algorithm<Pretrained> algorithm) {
    Regime judged = algorithm.learner().head().transductive() ? Regime.QUERY_SET : Regime.RUNNING;
    try (Workers workers = new Workers(2)) {
      MetaTrainer<Pretrained> trainer =
          new MetaTrainer<>(settings(algorithm, MINI_BATCH, Regime.QUERY_BATCH), workers);
      try (TrainState start = trainer.start(3);
          TrainState end = trainer.train(trainer.start(3), 250)) {
        Score before = EPISODES.of(algorithm.learner(), start.model(), judged, workers);
        Score after = EPISODES.of(algorithm.learner(), end.model(), judged, workers);
        assertThat(after.mean()).isGreaterThan(before.mean() + 0.15);
      }
    }
  }

  @Test
  void pretrainingRefusesOtherTasksBeforeItBegins() {
    Algorithm<Pretrained> algorithm = Algorithms.simpleShot(ENCODER, CLASSES, Features.CL2N);
    try (Workers workers = new Workers(1)) {
      assertThatThrownBy(
              () ->
                  new MetaTrainer<>(
                      settings(algorithm, new TaskShape(5, 1, 5), Regime.QUERY_BATCH), workers))
          .hasMessage(
              "this learner is pretrained on mini-batches of all 30 classes, which have as many ways and 0 shots, but the"
                  + " tasks have 5 ways and 1 shots");
      assertThatThrownBy(
              () -> new MetaTrainer<>(settings(algorithm, MINI_BATCH, Regime.JOINT), workers))
          .hasMessage("the learner cannot train under the regime 'joint'");
    }
    assertThatThrownBy(() -> new Evaluation(TASKS, Split.TRAIN, MINI_BATCH, 10, 1))
        .hasMessage("judging needs at least 1 shot, but the task shape has none");
  }
}
