package dev.quickstudy.recipe;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TextColumns;
import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A task of the user's own files: pictures or texts, as the run's recipe says. */
public final class FileTask {
  private final OpenRun run;
  private final Learner learner;
  private final ClassPool support;
  private final Queries queries;
  private final String one;

  /**
   * What is to be classified.
   *
   * @param name a picture's file, or the text itself
   * @param truth its class, where that is known
   */
  public record Query(String name, Optional<String> truth) {}

  /** What a query was taken for, with the probability of each class. */
  public record Answer(Query query, String best, Map<String, Double> probabilities) {}

  /**
   * Answers of a learner that has learned the task.
   *
   * @param shots how many examples it learned from, all classes together
   * @param seconds that learning took
   */
  public record Answers(List<Answer> answers, int shots, double seconds) {
    public Answers {
      answers = List.copyOf(answers);
    }

    /** How many of the queries have a known class. */
    public long known() {
      return answers.stream().filter(answer -> answer.query().truth().isPresent()).count();
    }

    /** The share of right answers among queries whose class is known; empty if there are none. */
    public OptionalDouble accuracy() {
      return answers.stream()
          .filter(answer -> answer.query().truth().isPresent())
          .mapToDouble(answer -> answer.query().truth().equals(Optional.of(answer.best())) ? 1 : 0)
          .average();
    }
  }

  private FileTask(OpenRun run, Learner learner, ClassPool support, Queries queries, String one) {
    this.run = run;
    this.learner = learner;
    this.support = support;
    this.queries = queries;
    this.one = one;
  }

  /**
   * Reads all files.
   *
   * @param support labelled examples: a folder of folders of pictures, or a file of texts
   * @param query what to classify: pictures and folders of them, or files of texts
   * @param columns of files of texts
   * @throws DataException if a file cannot be read, or the run's learner cannot learn such a task
   */
  public static FileTask read(
      OpenRun run, Path support, List<Path> query, TextColumns columns, Places places) {
    Learner learner = run.recipe().algorithm().learner();
    long[] shape = learner.network().inputShape();
    UserFiles files = UserFiles.of(run.recipe(), shape, columns, places);
    ClassPool pool = files.support(support);
    try {
      learner.check(shape, new Targets.Classes(pool.classes()));
    } catch (IllegalArgumentException e) {
      throw new DataException(support + " has " + pool.classes() + " classes: " + e.getMessage());
    }
    return new FileTask(run, learner, pool, files.queries(query, names(pool)), files.one());
  }

  private static List<String> names(ClassPool pool) {
    return IntStream.range(0, pool.classes()).mapToObj(pool::className).toList();
  }

  /** The names of the classes to learn. */
  public List<String> classes() {
    return names(support);
  }

  /** What one example is called: {@code picture}, {@code text}. */
  public String one() {
    return one;
  }

  /** The inductive regime that the recipe is judged under, or else the network's own. */
  public Regime regime() {
    return run.recipe().evaluation().regimes().stream()
        .filter(regime -> !regime.transductive())
        .findFirst()
        .orElseGet(() -> learner.network().normalisation().inductive());
  }

  /**
   * Learns from all examples and classifies all queries, one by one: none may matter to another.
   */
  public Answers answers() {
    int[][] all = new int[support.classes()][];
    for (int way = 0; way < all.length; way++) {
      all[way] = IntStream.range(0, support.size(way)).toArray();
    }
    return answers(all);
  }

  /**
   * Learns from some examples of each class, drawn by chance, and classifies all queries.
   *
   * @param shots examples a class
   * @param key names the draw
   * @throws DataException if a class has fewer
   */
  public Answers draw(int shots, RandomKey key) {
    int[][] drawn = new int[support.classes()][];
    for (int way = 0; way < drawn.length; way++) {
      if (support.size(way) < shots) {
        throw new DataException(
            "%d shots are more than the %d examples of class %s; ask for fewer"
                .formatted(shots, support.size(way), support.className(way)));
      }
      drawn[way] = key.fold(way).choose(shots, support.size(way));
    }
    return answers(drawn);
  }

  private Answers answers(int[][] chosen) {
    Context now = Context.testing(RandomKey.of(run.recipe().evaluation().seed()), regime());
    List<Answer> answers = new ArrayList<>();
    try (Scope scope = Scope.open()) {
      Examples examples = examples(chosen);
      Engine.awaitDevice();
      long began = System.nanoTime();
      try (Adapted adapted = learner.adapt(run.model(), examples, now)) {
        Engine.awaitDevice();
        double seconds = (System.nanoTime() - began) / 1e9;
        for (int i = 0; i < queries.count(); i++) {
          answers.add(answer(adapted, queries.get(i), queries.input(i), now));
        }
        return new Answers(answers, examples.count(), seconds);
      }
    }
  }

  private Examples examples(int[][] chosen) {
    int size = Shape.elements(support.exampleShape());
    LongStream.Builder labels = LongStream.builder();
    int count = IntStream.range(0, chosen.length).map(way -> chosen[way].length).sum();
    float[] x = new float[count * size];
    int next = 0;
    for (int way = 0; way < chosen.length; way++) {
      for (int example : chosen[way]) {
        support.copy(way, example, x, size * next++);
        labels.add(way);
      }
    }
    return new Examples(
            Tensor.of(x, shape(count)),
            Tensor.of(labels.build().toArray(), 1, count),
            new Targets.Classes(support.classes()))
        .to(run.recipe().training().outerPrecision());
  }

  private long[] shape(int count) {
    return LongStream.concat(LongStream.of(1, count), LongStream.of(support.exampleShape()))
        .toArray();
  }

  private Answer answer(Adapted adapted, Query query, float[] input, Context now) {
    double[] probabilities;
    try (Scope scope = Scope.open()) {
      Tensor x = Tensor.of(input, shape(1)).to(run.recipe().training().outerPrecision());
      probabilities = adapted.predict(x, now).value().logSoftmax(-1).exp().toDoubles();
    }
    Map<String, Double> byClass = new LinkedHashMap<>();
    int best = 0;
    for (int way = 0; way < support.classes(); way++) {
      byClass.put(support.className(way), probabilities[way]);
      best = probabilities[way] > probabilities[best] ? way : best;
    }
    return new Answer(query, support.className(best), byClass);
  }
}
