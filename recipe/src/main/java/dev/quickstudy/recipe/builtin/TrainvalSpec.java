package dev.quickstudy.recipe.builtin;

import dev.quickstudy.learn.Learner;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.InvalidValueException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks of another source, trained on its training and its validation split together («train +
 * val» of Snell et al. 2017). Nothing is left to validate on: nothing is chosen by validation, and
 * probabilities are not calibrated.
 *
 * @param of what is divided: variations go around this
 */
public record TrainvalSpec(SourceSpec of) implements SourceSpec {
  @Override
  public TaskSource open(DataLocations places) {
    TaskSource source = of.open(places);
    return source
        .trainval()
        .orElseThrow(
            () ->
                new InvalidValueException(
                    "source.of",
                    "is "
                        + source.name()
                        + ", which has no validation examples to train on; put 'trainval' around"
                        + " what is divided, and 'varied', 'interpolated' or 'turned' around"
                        + " 'trainval'"));
  }

  @Override
  public SourceSpec unwrapped() {
    return of.unwrapped();
  }

  @Override
  public Optional<String> dataSet() {
    return of.dataSet();
  }

  @Override
  public List<String> remarks(TaskSource open, Recipe recipe) {
    return of.remarks(open, recipe);
  }

  @Override
  public Map<String, Learner> beside(TaskSource open) {
    return of.beside(open);
  }

  @Override
  public Optional<String> notVaried() {
    return of.notVaried();
  }

  @Override
  public Optional<String> recipeOfAnyClasses() {
    return of.recipeOfAnyClasses();
  }
}
