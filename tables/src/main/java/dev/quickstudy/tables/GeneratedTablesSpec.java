package dev.quickstudy.tables;

import dev.quickstudy.learn.Learner;
import dev.quickstudy.predict.InputSource;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.OpenRun;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Generated tables. */
public record GeneratedTablesSpec(List<Step> preparation, int width) implements InputSource {
  public GeneratedTablesSpec {
    preparation = List.copyOf(preparation);
    Settings.count("width", 2, width);
  }

  @Override
  public TaskSource open(DataLocations places) {
    return new GeneratedTables(new Preparation(preparation), width);
  }

  @Override
  public Modality modality(OpenRun run) {
    return new TableRows(new Preparation(preparation), width);
  }

  @Override
  public TaskSource ownTasks(OwnSource own, DataLocations places) {
    return OwnTables.tasks(own, new Preparation(preparation), width, places);
  }

  @Override
  public Map<String, Learner> beside(TaskSource open) {
    return TableBaselines.learners(open);
  }

  @Override
  public Optional<String> recipeOfAnyClasses() {
    return Optional.of(OwnTables.OF_ANY_CLASSES);
  }

  @Override
  public Optional<String> dataSet() {
    return Optional.empty();
  }
}
