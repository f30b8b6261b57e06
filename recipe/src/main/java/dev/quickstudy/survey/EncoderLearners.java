package dev.quickstudy.survey;

import dev.quickstudy.recipe.DataLocations;
import java.nio.file.Path;
import java.util.List;

/**
 * Learners on what an encoder of the user's own makes of examples. Announced by an extension under
 * the word of the {@link Kind} that the encoder reads.
 */
public interface EncoderLearners {
  /**
   * Learners that need no training.
   *
   * @param encoder the encoder's file
   * @throws dev.quickstudy.data.DataException if it cannot be read
   */
  List<UntrainedLearner> of(Path encoder, DataLocations locations);
}
