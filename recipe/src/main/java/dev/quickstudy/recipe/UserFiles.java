package dev.quickstudy.recipe;

import dev.quickstudy.data.TextColumns;
import dev.quickstudy.tables.Preparation;
import java.nio.file.Path;
import java.util.List;

/** How a user's own files become what a learner takes: one implementation for each modality. */
sealed interface UserFiles
    permits EncodedPictureFiles, PictureFiles, SoundFiles, TableFiles, TextFiles {
  /** What one example is called: {@code picture}, {@code recording}, {@code text}, {@code row}. */
  String one();

  /**
   * The labelled examples to learn from.
   *
   * @param known classes that they are learned beside: if there are any, one class is enough, and
   *     what was fitted on the others stays as it is
   */
  Support support(Path path, List<String> known);

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
    SourceSpec source = run.recipe().source().unwrapped();
    if (source instanceof SourceSpec.Texts texts) {
      return new TextFiles(texts, columns, places);
    }
    if (source instanceof Sounds sounds) {
      return new SoundFiles(sounds.spectrogram(), places);
    }
    if (source instanceof SourceSpec.Tables tables) {
      return new TableFiles(new Preparation(tables.preparation()), tables.width(), columns, places);
    }
    if (source instanceof SourceSpec.MadeTables made) {
      return new TableFiles(new Preparation(made.preparation()), made.width(), columns, places);
    }
    if (source instanceof EncodedPicturesSpec pictures) {
      return new EncodedPictureFiles(pictures, run.fitted(), places);
    }
    return new PictureFiles(run.recipe().network().inputShape(), run.fitted(), places);
  }

  /**
   * The same for a task that was learned before.
   *
   * @param fitted what {@link #fitted} was then
   */
  static UserFiles of(OpenRun run, TextColumns columns, Places places, String fitted) {
    return fitted.isEmpty()
        ? of(run, columns, places)
        : TableFiles.restored(columns, places, fitted);
  }
}
