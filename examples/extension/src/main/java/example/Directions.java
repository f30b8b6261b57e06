package example;

import dev.quickstudy.data.VectorClasses;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Generated classes: each is a direction in space, its examples are points about it. The first half
 * of their numbers is three times as noisy, which can be learned across tasks.
 *
 * @param classes of which every fifth is to validate and the next to test
 * @param dimension numbers of an example
 * @param noise the deviation of an example from its class's direction, in the second half
 */
public record Directions(int classes, int dimension, double noise) implements SourceSpec {
  private static final int EXAMPLES = 20;

  public Directions {
    Checks.count("classes", 10, classes);
    Checks.count("dimension", 2, dimension);
    Checks.notNegative("noise", noise);
  }

  @Override
  public TaskSource open(DataLocations places) {
    List<String> names = new ArrayList<>();
    List<String> points = new ArrayList<>();
    float[][] vectors = new float[classes * EXAMPLES][dimension];
    for (int i = 0; i < vectors.length; i++) {
      int number = i / EXAMPLES;
      RandomKey key = RandomKey.of(1).fold(number);
      double[] direction = key.fold("direction").normals(dimension);
      double[] off = key.fold(i).normals(dimension);
      for (int k = 0; k < dimension; k++) {
        vectors[i][k] = (float) (direction[k] + (k < dimension / 2 ? 3 : 1) * noise * off[k]);
      }
      names.add("direction" + number);
      points.add("point" + i);
    }
    VectorClasses pool = new VectorClasses(names, points, points, vectors, toString());
    return new ClassTasks(
        "directions", new SplitClasses(pool, name -> Optional.of(split(name))));
  }

  private static Split split(String name) {
    return switch (Integer.parseInt(name.substring("direction".length())) % 5) {
      case 3 -> Split.VALIDATION;
      case 4 -> Split.TEST;
      default -> Split.TRAIN;
    };
  }

  /** It is generated. */
  @Override
  public Optional<String> dataSet() {
    return Optional.empty();
  }
}
