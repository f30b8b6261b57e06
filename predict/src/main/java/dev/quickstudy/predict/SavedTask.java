package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.learn.TaskState;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.files.DamagedFileException;
import dev.quickstudy.train.files.TaskFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Makes a learned task of what a file holds, and refuses what does not fit together. */
final class SavedTask {
  private SavedTask() {}

  /** With the learner that the file holds, or that was found for it. */
  static LearnedTask open(TaskFile saved, String name, Resources resources) {
    TrainedLearner learner = TrainedLearner.of(OpenRun.of(name, saved.learner()), name, resources);
    try {
      return learned(saved, name, learner);
    } finally {
      learner.leaveToTasks();
    }
  }

  /**
   * With a learner that is open.
   *
   * @throws UsageException if it is another one than the task was learned by
   */
  static LearnedTask open(TaskFile saved, String name, TrainedLearner learner) {
    if (!saved.learner().digest().equals(learner.id())) {
      throw new UsageException(
          "%s was learned by the learner %s, but is to be opened with %s"
              .formatted(name, saved.learner().digest(), learner.id()));
    }
    return learned(saved, name, learner);
  }

  private static LearnedTask learned(TaskFile saved, String name, TrainedLearner learner) {
    try {
      learner.modality().check(saved.preparation());
    } catch (DataException e) {
      throw new DamagedFileException(name, name + " is damaged: " + e.getMessage(), e);
    }
    List<String> classes = saved.classes();
    Optional<TaskState> state = saved.state();
    state.ifPresent(known -> requireTargets(name, classes.size(), known.targets()));
    Optional<SupportSet> support =
        saved.support().map(examples -> support(name, learner, classes, examples));
    if (state.isEmpty()) { // a file of the first format: its task is learned again
      return LearnedTask.learnEarlier(learner, support.orElseThrow(), saved.preparation());
    }
    try {
      return LearnedTask.resume(
          learner,
          state.get(),
          classes,
          support,
          saved.preparation(),
          confidence(saved, name, learner));
    } catch (UsageException e) {
      throw new DamagedFileException(name, name + " is damaged: " + e.getMessage());
    }
  }

  /** Earlier versions saved none. */
  private static Confidence confidence(TaskFile saved, String name, TrainedLearner learner) {
    return saved.confidence().isEmpty()
        ? Confidence.earlier(learner.calibration())
        : Confidence.parse(saved.confidence())
            .orElseThrow(
                () ->
                    new DamagedFileException(
                        name, name + " is damaged: what it says of its confidence is nothing"));
  }

  private static void requireTargets(String name, int classes, Targets targets) {
    if (classes < 2 || !targets.equals(new Targets.Classes(classes))) {
      throw new DamagedFileException(
          name,
          "%s is damaged: it names %d classes, but was learned for %s"
              .formatted(name, classes, targets.text().orElse(targets.toString())));
    }
  }

  private static List<Float> numbers(Tensor descriptor) {
    return DoubleStream.of(descriptor.toDoubles()).mapToObj(number -> (float) number).toList();
  }

  private static SupportSet support(
      String name, TrainedLearner learner, List<String> classes, TaskFile.SupportSet examples) {
    long[] labels = examples.y().toLongs();
    boolean all =
        IntStream.range(0, classes.size())
            .allMatch(way -> LongStream.of(labels).anyMatch(label -> label == way));
    if ((!all && !learner.readsNames()) || classes.size() < 2) {
      throw new DamagedFileException(
          name, name + " is damaged: it lacks examples of some of its classes");
    }
    SupportSet support =
        SupportSet.of(classes, examples.x(), examples.y())
            .knowing(new LearningOptions(List.of(), examples.descriptor().map(SavedTask::numbers)));
    long[] shape = learner.learner().network().inputShape();
    if (!Arrays.equals(support.exampleShape(), shape)) {
      throw new DamagedFileException(
          name,
          "%s is damaged: its examples are %s, but its learner takes %s"
              .formatted(name, Arrays.toString(support.exampleShape()), Arrays.toString(shape)));
    }
    return support;
  }
}
