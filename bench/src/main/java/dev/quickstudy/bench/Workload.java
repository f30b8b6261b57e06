package dev.quickstudy.bench;

import dev.quickstudy.recipe.NearestNames;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;

/** What can be timed, in the order in which it is: what is to be met cold comes first. */
public enum Workload {
  ADAPT("adapt", "learning one 5-way 1-shot task, Conv4, 1 inner step"),
  SINUSOID_MAML("sinusoid-maml", "25 tasks of 10 + 10 points, 1-40-40-1, 1 inner step"),
  SINUSOID_MAML_5("sinusoid-maml-5", "the same with 5 inner steps"),
  PROTONET("protonet", "one 20-way 5-shot task, 15 queries a class, Conv4"),
  OMNIGLOT_MAML("omniglot-maml", "32 5-way 1-shot tasks, 15 queries a class, Conv4, 1 inner step"),
  OMNIGLOT_MAML_5("omniglot-maml-5", "16 such tasks with 5 inner steps"),
  SAMPLING("sampling", "drawing 50 20-way 5-shot tasks, 15 queries a class");

  /** Tasks that one step of {@link #SAMPLING} draws. */
  static final int EPISODES = 50;

  private static final double PICTURE_RATE = 0.4;

  private final String label;
  private final String description;

  Workload(String label, String description) {
    this.label = label;
    this.description = description;
  }

  /** Its name on the command line and in results. */
  public String label() {
    return label;
  }

  /** One line for people. */
  public String description() {
    return description;
  }

  /** What it trains on what; of {@link #SAMPLING}, only the tasks count. */
  MetaStep step() {
    TaskShape five = new TaskShape(5, 1, 15);
    TaskShape twenty = new TaskShape(20, 5, 15);
    return switch (this) {
      case ADAPT -> MetaStep.ofPictures(5, five, 1, 1, PICTURE_RATE);
      case SINUSOID_MAML -> MetaStep.ofSinusoids(1);
      case SINUSOID_MAML_5 -> MetaStep.ofSinusoids(5);
      case PROTONET, SAMPLING -> MetaStep.ofPictures(0, twenty, 1, 0, 0);
      case OMNIGLOT_MAML -> MetaStep.ofPictures(5, five, 32, 1, PICTURE_RATE);
      case OMNIGLOT_MAML_5 -> MetaStep.ofPictures(5, five, 16, 5, PICTURE_RATE);
    };
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Workload::label).toList();
  }

  /**
   * The workload with a name.
   *
   * @throws UsageException if there is none, with the nearest
   */
  public static Workload named(String label) {
    return Arrays.stream(values())
        .filter(workload -> workload.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no workload '" + label + "'; " + NearestNames.hint(label, labels())));
  }
}
