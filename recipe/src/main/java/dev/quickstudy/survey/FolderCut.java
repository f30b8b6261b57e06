package dev.quickstudy.survey;

import dev.quickstudy.task.Split;
import java.util.List;
import java.util.Optional;

/**
 * How tasks are cut from folders of splits: all classes of a split take part.
 *
 * @param trained classes to train on
 * @param validated classes to validate on; 0 where there is no such folder
 * @param judged classes to judge on
 * @param shots examples of a class to learn from
 * @param queries examples of a class to be judged on
 */
record FolderCut(int trained, int validated, int judged, int shots, int queries) {
  private static final int FEWEST_CLASSES = 2;
  private static final int MOST_WAYS = 5;
  private static final int MOST_SHOTS = 5;
  private static final int MOST_QUERIES = 10;

  /** Empty where the folders make no tasks: there are none, or too few classes or examples. */
  static Optional<FolderCut> of(Survey survey) {
    int trained = classes(survey, Split.TRAIN);
    int validated = classes(survey, Split.VALIDATION);
    int judged = classes(survey, Split.TEST);
    int smallest = survey.sizes().get(0);
    boolean enough =
        trained >= FEWEST_CLASSES
            && judged >= FEWEST_CLASSES
            && validated != 1
            && trained + validated + judged == survey.classes().size()
            && smallest >= 2;
    int shots = Math.min(MOST_SHOTS, smallest / 2);
    return enough
        ? Optional.of(
            new FolderCut(
                trained, validated, judged, shots, Math.min(MOST_QUERIES, smallest - shots)))
        : Optional.empty();
  }

  private static int classes(Survey survey, Split split) {
    return (int)
        survey.classes().keySet().stream()
            .filter(name -> name.startsWith(split.label() + "/"))
            .count();
  }

  /** Settings of the tasks. */
  List<String> tasks() {
    int held = validated == 0 ? judged : Math.min(judged, validated);
    return List.of(
        "training.ways=" + Math.min(MOST_WAYS, trained),
        "training.shots=" + shots,
        "training.queries=" + queries,
        "evaluation.ways=" + Math.min(MOST_WAYS, held),
        "evaluation.shots=" + shots,
        "evaluation.queries=" + queries);
  }

  /** Without a folder to validate on, the last step is judged. */
  List<String> validation() {
    return validated == 0
        ? List.of("training.validation.every=0", "training.validation.patience=0")
        : List.of();
  }
}
