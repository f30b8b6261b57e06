package dev.quickstudy.data;

import dev.quickstudy.task.ClassPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Texts by class, seen as vectors: {@code [dimension]}, what an encoder made of each. */
public final class TextClasses implements ClassPool {
  private final List<String> names;
  private final List<String[]> texts;
  private final List<float[][]> vectors;
  private final int dimension;
  private final String fingerprint;

  /**
   * Puts texts and vectors together.
   *
   * @param collection the texts
   * @param embeddings {@code [texts][dimension]}, in the order of the collection's texts
   * @param encoder which encoder made them, for the fingerprint
   */
  public TextClasses(TextCollection collection, float[][] embeddings, String encoder) {
    if (embeddings.length != collection.texts().size()) {
      throw new IllegalArgumentException(
          "there are "
              + embeddings.length
              + " embeddings of "
              + collection.texts().size()
              + " texts; one of each is needed");
    }
    names = new ArrayList<>();
    texts = new ArrayList<>();
    vectors = new ArrayList<>();
    dimension = embeddings[0].length;
    Fingerprint hash = Fingerprint.of("texts by " + encoder);
    for (Map.Entry<String, List<Integer>> one : collection.byClass().entrySet()) {
      names.add(one.getKey());
      texts.add(
          one.getValue().stream()
              .map(i -> collection.texts().get(i).text())
              .toArray(String[]::new));
      vectors.add(one.getValue().stream().map(i -> embeddings[i]).toArray(float[][]::new));
      hash.add(one.getKey()).add(String.valueOf(one.getValue().size()));
      for (int i : one.getValue()) {
        hash.add(collection.texts().get(i).text());
      }
    }
    fingerprint = hash.hex();
  }

  /** The text of an example. */
  public String text(int classIndex, int exampleIndex) {
    return texts.get(classIndex)[exampleIndex];
  }

  @Override
  public int classes() {
    return names.size();
  }

  @Override
  public String className(int classIndex) {
    return names.get(classIndex);
  }

  @Override
  public int size(int classIndex) {
    return texts.get(classIndex).length;
  }

  @Override
  public long[] exampleShape() {
    return new long[] {dimension};
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    System.arraycopy(vectors.get(classIndex)[exampleIndex], 0, into, offset, dimension);
  }

  /** The text. */
  @Override
  public Optional<String> caption(int classIndex, int exampleIndex) {
    return Optional.of(text(classIndex, exampleIndex));
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
