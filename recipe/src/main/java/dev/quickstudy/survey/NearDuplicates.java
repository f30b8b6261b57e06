package dev.quickstudy.survey;

import dev.quickstudy.task.ClassPool;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Examples of different classes that are nearly the same: a label is wrong, or the classes cannot
 * be told apart. Found by the correlation of their numbers.
 */
public final class NearDuplicates {
  private static final int MOST_EXAMPLES = 6_000;
  private static final int BLOCK = 512;

  private NearDuplicates() {}

  /** Where an example is. */
  private record Place(int way, int example) {}

  /**
   * Warnings for people; none where nothing was found.
   *
   * @param near the correlation that is too much
   * @param name of an example, by the numbers of its class and in it
   */
  public static List<String> among(
      ClassPool pool, double near, BiFunction<Integer, Integer, String> name) {
    List<Place> all = new ArrayList<>();
    for (int way = 0; way < pool.classes(); way++) {
      for (int i = 0; i < pool.size(way); i++) {
        all.add(new Place(way, i));
      }
    }
    List<Place> some =
        all.size() <= MOST_EXAMPLES
            ? all
            : Arrays.stream(RandomKey.of(0).fold("near").choose(MOST_EXAMPLES, all.size()))
                .sorted()
                .mapToObj(all::get)
                .toList();
    int pairs = 0;
    List<String> example = new ArrayList<>();
    try (Scope scope = Scope.open()) {
      Tensor unit = unit(pool, some);
      for (int from = 0; from < some.size(); from += BLOCK) {
        int rows = Math.min(BLOCK, some.size() - from);
        float[] found = correlations(unit, from, rows);
        for (int i = 0; i < rows; i++) {
          for (int j = from + i + 1; j < some.size(); j++) {
            if (found[i * some.size() + j] > near && some.get(from + i).way != some.get(j).way) {
              pairs++;
              if (example.isEmpty()) {
                example.add(called(name, some.get(from + i)) + " and " + called(name, some.get(j)));
              }
            }
          }
        }
      }
    }
    if (pairs == 0) {
      return List.of();
    }
    return List.of(
        "%d %s of different classes %s nearly the same, such as %s%s"
            .formatted(
                pairs,
                pairs == 1 ? "pair" : "pairs",
                pairs == 1 ? "is" : "are",
                example.get(0),
                some.size() < all.size()
                    ? " (among %d of %d examples)".formatted(some.size(), all.size())
                    : ""));
  }

  private static String called(BiFunction<Integer, Integer, String> name, Place place) {
    return name.apply(place.way, place.example);
  }

  private static float[] correlations(Tensor unit, int from, int rows) {
    try (Scope scope = Scope.open()) {
      return unit.slice(0, from, from + rows).matmul(unit.transpose(0, 1)).toFloats();
    }
  }

  /** Rows of mean 0 and length 1; those that are the same everywhere are 0. */
  private static Tensor unit(ClassPool pool, List<Place> places) {
    int size = Shape.elements(pool.exampleShape());
    float[] rows = new float[Math.multiplyExact(places.size(), size)];
    IntStream.range(0, places.size())
        .forEach(
            i -> {
              pool.copy(places.get(i).way, places.get(i).example, rows, i * size);
              double mean = 0;
              for (int k = 0; k < size; k++) {
                mean += rows[i * size + k];
              }
              mean /= size;
              double squares = 0;
              for (int k = 0; k < size; k++) {
                rows[i * size + k] -= (float) mean;
                squares += (double) rows[i * size + k] * rows[i * size + k];
              }
              float length = (float) Math.sqrt(squares);
              for (int k = 0; k < size; k++) {
                rows[i * size + k] = length < 1e-6f ? 0 : rows[i * size + k] / length;
              }
            });
    return Tensor.of(rows, places.size(), size);
  }
}
