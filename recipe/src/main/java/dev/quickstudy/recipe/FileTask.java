package dev.quickstudy.recipe;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TextColumns;
import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.recipe.Answers.Answer;
import dev.quickstudy.recipe.Answers.Query;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A task of the user's own files – pictures, sounds, texts or rows of tables, as the recipe of the
 * run says – and the trained run that learns it. It can be saved with all that it needs, and learn
 * more later.
 */
public final class FileTask {
  private final OpenRun run;
  private final Learner learner;
  private final UserFiles files;
  private final Support support;

  FileTask(OpenRun run, UserFiles files, Support support) {
    this.run = run;
    this.learner = run.learner(regime(run));
    this.files = files;
    this.support = support;
  }

  /**
   * Reads labelled examples.
   *
   * @param support a folder of folders of pictures or sounds, or a file of texts or rows
   * @param columns of files of texts or rows
   * @throws DataException if a file cannot be read, or the run's learner cannot learn such a task
   */
  public static FileTask read(OpenRun run, Path support, TextColumns columns, Places places) {
    UserFiles files = UserFiles.of(run, columns, places);
    return new FileTask(run, files, files.support(support, List.of())).checked(support);
  }

  /**
   * The same task with further examples, of its classes or of new ones, which are learned beside.
   *
   * @param listener hears of those that were learned before
   * @throws DataException as {@link #read}
   */
  public FileTask with(Path more, Places.Listener listener) {
    Support further = files.support(more, classes());
    Support all = support.with(further);
    int known = support.count() + further.count() - all.count();
    if (known > 0) {
      listener.say("%s: %d examples are known already".formatted(more.getFileName(), known));
    }
    return new FileTask(run, files, all).checked(more);
  }

  /**
   * Checks that the learner can learn such classes.
   *
   * @param path that the last of them were read from
   */
  private FileTask checked(Path path) {
    if (!learner.regimes().contains(regime())) {
      throw new DataException(
          "this learner answers all queries of a task together (transductive), but each query is to be judged by itself; take a run of another learner");
    }
    try {
      learner.check(learner.network().inputShape(), targets());
      return this;
    } catch (UsageException e) {
      throw new DataException(
          path + " makes " + support.classes().size() + " classes to learn: " + e.getMessage());
    }
  }

  /**
   * Saves the task and what learned it in one file: the model, the examples that it learned from,
   * and how queries are prepared. Replaces the file as a whole.
   */
  public void save(Path file) {
    SavedTask.write(file, run, support, files.fitted());
  }

  /** The names of the classes to learn. */
  public List<String> classes() {
    return support.classes();
  }

  /** The trained run that learns it. */
  public OpenRun run() {
    return run;
  }

  /** What one example is called: {@code picture}, {@code text}. */
  public String one() {
    return files.one();
  }

  /** The inductive regime that the recipe is judged under, or else the network's own. */
  public Regime regime() {
    return regime(run);
  }

  private static Regime regime(OpenRun run) {
    return run.recipe()
        .evaluation()
        .inductive()
        .orElseGet(() -> run.recipe().algorithm().learner().network().normalisation().inductive());
  }

  /**
   * Reads examples to classify.
   *
   * @throws DataException if a file cannot be read, or names a class that the task has not
   */
  public Queries queries(List<Path> paths) {
    return files.queries(paths, classes());
  }

  /**
   * Learns from all examples and classifies all queries, one by one: none may matter to another.
   */
  public Answers answers(Queries queries) {
    return answers(support.classes().stream().map(support::of).toList(), queries);
  }

  /**
   * Learns from some examples of each class, drawn by chance, and classifies all queries.
   *
   * @param shots examples a class
   * @param key names the draw
   * @throws DataException if a class has fewer
   */
  public Answers draw(int shots, RandomKey key, Queries queries) {
    List<List<float[]>> drawn = new ArrayList<>();
    for (String name : support.classes()) {
      List<float[]> all = support.of(name);
      if (all.size() < shots) {
        throw new DataException(
            "%d shots are more than the %d examples of class %s; ask for fewer"
                .formatted(shots, all.size(), name));
      }
      drawn.add(
          Arrays.stream(key.fold(drawn.size()).choose(shots, all.size()))
              .mapToObj(all::get)
              .toList());
    }
    return answers(drawn, queries);
  }

  private Answers answers(List<List<float[]>> chosen, Queries queries) {
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

  private Targets targets() {
    return new Targets.Classes(support.classes().size());
  }

  private Examples examples(List<List<float[]>> chosen) {
    List<float[]> rows = chosen.stream().flatMap(List::stream).toList();
    LongStream.Builder labels = LongStream.builder();
    for (int way = 0; way < chosen.size(); way++) {
      for (int i = 0; i < chosen.get(way).size(); i++) {
        labels.add(way);
      }
    }
    return new Examples(
            inputs(rows), Tensor.of(labels.build().toArray(), 1, rows.size()), targets())
        .to(run.recipe().training().outerPrecision());
  }

  /** {@code [1, N, …]}. */
  private Tensor inputs(List<float[]> rows) {
    int size = rows.get(0).length;
    float[] all = new float[Math.multiplyExact(rows.size(), size)];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * size, size);
    }
    return Tensor.of(
        all,
        LongStream.concat(LongStream.of(1, rows.size()), LongStream.of(support.exampleShape()))
            .toArray());
  }

  private Answer answer(Adapted adapted, Query query, float[] input, Context now) {
    double[] probabilities;
    try (Scope scope = Scope.open()) {
      Tensor x = inputs(List.of(input)).to(run.recipe().training().outerPrecision());
      probabilities = adapted.predict(x, now).value().logSoftmax(-1).exp().toDoubles();
    }
    Map<String, Double> byClass = new LinkedHashMap<>();
    List<String> classes = support.classes();
    int best = 0;
    for (int way = 0; way < classes.size(); way++) {
      byClass.put(classes.get(way), probabilities[way]);
      best = probabilities[way] > probabilities[best] ? way : best;
    }
    return new Answer(query, classes.get(best), false, byClass);
  }
}
