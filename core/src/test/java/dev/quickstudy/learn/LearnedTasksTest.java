package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.metric.Prototypes;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.ClosedException;
import dev.quickstudy.tensor.ClosingRounds;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Learned once, used by many. */
@Timeout(300)
class LearnedTasksTest extends ScopedTest {
  private static final Network MLP = new Mlp(List.of(3), List.of(8), 3);
  private static final Context NOW = Context.testing(RandomKey.of(8), Regime.NONE);

  static List<Learner> learners() {
    return List.of(
        Descent.of(MLP, Transforms.sgd(0.2), 2, 2), new EmbeddingLearner(MLP, new Prototypes()));
  }

  private static LearnedTasks learned(Learner learner) {
    try (Scope scope = Scope.open()) {
      Examples support = Episodes.labelled(MLP, 2, 3, 2, 4).to(DType.FLOAT32);
      return LearnedTasks.learn(learner, learner.init(RandomKey.of(1)), support, NOW);
    }
  }

  private static Tensor queries() {
    return Episodes.labelled(MLP, 2, 3, 3, 5).to(DType.FLOAT32).x();
  }

  @ParameterizedTest
  @MethodSource("learners")
  void closeWhileOthersPredictGivesRightAnswersOrClosedException(Learner learner) throws Exception {
    float[] queries = queries().toFloats();
    long[] shape = queries().shape();
    float[] expected;
    try (LearnedTasks learned = learned(learner)) {
      expected = learned.predict(queries()).value().toFloats();
    }
    long ended =
        ClosingRounds.run(
            ClosingRounds.rounds(300),
            () -> {
              LearnedTasks learned = learned(learner);
              return new ClosingRounds.Round() {
                @Override
                public void use() {
                  try (Scope scope = Scope.open()) {
                    Tensor values = learned.predict(Tensor.of(queries, shape)).value();
                    assertThat(values.toFloats()).containsExactly(expected);
                  }
                }

                @Override
                public void close() {
                  learned.close();
                }
              };
            });
    assertThat(ended).isPositive();
  }

  @ParameterizedTest
  @MethodSource("learners")
  void closeRefusesEveryLaterCall(Learner learner) {
    LearnedTasks learned = learned(learner);
    learned.close();
    learned.close();
    List<Runnable> uses =
        List.of(
            () -> learned.predict(queries()),
            () -> learned.features(queries()),
            learned::state,
            learned::embedding);
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOf(ClosedException.class)
          .hasMessageContaining("what was learned is closed; learn it or open it again");
    }
  }

  @ParameterizedTest
  @MethodSource("learners")
  void resumePredictsWhatWasLearned(Learner learner) {
    Model model = learner.init(RandomKey.of(1));
    try (LearnedTasks learned = learned(learner);
        LearnedTasks resumed = LearnedTasks.resume(learner, model, learned.state(), NOW)) {
      assertSame(resumed.predict(queries()).value(), learned.predict(queries()).value());
      assertSame(
          resumed.features(queries()).orElseThrow(), learned.features(queries()).orElseThrow());
      assertThat(resumed.embedding().isPresent()).isEqualTo(learned.embedding().isPresent());
    }
  }

  @Test
  void predictKeepsItsResultAfterClosing() {
    LearnedTasks learned = learned(learners().get(0));
    Tensor value = learned.predict(queries()).value();
    float[] before = value.toFloats();
    learned.close();
    assertThat(value.toFloats()).containsExactly(before);
  }

  @Test
  void learnRefusesTraining() {
    Learner learner = learners().get(0);
    Examples support = Episodes.labelled(MLP, 2, 3, 2, 4).to(DType.FLOAT32);
    assertThatThrownBy(
            () ->
                LearnedTasks.learn(
                    learner,
                    learner.init(RandomKey.of(1)),
                    support,
                    Context.training(RandomKey.of(8), Regime.NONE, 0)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("use Context.testing");
  }

  @Test
  void resumeRefusesAnotherRegime() {
    Learner learner = learners().get(0);
    try (LearnedTasks learned = learned(learner)) {
      TaskState state = learned.state();
      assertThatThrownBy(
              () ->
                  LearnedTasks.resume(
                      learner,
                      learner.init(RandomKey.of(1)),
                      state,
                      Context.testing(RandomKey.of(8), Regime.JOINT)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("learned under the regime 'none'");
    }
  }
}
