package dev.quickstudy.recipe;

import dev.quickstudy.data.TextColumns;
import dev.quickstudy.task.ClassPool;
import java.nio.file.Path;
import java.util.List;

/** How a user's own files become what a learner takes: one implementation for each modality. */
sealed interface UserFiles permits PictureFiles, SoundFiles, TextFiles {
  /** What one example is called: {@code picture}, {@code recording}, {@code text}. */
  String one();

  /** The labelled examples to learn from. */
  ClassPool support(Path path);

  /**
   * The examples to classify, with their classes where these are known.
   *
   * @param classes that they can be of
   */
  Queries queries(List<Path> paths, List<String> classes);

  /**
   * Those of a run, by what its recipe's tasks are made of.
   *
   * @param shape of one example, as the learner takes it
   */
  static UserFiles of(Recipe recipe, long[] shape, TextColumns columns, Places places) {
    SourceSpec source = recipe.source();
    if (source instanceof SourceSpec.Texts texts) {
      return new TextFiles(texts, columns, places);
    }
    if (source instanceof MaskedSounds masked) {
      source = masked.of();
    }
    return source instanceof Sounds sounds
        ? new SoundFiles(sounds.spectrogram(), places)
        : new PictureFiles(shape);
  }
}
