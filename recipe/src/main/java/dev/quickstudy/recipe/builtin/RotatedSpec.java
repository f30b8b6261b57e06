package dev.quickstudy.recipe.builtin;

import dev.quickstudy.data.tasks.RotatedClasses;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.InvalidValueException;
import java.util.Optional;

/**
 * Square pictures of another source of which each training class, turned by a quarter, a half and
 * three quarters, is three classes more.
 *
 * @param of classes as they are in files: variations go around this
 */
public record RotatedSpec(SourceSpec of) implements SourceSpec {
  @Override
  public TaskSource open(DataLocations places) {
    if (of.open(places) instanceof ClassTasks tasks) {
      return RotatedClasses.of(tasks);
    }
    throw new InvalidValueException(
        "source.of", "has no classes of its own to turn; put 'turned' inside of 'varied'");
  }

  @Override
  public SourceSpec unwrapped() {
    return of.unwrapped();
  }

  @Override
  public Optional<String> dataSet() {
    return of.dataSet();
  }
}
