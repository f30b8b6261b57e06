package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.Input;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.ProcessMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long predictions take in a running process, from one thread and from four, and how its memory
 * grows; printed, never part of the tests. Learners are untrained: training changes no time.
 */
class PredictRun {
  private static final PredictionOptions PLAIN = new PredictionOptions(0, 0);
  private static final int THREADS = 4;

  @TempDir private static Path folder;

  /** As the launcher starts it. */
  @BeforeAll
  static void start() {
    Engine.start(new Engine.Options(true, Integer.MAX_VALUE));
  }

  @Test
  void predictionsOfCharacters() throws Exception {
    Recipe prototypes = Learning.recipe("glyphs-5way-1shot");
    measure("characters, prototypes", prototypes, i -> Learning.vector(prototypes, i), 20_000);
    Recipe maml = Learning.recipe("omniglot-compare-maml");
    measure("characters, MAML", maml, i -> Learning.vector(maml, i), 20_000);
  }

  @Test
  void predictionsOfTexts() throws Exception {
    Recipe texts = Learning.recipe("texts-prototypes");
    measure(
        "sentences of ten words",
        texts,
        i -> Input.text("the %d th customer asks where the card of her sister is".formatted(i)),
        2_000);
  }

  private static void measure(String name, Recipe recipe, IntFunction<Input> input, int count)
      throws Exception {
    try (Resources resources = Resources.ofMachine();
        TrainedLearner learner = TrainedLearner.open(Learning.file(folder, recipe, ""), resources);
        LearnedTask task = learner.learn(Learning.examples(recipe, 5))) {
      List<Input> inputs = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        inputs.add(input.apply(i));
      }
      List<Prediction> serial = task.predict(inputs, PLAIN);
      task.predict(inputs, PLAIN);
      report(name + ", 1 thread", run(task, inputs, serial, 1, count / 10));
      run(task, inputs, serial, THREADS, count / 4);
      long before = ProcessMemory.resident().orElse(0);
      report(name + ", " + THREADS + " threads", run(task, inputs, serial, THREADS, count));
      System.out.printf(
          Locale.ROOT,
          "%s: %+.1f MB resident over %d predictions%n",
          name,
          (ProcessMemory.resident().orElse(0) - before) / 1e6,
          count);
    }
  }

  /** Seconds that each prediction took, then those of all together. */
  private static double[] run(
      LearnedTask task, List<Input> inputs, List<Prediction> serial, int threads, int count)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long began = System.nanoTime();
      List<Callable<double[]>> work = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = 7 * thread;
        work.add(
            () -> {
              double[] seconds = new double[count / threads];
              for (int i = 0; i < seconds.length; i++) {
                int number = (first + i) % inputs.size();
                long start = System.nanoTime();
                Prediction prediction = task.predict(inputs.get(number), PLAIN);
                seconds[i] = (System.nanoTime() - start) / 1e9;
                assertThat(prediction).isEqualTo(serial.get(number));
              }
              return seconds;
            });
      }
      List<Double> all = new ArrayList<>();
      for (Future<double[]> one : pool.invokeAll(work)) {
        Arrays.stream(one.get()).forEach(all::add);
      }
      all.sort(Double::compare);
      all.add((System.nanoTime() - began) / 1e9);
      return all.stream().mapToDouble(Double::doubleValue).toArray();
    } finally {
      pool.shutdown();
    }
  }

  private static void report(String name, double[] seconds) {
    int count = seconds.length - 1;
    System.out.printf(
        Locale.ROOT,
        "%s: p50 %.2f ms, p99 %.2f ms, %.0f a second (%d predictions, all equal to the serial ones)%n",
        name,
        1e3 * seconds[count / 2],
        1e3 * seconds[(int) (0.99 * count)],
        count / seconds[count],
        count);
  }
}
