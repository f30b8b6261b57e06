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
   * What was fitted on the support set to prepare queries by, as text; empty where nothing is.
   * Asked for after {@link #support}.
   */
  default String fitted() {
    return "";
  }

  /** Those of a run, by what its recipe's tasks are made of. */
  static UserFiles of(OpenRun run, TextColumns columns, Places places) {
    return of(run, columns, places, "");
  }

  /**
   * The same for a task that was learned before.
   *
   * @param fitted what {@link #fitted} was then
   */
  static UserFiles of(OpenRun run, TextColumns columns, Places places, String fitted) {
    SourceSpec source = run.recipe().source();
    if (source instanceof MaskedSounds masked) {
      source = masked.of();
    }
    if (source instanceof SourceSpec.Texts texts) {
      return new TextFiles(texts, columns, places);
    }
    return source instanceof Sounds sounds
        ? new SoundFiles(sounds.spectrogram(), places)
        : new PictureFiles(run.learner().network().inputShape());
  }
}
