package dev.quickstudy.tables;

import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.predict.InputSource;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tables.steps.Step;
import dev.quickstudy.task.TaskSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all sources of tables have in common. */
interface TableSource extends InputSource {
  /** How rows become numbers. */
  List<Step> preparation();

  /** Numbers of a prepared row. */
  int width();

  @Override
  default Modality modality(OpenRun run) {
    return new TableRows(new Preparation(preparation()), width());
  }

  @Override
  default TaskSource ownTasks(OwnSource own, DataLocations places) {
    return OwnTables.tasks(own, new Preparation(preparation()), width(), places);
  }

  @Override
  default Map<String, Learner> beside(TaskSource open) {
    return TableBaselines.learners(open);
  }

  @Override
  default Optional<String> recipeOfAnyClasses() {
    return Optional.of(OwnTables.OF_ANY_CLASSES);
  }
}
