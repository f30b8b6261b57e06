package dev.quickstudy.recipe.builtin;

import dev.quickstudy.data.characters.Omniglot;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.GroupedTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskSource;
import java.util.List;
import java.util.Optional;

/**
 * Handwritten characters of fifty alphabets (Omniglot).
 *
 * @param division which are for training and which for testing
 * @param within what the characters of a task share
 */
public record OmniglotCharacters(Omniglot.Division division, Within within) implements SourceSpec {
  /** What the characters of a task share. */
  public enum Within {
    /** Nothing. */
    ALL,
    /** Their alphabet and its turn. */
    ALPHABET
  }

  /** Tasks of characters of any alphabet. */
  public OmniglotCharacters(Omniglot.Division division) {
    this(division, Within.ALL);
  }

  @Override
  public TaskSource open(DataLocations places) {
    Omniglot omniglot = new Omniglot(places.folder("Omniglot", dataSet()), division);
    return within == Within.ALL ? omniglot.tasks() : omniglot.tasksWithinAlphabets();
  }

  @Override
  public Optional<String> dataSet() {
    return Optional.of("omniglot");
  }

  @Override
  public List<String> remarks(TaskSource open, Recipe recipe) {
    if (!(open instanceof GroupedTasks alphabets)) {
      return List.of();
    }
    int ways = recipe.evaluation().ways();
    int all = alphabets.groups(Split.TEST);
    int large = alphabets.groups(Split.TEST, ways);
    return large == all
        ? List.of()
        : List.of(
            "%d of %d alphabets to be judged on have fewer than %d characters and are left out"
                .formatted(all - large, all, ways));
  }
}
