package dev.quickstudy.survey;

import dev.quickstudy.data.rows.RowFile;

/** A kind whose examples are rows of a file. */
public interface RowKind extends Kind {
  @Override
  default boolean reads(String fileName) {
    return RowFile.reads(fileName);
  }

  @Override
  default boolean readsIfNamed(String fileName) {
    return RowFile.readsIfNamed(fileName);
  }

  @Override
  default boolean ofRows() {
    return true;
  }
}
