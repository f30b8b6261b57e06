import dev.quickstudy.data.tasks.RegressionFamilies;
import dev.quickstudy.data.tasks.RegressionFamilies.Family;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Losses;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.List;

/**
 * Two loops, written out. The learner is a line, ŷ = w·x + b, and φ = (w, b) is where learning a
 * task begins. The inner loop moves φ to a task's own θ by one gradient step on its support points;
 * the outer loop moves φ so that θ fits the task's other points. Beside it, the library's MAML.
 */
final class TwoLoops {
  private static final double INNER_RATE = 0.02;
  private static final double OUTER_RATE = 0.01;
  private static final int TASKS = 8;
  private static final RandomKey KEY = RandomKey.of(1);

  public static void main(String[] args) {
    var lines = RegressionFamilies.of(List.of(Family.LINES), List.of(Family.LINES));
    var shape = new TaskShape(1, 5, 10); // 5 points to learn from, 10 to be judged on
    var line = new Mlp(List.of(1), List.of(), 1);
    var maml = Algorithms.maml(line, INNER_RATE, 1, 1);
    try (Scope scope = Scope.open()) {
      Params byHand = line.init(KEY).to(DType.FLOAT64);
      Params byLibrary = byHand;
      System.out.println("step   loss     φ by hand: w, b        φ by Algorithms.maml   difference");
      for (int step = 0; step <= 100; step++) {
        TaskBatch tasks =
            lines.sample(Split.TRAIN, shape, KEY.fold(step), 0, TASKS).to(DType.FLOAT64);

        // The outer loop by hand: the gradient, in φ, of what the inner loop leads to.
        Params phi = byHand.variables();
        Tensor loss = afterInnerLoop(phi, tasks);
        Params gradient = phi.gradients(loss, false);

        // The same by the library.
        Context now = Context.training(KEY, Regime.NONE, step);
        Params estimate =
            maml.metaGradient()
                .of(maml.learner(), new Model(byLibrary, Params.empty()), tasks, now)
                .gradients();

        if (step % 20 == 0) {
          System.out.printf(
              "%4d  %7.4f   %9.6f, %9.6f   %9.6f, %9.6f   %.0e%n",
              step, loss.item(), w(byHand), b(byHand), w(byLibrary), b(byLibrary),
              Math.abs(w(byHand) - w(byLibrary)) + Math.abs(b(byHand) - b(byLibrary)));
        }
        byHand = byHand.minus(gradient.times(OUTER_RATE));
        byLibrary = byLibrary.minus(estimate.times(OUTER_RATE));
      }
    }
  }

  /** The mean loss on the tasks' queries after one inner step from φ. */
  private static Tensor afterInnerLoop(Params phi, TaskBatch tasks) {
    Tensor total = Tensor.zeros(DType.FLOAT64, 1);
    for (int t = 0; t < TASKS; t++) {
      // The inner loop: θ = φ − α ∇ loss(φ). Its graph is kept, since θ depends on φ.
      Params gradient = phi.gradients(loss(phi, tasks.support(), t), true);
      Params theta = phi.minus(gradient.times(INNER_RATE));
      total = total.plus(loss(theta, tasks.query(), t));
    }
    return total.times(1.0 / TASKS).sum();
  }

  /** The mean squared error of a line on the points of task t. */
  private static Tensor loss(Params line, Examples points, int t) {
    Tensor x = points.x().slice(0, t, t + 1); // [1 task, points, 1]
    Tensor y = points.y().slice(0, t, t + 1);
    Tensor predicted = x.times(line.get("layers.0.weight")).plus(line.get("layers.0.bias"));
    return Losses.meanSquaredError(predicted, y).sum();
  }

  private static double w(Params line) {
    return line.get("layers.0.weight").toDoubles()[0];
  }

  private static double b(Params line) {
    return line.get("layers.0.bias").toDoubles()[0];
  }
}
