package dev.quickstudy.data;

import dev.quickstudy.files.Hash;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Examples by class, seen as vectors: {@code [dimension]}, what an encoder made of each. */
public final class VectorClasses implements ClassPool {
  private final List<String> names;
  private final List<List<Example>> examples;
  private final int dimension;
  private final String fingerprint;
  private final String preparation;
  private final float[][] descriptors;

  private record Example(String caption, Vector vector) {}

  private static final class Vector {
    final float[] numbers;

    Vector(float[] numbers) {
      this.numbers = numbers;
    }
  }

  /**
   * Puts vectors together.
   *
   * @param classes the class of each
   * @param captions what people call each, such as the name of a file
   * @param contents what tells each from others, such as the hash of a file; for the fingerprint
   * @param vectors {@code [examples][dimension]}, at least one
   * @param preparation what was embedded and by what, for the fingerprint
   */
  public VectorClasses(
      List<String> classes,
      List<String> captions,
      List<String> contents,
      float[][] vectors,
      String preparation) {
    if (classes.size() != vectors.length
        || captions.size() != vectors.length
        || contents.size() != vectors.length) {
      throw new UsageException(
          "there are %d vectors of %d examples; one of each is needed"
              .formatted(vectors.length, classes.size()));
    }
    Map<String, List<Example>> byClass = new TreeMap<>();
    Hash hash = Hash.fingerprint(preparation);
    for (int i = 0; i < vectors.length; i++) {
      hash.add(classes.get(i)).add(contents.get(i));
      byClass
          .computeIfAbsent(classes.get(i), name -> new ArrayList<>())
          .add(new Example(captions.get(i), new Vector(vectors[i])));
    }
    names = List.copyOf(byClass.keySet());
    examples = List.copyOf(byClass.values());
    this.preparation = preparation;
    dimension = vectors[0].length;
    fingerprint = hash.hex();
    descriptors = new float[names.size()][0];
  }

  /** The same classes, each with a descriptor. */
  private VectorClasses(VectorClasses other, float[][] descriptors, String what) {
    names = other.names;
    examples = other.examples;
    dimension = other.dimension;
    preparation = other.preparation;
    fingerprint = Hash.fingerprint(what).add(other.fingerprint).hex();
    this.descriptors = descriptors;
  }

  /**
   * The same classes, each with a descriptor ({@link ClassPool#descriptor}).
   *
   * @param descriptors one a class, in the order of the classes, all of one length
   * @param what they are and what made them, for the fingerprint
   */
  public VectorClasses describedBy(float[][] descriptors, String what) {
    if (descriptors.length != names.size()) {
      throw new UsageException(
          "there are %d descriptors of %d classes; one of each is needed"
              .formatted(descriptors.length, names.size()));
    }
    return new VectorClasses(this, descriptors, what);
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
    return examples.get(classIndex).size();
  }

  @Override
  public long[] exampleShape() {
    return new long[] {dimension};
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    System.arraycopy(
        examples.get(classIndex).get(exampleIndex).vector.numbers, 0, into, offset, dimension);
  }

  @Override
  public Optional<String> caption(int classIndex, int exampleIndex) {
    return Optional.of(examples.get(classIndex).get(exampleIndex).caption);
  }

  @Override
  public float[] descriptor(int classIndex) {
    return descriptors[classIndex];
  }

  /** What was embedded and by what. */
  @Override
  public String fitted() {
    return preparation;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
