package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.ClosedException;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.SharedResource;
import dev.quickstudy.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * T tasks that were learned once, and what predicts for them as often as is wanted. Owns its
 * memory: the model, the support set and the scopes that they were in may be gone.
 *
 * <p>Any number of threads may use it at once, each in a {@link Scope} of its own that gets the
 * results. Closing is safe at any time, from any thread, and does not wait: what is under way ends
 * with a right answer, any later call throws {@link ClosedException}, and memory is freed by the
 * last one out.
 *
 * <pre>{@code
 * try (LearnedTasks learned = LearnedTasks.learn(learner, model, support, now)) {
 *   try (Scope scope = Scope.open()) {
 *     Tensor logits = learned.predict(queries).value();
 *   }
 * }
 * }</pre>
 */
public final class LearnedTasks extends SharedResource implements AutoCloseable {
  private final Adapted adapted;
  private final Context now;

  private LearnedTasks(Adapted adapted, Context now) {
    this.adapted = adapted;
    this.now = now;
  }

  /**
   * Learns tasks from their support sets.
   *
   * @param support {@code [T, N, …]}
   * @param now of the phase {@link Phase#TEST}; the regime is that of the predictions too
   * @throws dev.quickstudy.tensor.UsageException as {@link Learner#adapt}, or in training
   */
  public static LearnedTasks learn(Learner learner, Model model, Examples support, Context now) {
    return of(() -> learner.adapt(model, support, now), now);
  }

  /**
   * Goes on from tasks that were learned before, without their support sets.
   *
   * @param now of the phase {@link Phase#TEST} and the state's regime
   * @throws dev.quickstudy.tensor.UsageException as {@link Learner#resume}, or if {@code now} is of
   *     another regime or in training
   */
  public static LearnedTasks resume(Learner learner, Model model, TaskState state, Context now) {
    Requirements.sameRegime(state.regime(), now.regime());
    return of(() -> learner.resume(model, state), now);
  }

  private static LearnedTasks of(Supplier<Adapted> adapting, Context now) {
    Checks.require(
        now.phase() == Phase.TEST,
        "what is learned in training belongs to the training step; use Context.testing");
    try (Scope scope = Scope.open()) { // for all that is needed only while learning
      return new LearnedTasks(adapting.get(), now);
    }
  }

  /**
   * Predicts.
   *
   * @param queries {@code [T, Q, …]}
   * @return as {@link Adapted#predict}, in the current scope
   */
  public Output predict(Tensor queries) {
    return use(
        () -> {
          Output output = adapted.predict(queries, now);
          return new Output(output.value(), output.state().detach());
        });
  }

  /**
   * What is known of queries before anything is decided; see {@link Adapted#features}.
   *
   * @param queries {@code [T, Q, …]}
   * @return {@code [T, Q, features]}, in the current scope
   */
  public Optional<Tensor> features(Tensor queries) {
    return use(() -> adapted.features(queries, now));
  }

  /** All that predictions need beside the model, in the current scope. */
  public TaskState state() {
    return use(adapted::state);
  }

  /** One vector a task, {@code [T, D]}, in the current scope; see {@link Adapted#embedding}. */
  public Optional<Tensor> embedding() {
    return use(adapted::embedding);
  }

  private <R> R use(Supplier<R> work) {
    hold();
    try {
      return work.get();
    } finally {
      release();
    }
  }

  /** Refuses later calls; frees memory once no call is under way. Closing twice does nothing. */
  @Override
  public void close() {
    shut();
  }

  @Override
  protected void free() {
    adapted.close();
  }

  @Override
  protected ClosedException closed() {
    return new ClosedException(
        "what was learned is closed; learn it or open it again, or close it after its last use");
  }
}
