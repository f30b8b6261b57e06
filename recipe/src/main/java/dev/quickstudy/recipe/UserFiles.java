package dev.quickstudy.recipe;

import dev.quickstudy.data.TextColumns;
import dev.quickstudy.tables.Preparation;
import dev.quickstudy.task.ClassPool;
import java.nio.file.Path;
import java.util.List;

/** How a user's own files become what a learner takes: one implementation for each modality. */
sealed interface UserFiles permits PictureFiles, TableFiles, TextFiles {
  /** What one example is called: {@code picture}, {@code text}. */
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
   * What {@link #support} fitted that {@link #queries} need, as a text to be kept with what was
   * learned; empty if nothing.
   */
  default String fitted() {
    return "";
  }

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
    if (source instanceof SourceSpec.Tables tables) {
      return new TableFiles(new Preparation(tables.preparation()), tables.width(), columns, places);
    }
    if (source instanceof SourceSpec.MadeTables made) {
      return new TableFiles(new Preparation(made.preparation()), made.width(), columns, places);
    }
    return new PictureFiles(shape);
  }
}
