package dev.quickstudy.train.files;

import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.learn.TaskState;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class TaskFileTest extends ScopedTest {
  @TempDir private Path folder;

  private static TaskState state(Targets targets) {
    return new TaskState(
        Params.perTask(Map.of("head.weight", Tensor.of(RandomKey.of(5).normals(6), 1, 3, 2))),
        Params.of(Map.of("mean", Tensor.of(new float[] {0.5f}, 1))),
        Regime.ONE_BY_ONE,
        7,
        targets);
  }

  public static TaskFile task(LearnerFile learner) {
    return new TaskFile(
        learner,
        Optional.of(state(new Targets.Classes(3))),
        Optional.of(
            new TaskFile.SupportSet(
                Tensor.of(RandomKey.of(6).normals(8), 4, 2),
                Tensor.of(new long[] {0, 1, 2, 2}, 4))),
        List.of("ü", "a \"b\"", ""),
        "{\"words\":[1]}");
  }

  public static byte[] bytes(TaskFile task) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    task.write(out);
    return out.toByteArray();
  }

  private static void assertEqual(TaskFile read, TaskFile wanted) {
    assertThat(read.learner().digest()).isEqualTo(wanted.learner().digest());
    assertThat(read.state().isPresent()).isEqualTo(wanted.state().isPresent());
    if (wanted.state().isPresent()) {
      TaskState was = wanted.state().get();
      TaskState is = read.state().orElseThrow();
      assertSame(is.tensors(), was.tensors());
      assertThat(is.tensors().perTask()).isEqualTo(was.tensors().perTask());
      assertSame(is.state(), was.state());
      assertThat(is.state().perTask()).isEqualTo(was.state().perTask());
      assertThat(is.regime()).isEqualTo(was.regime());
      assertThat(is.innerStep()).isEqualTo(was.innerStep());
      assertThat(is.targets()).isEqualTo(was.targets());
    }
    assertThat(read.support().isPresent()).isEqualTo(wanted.support().isPresent());
    if (wanted.support().isPresent()) {
      TaskFile.SupportSet was = wanted.support().get();
      TaskFile.SupportSet is = read.support().orElseThrow();
      assertSame(
          Params.of(Map.of("x", is.x(), "y", is.y())),
          Params.of(Map.of("x", was.x(), "y", was.y())));
    }
    assertThat(read.classes()).isEqualTo(wanted.classes());
    assertThat(read.preparation()).isEqualTo(wanted.preparation());
  }

  @Test
  void readGivesBackAllFromAFileAndFromAStream() {
    TaskFile task = task(LearnerFileTest.learner());
    Path file = folder.resolve("task.safetensors");
    task.write(file);
    assertEqual(TaskFile.read(file), task);
    assertEqual(
        TaskFile.read(new ByteArrayInputStream(bytes(task)), "a stream", Learners.none()), task);
    assertThat(TaskFile.read(file).learner().model().phi().names())
        .isEqualTo(task.learner().model().phi().names());
  }

  @Test
  void readGivesBackTheDescriptorOfATaskWithoutAnyExample() {
    TaskFile task =
        new TaskFile(
            LearnerFileTest.learner(),
            Optional.of(state(new Targets.Classes(2))),
            Optional.of(
                new TaskFile.SupportSet(
                    Tensor.zeros(DType.FLOAT32, 0, 2),
                    Tensor.zeros(DType.INT64, 0),
                    Optional.of(Tensor.of(new float[] {1, 2, 3}, 3)))),
            List.of("a", "b"),
            "");
    TaskFile read =
        TaskFile.read(new ByteArrayInputStream(bytes(task)), "a stream", Learners.none());
    assertEqual(read, task);
    assertThat(read.support().orElseThrow().descriptor().orElseThrow().toFloats())
        .containsExactly(1, 2, 3);
  }

  @Test
  void readGivesBackATaskOfValuesWithoutExamples() {
    TaskFile task =
        new TaskFile(
            LearnerFileTest.learner(),
            Optional.of(state(new Targets.Values(2))),
            Optional.empty(),
            List.of(),
            "");
    assertEqual(
        TaskFile.read(new ByteArrayInputStream(bytes(task)), "a stream", Learners.none()), task);
  }

  @Test
  void writeWithoutLearnerLeavesOutPhiAndReadFindsItByDigest() throws Exception {
    LearnerFile learner = LearnerFileTest.learner();
    TaskFile task = task(learner);
    Path file = folder.resolve("task");
    task.writeWithoutLearner(file, "");
    assertThat(TensorFile.read(file, new TensorFile.Kind("quickstudy-task", 3, 3, "")).tensors())
        .containsOnlyKeys("task.head.weight", "taskState.mean", "support.x", "support.y");
    assertEqual(TaskFile.read(file, Learners.of(learner)), task);

    Path learners = Files.createDirectory(folder.resolve("learners"));
    new LearnerFile(learner.model(), 1, learner.provenance(), Optional.empty())
        .write(learners.resolve("another.safetensors"));
    Files.write(learners.resolve("none.safetensors"), new byte[3]);
    Path named = learners.resolve("learner.safetensors");
    learner.write(named);
    assertEqual(TaskFile.read(file, Learners.in(learners)), task);
    Files.move(named, learners.resolve(learner.digest() + ".safetensors"));
    assertEqual(TaskFile.read(file, Learners.in(learners)), task);
  }

  @Test
  void readNamesAMissingLearnerAndWhereToGetIt() throws Exception {
    LearnerFile learner = LearnerFileTest.learner();
    Path file = folder.resolve("task");
    task(learner).writeWithoutLearner(file, "");
    Path empty = Files.createDirectory(folder.resolve("learners"));
    String start =
        file
            + " was learned by a learner that is not here: "
            + learner.digest()
            + ", trained on pictures «ü» for 9007199254740993 steps by Quickstudy 0.1, seed -5; ";
    Path noFolder = Files.createFile(empty.resolveSibling("file"));
    assertThatThrownBy(() -> TaskFile.read(file, Learners.in(noFolder)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read " + noFolder + ": it is no folder");
    for (Learners learners : List.of(Learners.none(), Learners.in(empty))) {
      assertThatThrownBy(() -> TaskFile.read(file, learners))
          .isInstanceOfSatisfying(
              MissingLearnerException.class,
              e -> assertThat(e.digest()).isEqualTo(learner.digest()))
          .hasMessage(start + "open the task together with the learner file of that digest");
    }
    task(learner).writeWithoutLearner(file, "the shelf");
    assertThatThrownBy(() -> TaskFile.read(file))
        .hasMessage(start + "its learner file is to be had from the shelf");
  }

  @Test
  void readRefusesALearnerThatIsNotTheOneNamed() {
    LearnerFile learner = LearnerFileTest.learner();
    Path file = folder.resolve("task");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> fields = new LinkedHashMap<>();
    learner.put(tensors, fields, "learner.");
    fields.put("learner.digest", "0".repeat(64));
    TensorFile.of(new TensorFile.Kind("quickstudy-task", 3, 3, ""), tensors, fields).write(file);
    assertThatThrownBy(() -> TaskFile.read(file))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(file + " is damaged: its learner is not the one that it names");
    task(learner).writeWithoutLearner(file, "");
    LearnerFile other =
        new LearnerFile(learner.model(), 1, learner.provenance(), learner.calibration());
    assertThatThrownBy(() -> TaskFile.read(file, digest -> Optional.of(other)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(other.digest());
  }

  @Test
  void readRefusesFieldsThatNoTaskHas() {
    Path file = folder.resolve("task");
    for (String classes : List.of("null", "[null, \"b\"]", "[1, 2]", "{}", "[\"a\"")) {
      changed(file, "classes", classes);
      assertThatThrownBy(() -> TaskFile.read(file))
          .isInstanceOf(DamagedFileException.class)
          .hasMessage(file + " is damaged: its classes are no list of names");
    }
    for (String step : List.of("-1", "3000000000")) {
      changed(file, "task.innerStep", step);
      assertThatThrownBy(() -> TaskFile.read(file))
          .isInstanceOf(DamagedFileException.class)
          .hasMessage(file + " is damaged: its last inner step has the number " + step);
    }
  }

  /** Writes a task with one field of other content, under a right digest. */
  private static void changed(Path file, String field, String text) {
    task(LearnerFileTest.learner()).write(file);
    TensorFile.Kind kind = new TensorFile.Kind("quickstudy-task", 3, 3, "");
    TensorFile read = TensorFile.read(file, kind);
    Map<String, String> fields = new LinkedHashMap<>(read.fields());
    assertThat(fields.put(field, text)).isNotNull();
    TensorFile.of(kind, read.tensors(), fields).write(file);
  }

  @Test
  void constructorRefusesPartsThatDoNotFit() {
    TaskFile good = task(LearnerFileTest.learner());
    assertThatThrownBy(
            () -> new TaskFile(good.learner(), Optional.empty(), Optional.empty(), List.of(), ""))
        .isInstanceOf(UsageException.class)
        .hasMessage("a task to be saved needs its state or its support set");
    assertThatThrownBy(
            () ->
                new TaskFile(
                    good.learner(), good.state(), good.support(), List.of("a", "a", "b"), ""))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("same name");
    assertThatThrownBy(
            () -> new TaskFile(good.learner(), good.state(), good.support(), List.of("a", "b"), ""))
        .isInstanceOf(UsageException.class)
        .hasMessage("the support set's labels are not of the task's 2 classes");
  }
}
