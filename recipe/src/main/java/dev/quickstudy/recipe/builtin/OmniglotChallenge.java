package dev.quickstudy.recipe.builtin;

import dev.quickstudy.data.characters.OmniglotRuns;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.TaskSource;
import java.util.Optional;

/** The 20 runs of the Omniglot challenge, for judging alone: 20 ways, 1 shot, 1 query a class. */
public record OmniglotChallenge() implements SourceSpec {
  @Override
  public TaskSource open(DataLocations places) {
    return OmniglotRuns.read(places.folder("Omniglot", dataSet()));
  }

  @Override
  public Optional<String> dataSet() {
    return Optional.of("omniglot");
  }
}
