package dev.quickstudy.recipe.builtin;

import dev.quickstudy.data.characters.Mnist;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Handwritten digits (MNIST): the folder {@code mnist} of the data. Ten classes, 0 … 9. */
public record MnistDigits(SplitSpec split) implements SourceSpec {
  /** All ten digits are for testing, which is what judges a learner that was trained elsewhere. */
  static MnistDigits allForTesting() {
    List<String> digits = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
    return new MnistDigits(new SplitSpec.Named(List.of(), List.of(), digits));
  }

  @Override
  public TaskSource open(DataLocations places) {
    ClassPool digits = new Mnist(places.folder("MNIST", dataSet())).digits();
    Map<String, Split> splits = split.of(digits, places);
    return new ClassTasks(
        "MNIST", new SplitClasses(digits, name -> Optional.ofNullable(splits.get(name))));
  }

  @Override
  public Optional<String> dataSet() {
    return Optional.of(Mnist.NAME);
  }
}
