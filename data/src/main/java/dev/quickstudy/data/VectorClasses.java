package dev.quickstudy.data;

import dev.quickstudy.task.ClassPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Examples by class, seen as vectors: {@code [dimension]}, what an encoder made of each. */
public final class VectorClasses implements ClassPool {
  private final List<String> names;
  private final List<float[][]> vectors = new ArrayList<>();
  private final int dimension;
  private final String fingerprint;

  /**
   * Puts vectors together.
   *
   * @param classes the class of each
   * @param contents what tells each from others, such as the hash of a file; for the fingerprint
   * @param vectors {@code [examples][dimension]}, at least one
   * @param preparation what was embedded and by what, for the fingerprint
   */
  public VectorClasses(
      List<String> classes, List<String> contents, float[][] vectors, String preparation) {
    if (classes.size() != vectors.length || contents.size() != vectors.length) {
      throw new IllegalArgumentException(
          "there are %d vectors of %d examples; one of each is needed"
              .formatted(vectors.length, classes.size()));
    }
    Map<String, List<float[]>> byClass = new TreeMap<>();
    Fingerprint hash = Fingerprint.of(preparation);
    for (int i = 0; i < vectors.length; i++) {
      hash.add(classes.get(i)).add(contents.get(i));
      byClass.computeIfAbsent(classes.get(i), name -> new ArrayList<>()).add(vectors[i]);
    }
    byClass.values().forEach(its -> this.vectors.add(its.toArray(float[][]::new)));
    names = List.copyOf(byClass.keySet());
    dimension = vectors[0].length;
    fingerprint = hash.hex();
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
    return vectors.get(classIndex).length;
  }

  @Override
  public long[] exampleShape() {
    return new long[] {dimension};
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    System.arraycopy(vectors.get(classIndex)[exampleIndex], 0, into, offset, dimension);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
