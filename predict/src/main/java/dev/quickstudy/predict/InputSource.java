package dev.quickstudy.predict;

import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.recipe.SourceSpec;

/**
 * A source that says how single inputs and files of a user's own are read for learners that were
 * trained on it. Those that do not are of pictures.
 */
public interface InputSource extends SourceSpec {
  /**
   * How inputs are read.
   *
   * @param run that was trained on this source
   */
  Modality modality(OpenRun run);
}
