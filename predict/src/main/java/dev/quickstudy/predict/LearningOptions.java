package dev.quickstudy.predict;

import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a task beside its examples.
 *
 * @param classes classes that the task has, with or without an example; those of examples need not
 *     be named. A class without examples is known by its name, which only some learners read
 * @param descriptor numbers that describe the task, as many as the learner reads ({@link
 *     dev.quickstudy.learn.Learner#descriptor}), in its order; empty where nothing is known, which
 *     every learner takes
 */
public record LearningOptions(List<String> classes, Optional<List<Float>> descriptor) {
  public LearningOptions {
    classes = classes.stream().map(String::strip).distinct().toList();
    if (classes.contains("")) {
      throw new UsageException(
          "a class without examples is known by its name, but one of these is blank: " + classes);
    }
    classes.forEach(SplitClasses::requireReadable);
    descriptor = descriptor.map(List::copyOf);
  }

  /** Nothing is known. */
  public static LearningOptions none() {
    return new LearningOptions(List.of(), Optional.empty());
  }

  /** The same with classes. */
  public LearningOptions classes(String... names) {
    return new LearningOptions(Arrays.asList(names), descriptor);
  }

  /** The same with a descriptor. */
  public LearningOptions descriptor(float... numbers) {
    Float[] boxed = new Float[numbers.length];
    Arrays.setAll(boxed, i -> numbers[i]);
    return new LearningOptions(classes, Optional.of(List.of(boxed)));
  }
}
