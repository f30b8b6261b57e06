import dev.quickstudy.learn.Descended;
import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Tasks come one after another: each divides the plane into two classes by a line of its own. One
 * θ learns them all in turn, at a rate that is 0.9 times the last after each task, and so forgets
 * the earlier ones. A list that keeps (θᵢ, Dᵢ), the weights after task i and its data, still has
 * them: a few labelled points of an old task tell which θᵢ to take.
 */
final class MemoryOfTasks {
  private static final int TASKS = 10;
  private static final int STEPS = 100;
  private static final double DECAY = 0.9;
  private static final RandomKey KEY = RandomKey.of(3);
  private static final Mlp NETWORK = new Mlp(List.of(2), List.of(16), 2);

  /** What is kept of a task: the weights after it, and what it was learned from. */
  private record Remembered(Params theta, Examples data) {}

  public static void main(String[] args) {
    List<Remembered> memory = new ArrayList<>();
    double[] justLearned = new double[TASKS];
    try (Scope scope = Scope.open()) {
      Params theta = NETWORK.init(KEY);
      double rate = 0.5;
      for (int i = 0; i < TASKS; i++) {
        Examples data = points(i, "learn", 40);
        theta = learned(theta, data, rate);
        memory.add(new Remembered(theta, data));
        justLearned[i] = accuracy(theta, points(i, "judge", 1000));
        rate *= DECAY;
      }

      System.out.println("task   just learned   the last θ   from memory (by 5 points)   remembered as");
      for (int i = 0; i < TASKS; i++) {
        Examples judge = points(i, "judge", 1000);
        int found = recall(memory, points(i, "ask", 5));
        System.out.printf(
            "%4d %12.1f %% %11.1f %% %20.1f %% %18d%n",
            i, 100 * justLearned[i], 100 * accuracy(theta, judge),
            100 * accuracy(memory.get(found).theta(), judge), found);
      }
      // The data are kept so that what is remembered can be learned from again.
      Remembered first = memory.get(0);
      Params again = learned(theta, first.data(), 0.5);
      System.out.printf(
          "the last θ, after it has learned task 0 again from the %d points kept: %.1f %%%n",
          first.data().count(), 100 * accuracy(again, points(0, "judge", 1000)));
    }
  }

  /** Descends from θ on a task's data. */
  private static Params learned(Params theta, Examples data, double rate) {
    Descent descent = Descent.of(NETWORK, Transforms.sgd(rate), STEPS, STEPS);
    Context now = Context.testing(KEY, Regime.NONE);
    try (Scope scope = Scope.open();
        Descended adapted = descent.adapt(new Model(theta, Params.empty()), data, now)) {
      // A copy that outlives what the learner owns.
      return adapted.theta().task(0).map(tensor -> scope.keep(tensor.times(1)));
    }
  }

  /** The number of the remembered task whose θ fits these points best. */
  private static int recall(List<Remembered> memory, Examples points) {
    int best = 0;
    for (int i = 1; i < memory.size(); i++) {
      if (loss(memory.get(i).theta(), points) < loss(memory.get(best).theta(), points)) {
        best = i;
      }
    }
    return best;
  }

  private static double loss(Params theta, Examples points) {
    return points.loss(logits(theta, points)).item();
  }

  private static double accuracy(Params theta, Examples points) {
    long[] predicted = logits(theta, points).argmax(-1).toLongs();
    long[] wanted = points.y().toLongs();
    int right = 0;
    for (int i = 0; i < wanted.length; i++) {
      right += predicted[i] == wanted[i] ? 1 : 0;
    }
    return (double) right / wanted.length;
  }

  private static Tensor logits(Params theta, Examples points) {
    Context now = Context.testing(KEY, Regime.NONE);
    return NETWORK.apply(theta, Params.empty(), points.x(), now).value();
  }

  /** Points of task i, as one task: class 1 is on the side of the line that (cos a, sin a) points to. */
  private static Examples points(int task, String purpose, int count) {
    double angle = KEY.fold(task).uniforms(1, 0, 2 * Math.PI)[0];
    double[] xy = KEY.fold(task).fold(purpose).normals(2 * count);
    long[] labels = new long[count];
    for (int i = 0; i < count; i++) {
      labels[i] = Math.cos(angle) * xy[2 * i] + Math.sin(angle) * xy[2 * i + 1] > 0 ? 1 : 0;
    }
    float[] inputs = new float[xy.length];
    for (int i = 0; i < xy.length; i++) {
      inputs[i] = (float) xy[i];
    }
    return new Examples(
        Tensor.of(inputs, 1, count, 2), Tensor.of(labels, 1, count), new Targets.Classes(2));
  }
}
