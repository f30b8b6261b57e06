package dev.quickstudy.survey;

import dev.quickstudy.data.DataException;
import java.util.List;
import java.util.Locale;

/**
 * How tasks are cut from classes.
 *
 * @param fewest examples of a class that is used
 * @param classes that are used
 * @param shots examples of a class to learn from
 * @param queries examples of a class to be judged on
 */
public record ClassCut(int fewest, int classes, int shots, int queries) {
  /** Classes at least: two each to train, to validate and to judge on. */
  public static final int FEWEST_CLASSES = 6;

  /** The share of classes that are to be large enough for a task. */
  public static final double KEPT = 0.8;

  private static final List<int[]> SIZES =
      List.of(
          new int[] {5, 10},
          new int[] {5, 5},
          new int[] {3, 5},
          new int[] {2, 3},
          new int[] {1, 2},
          new int[] {1, 1});

  /**
   * Tasks as large as most classes allow.
   *
   * @throws DataException if there are too few classes
   */
  public static ClassCut of(Survey survey) {
    ClassCut most = new ClassCut(0, 0, 0, 0);
    for (int[] size : SIZES) {
      int fewest = size[0] + size[1];
      int classes =
          (int) survey.classes().values().stream().filter(count -> count >= fewest).count();
      if (classes >= FEWEST_CLASSES && classes >= KEPT * survey.classes().size()) {
        return new ClassCut(fewest, classes, size[0], size[1]);
      }
      most = classes > most.classes ? new ClassCut(fewest, classes, size[0], size[1]) : most;
    }
    if (most.classes < FEWEST_CLASSES) {
      throw new DataException(
          "%s has %d classes of at least 2 examples, but %d are needed to train, to validate and to judge on different ones; learn them without training (quickstudy classify), or with a run that is trained already (quickstudy adapt)"
              .formatted(survey.path(), most.classes, FEWEST_CLASSES));
    }
    return most;
  }

  private int held() {
    return Math.max(2, (int) Math.round(0.2 * classes));
  }

  private int trained() {
    return classes - 2 * held();
  }

  /** The division of classes by chance, as YAML. */
  public String split() {
    return "{kind: fractions, train: %s, validation: %s, test: %s, seed: 0, fewest: %d}"
        .formatted(share(trained()), share(held()), share(held()), fewest);
  }

  private String share(int count) {
    return String.format(Locale.ROOT, "%.6f", Math.floor(1e6 * count / classes) / 1e6);
  }

  /** Settings of the tasks, {@code path=value} each. */
  public List<String> tasks(int mostWays) {
    int ways = Math.min(5, held());
    return List.of(
        "training.ways=" + Math.min(mostWays, trained()),
        "training.shots=" + shots,
        "training.queries=" + queries,
        "evaluation.ways=" + ways,
        "evaluation.shots=" + shots,
        "evaluation.queries=" + queries);
  }
}
