package dev.quickstudy.report;

import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;

/**
 * Runs tasks of an evaluation one at a time, as they are for the score.
 *
 * @param model valid as long as this is used
 */
record EpisodeRunner(Evaluation evaluation, Learner learner, Model model, Regime regime) {
  /** What the page needs of a task, read while its tensors are there. */
  interface Reading<T> {
    /** Reads; {@code task} is in the model's precision. */
    T read(TaskBatch task, LearnedTasks learned);
  }

  <T> T read(long number, Reading<T> reading) {
    try (Scope scope = Scope.open()) {
      TaskBatch task = evaluation.tasks(number, 1).to(precision());
      Context now = evaluation.context(regime, number);
      try (LearnedTasks learned = LearnedTasks.learn(learner, model, task.support(), now)) {
        return reading.read(task, learned);
      }
    }
  }

  /** A classification task. */
  EpisodeResult run(long number) {
    return read(
        number,
        (task, learned) -> {
          Tensor logits = learned.predict(task.query().x()).value();
          return EpisodeResult.of(number, task, logits, evaluation.contents(number));
        });
  }

  private DType precision() {
    return model.phi().isEmpty() ? DType.FLOAT32 : model.phi().tensors().get(0).type();
  }
}
