package dev.quickstudy.cli;

import dev.quickstudy.data.ImageFolder;
import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
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

/** A task of the user's own pictures. */
final class PictureTask {
  private final OpenRun run;
  private final Learner learner;
  private final ImageFolder support;
  private final QueryPictures queries;

  /** What a picture was taken for, with the probability of each class. */
  record Answer(QueryPictures.Query query, String best, Map<String, Double> probabilities) {}

  private PictureTask(OpenRun run, Learner learner, ImageFolder support, QueryPictures queries) {
    this.run = run;
    this.learner = learner;
    this.support = support;
    this.queries = queries;
  }

  /**
   * Reads all pictures.
   *
   * @throws CommandFailure if the run's learner cannot learn such a task
   */
  static PictureTask read(OpenRun run, Path supportFolder, List<Path> query) {
    Learner learner = run.recipe().algorithm().learner();
    long[] shape = learner.network().inputShape();
    ImageFolder support = ImageFolder.read(supportFolder, shape);
    try {
      learner.check(shape, new Targets.Classes(support.classes()));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          supportFolder + " has " + support.classes() + " classes: " + e.getMessage());
    }
    return new PictureTask(
        run, learner, support, QueryPictures.read(query, shape, classes(support)));
  }

  private static List<String> classes(ImageFolder support) {
    return IntStream.range(0, support.classes()).mapToObj(support::className).toList();
  }

  List<String> classes() {
    return classes(support);
  }

  /** How many pictures there are to learn from. */
  int shots() {
    return IntStream.range(0, support.classes()).map(support::size).sum();
  }

  /** The inductive regime that the recipe is judged under, or else the network's own. */
  Regime regime() {
    return run.recipe().evaluation().regimes().stream()
        .filter(regime -> !regime.transductive())
        .findFirst()
        .orElseGet(() -> learner.network().normalisation().inductive());
  }

  /** Learns the classes and classifies all queries, one by one: none may matter to another. */
  List<Answer> answers() {
    Context now = Context.testing(RandomKey.of(run.recipe().evaluation().seed()), regime());
    List<Answer> answers = new ArrayList<>();
    try (Scope scope = Scope.open();
        Adapted adapted = learner.adapt(run.model(), examples(), now)) {
      for (int i = 0; i < queries.count(); i++) {
        answers.add(answer(adapted, queries.get(i), queries.pixels(i), now));
      }
    }
    return answers;
  }

  private Examples examples() {
    int size = Shape.elements(support.exampleShape());
    float[] x = new float[shots() * size];
    int next = 0;
    LongStream.Builder labels = LongStream.builder();
    for (int way = 0; way < support.classes(); way++) {
      for (int i = 0; i < support.size(way); i++) {
        support.copy(way, i, x, size * next++);
        labels.add(way);
      }
    }
    return new Examples(
            Tensor.of(x, shape(shots())),
            Tensor.of(labels.build().toArray(), 1, shots()),
            new Targets.Classes(support.classes()))
        .to(run.recipe().training().outerPrecision());
  }

  private long[] shape(int count) {
    return LongStream.concat(LongStream.of(1, count), LongStream.of(support.exampleShape()))
        .toArray();
  }

  private Answer answer(Adapted adapted, QueryPictures.Query query, float[] pixels, Context now) {
    double[] probabilities;
    try (Scope scope = Scope.open()) {
      Tensor picture = Tensor.of(pixels, shape(1)).to(run.recipe().training().outerPrecision());
      probabilities = adapted.predict(picture, now).value().logSoftmax(-1).exp().toDoubles();
    }
    Map<String, Double> byClass = new LinkedHashMap<>();
    int best = 0;
    for (int way = 0; way < support.classes(); way++) {
      byClass.put(support.className(way), probabilities[way]);
      best = probabilities[way] > probabilities[best] ? way : best;
    }
    return new Answer(query, support.className(best), byClass);
  }

  /** The share of right answers among pictures whose class is known; empty if there are none. */
  static OptionalDouble accuracy(List<Answer> answers) {
    return answers.stream()
        .filter(answer -> answer.query().truth().isPresent())
        .mapToDouble(answer -> answer.query().truth().equals(Optional.of(answer.best())) ? 1 : 0)
        .average();
  }
}
