package dev.quickstudy.task;

import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClassTasksTest extends ScopedTest {
  private static final RandomKey KEY = RandomKey.of(42);

  /** Classes 0–11 train, 12–17 validate, 18–23 test; twenty examples each. */
  private static final ClassTasks TASKS = tasks(NumberedPool.of(24, 20));

  private static ClassTasks tasks(ClassPool pool) {
    return new ClassTasks("numbered", new SplitClasses(pool, ClassTasksTest::split));
  }

  private static Optional<Split> split(String name) {
    int number = Integer.parseInt(name.substring("class".length()));
    return Optional.of(number < 12 ? Split.TRAIN : number < 18 ? Split.VALIDATION : Split.TEST);
  }

  /** One example as the pool wrote it. */
  private record Example(int classIndex, int index, long label) {}

  private static List<Example> read(Examples examples, int task) {
    float[] x = examples.x().select(0, task).toFloats();
    long[] y = examples.y().select(0, task).toLongs();
    return IntStream.range(0, y.length)
        .mapToObj(i -> new Example((int) x[2 * i], (int) x[2 * i + 1], y[i]))
        .toList();
  }

  /** The same pool with its numbers as captions. */
  private record Captioned(NumberedPool pool) implements ClassPool {
    @Override
    public int classes() {
      return pool.classes();
    }

    @Override
    public String className(int classIndex) {
      return pool.className(classIndex);
    }

    @Override
    public int size(int classIndex) {
      return pool.size(classIndex);
    }

    @Override
    public long[] exampleShape() {
      return pool.exampleShape();
    }

    @Override
    public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
      pool.copy(classIndex, exampleIndex, into, offset);
    }

    @Override
    public float[] descriptor(int classIndex) {
      return new float[] {classIndex, -classIndex};
    }

    @Override
    public Optional<String> caption(int classIndex, int exampleIndex) {
      return Optional.of(classIndex + "/" + exampleIndex);
    }

    @Override
    public String fingerprint() {
      return pool.fingerprint();
    }
  }

  @Test
  void contentsAreThoseOfTheTask() {
    ClassTasks tasks = tasks(new Captioned(NumberedPool.of(24, 20)));
    for (TaskShape shape :
        List.of(new TaskShape(5, 2, 3), new TaskShape(5, 1, 4, 3), TaskShape.miniBatch(12, 30))) {
      for (long number : List.of(0L, 7L)) {
        TaskBatch task = tasks.sample(Split.TRAIN, shape, KEY, number, 1);
        TaskContents contents = tasks.contents(Split.TRAIN, shape, KEY, number).orElseThrow();
        assertThat(contents.support()).isEqualTo(captions(task.support()));
        assertThat(contents.query()).isEqualTo(captions(task.query()));
        assertThat(contents.classes()).hasSize(shape.ways());
        for (Example example : read(task.query(), 0)) {
          assertThat(contents.classes().get((int) example.label()))
              .isEqualTo("class" + example.classIndex());
        }
      }
    }
  }

  @Test
  void descriptorsOfItsClassesComeWithATask() {
    ClassTasks tasks = tasks(new Captioned(NumberedPool.of(24, 20)));
    TaskShape shape = new TaskShape(5, 1, 3, 2);
    assertThat(tasks.descriptor(shape)).containsExactly(5, 2);
    TaskBatch batch = tasks.sample(Split.TRAIN, shape, KEY, 3, 2);
    assertThat(batch.support().descriptor().orElseThrow().shape()).containsExactly(2, 5, 2);
    for (int t = 0; t < 2; t++) {
      float[] known = batch.support().descriptor().orElseThrow().select(0, t).toFloats();
      for (Example example : read(batch.query(), t)) {
        assertThat(known[2 * (int) example.label()]).isEqualTo(example.classIndex());
        assertThat(known[2 * (int) example.label() + 1]).isEqualTo(-example.classIndex());
      }
    }
    assertThat(TASKS.descriptor(shape)).isEmpty();
    assertThat(TASKS.sample(Split.TRAIN, shape, KEY, 3, 2).support().descriptor()).isEmpty();
  }

  private static List<List<String>> captions(Examples examples) {
    return read(examples, 0).stream()
        .map(example -> List.of(example.classIndex() + "/" + example.index()))
        .toList();
  }

  @Test
  void ofAPoolWithoutCaptionsOnlyTheClassesAreSaid() {
    TaskContents contents =
        TASKS.contents(Split.TEST, new TaskShape(3, 1, 2), KEY, 4).orElseThrow();
    assertThat(contents.classes()).hasSize(3).allMatch(name -> name.startsWith("class"));
    assertThat(contents.columns()).isEmpty();
    assertThat(contents.query()).hasSize(6).containsOnly(List.of());
  }

  @Test
  void sampleGivesWaysShotsAndQueriesInAnOrderThatTellsNothing() {
    TaskBatch batch = TASKS.sample(Split.TRAIN, new TaskShape(5, 3, 4), KEY, 0, 500);
    assertThat(batch.tasks()).isEqualTo(500);
    assertThat(batch.support().x().shape()).containsExactly(500, 15, 2);
    assertThat(batch.support().y().shape()).containsExactly(500, 15);
    assertThat(batch.query().x().shape()).containsExactly(500, 20, 2);
    assertThat(batch.support().x().type()).isEqualTo(DType.FLOAT32);
    assertThat(batch.support().targets()).isEqualTo(new Targets.Classes(5));
    for (Examples part : List.of(batch.support(), batch.query())) {
      int[][] seen = new int[part.count()][5];
      for (int t = 0; t < 500; t++) {
        long[] labels = part.y().select(0, t).toLongs();
        for (int i = 0; i < labels.length; i++) {
          seen[i][(int) labels[i]]++;
        }
        Arrays.sort(labels);
        int each = part.count() / 5;
        assertThat(labels)
            .containsExactly(LongStream.range(0, part.count()).map(i -> i / each).toArray());
      }
      // At every place every label is as likely: 100 times in 500, give or take five deviations.
      for (int[] counts : seen) {
        assertThat(Arrays.stream(counts).boxed())
            .allMatch(count -> Math.abs(count - 100) < 5 * Math.sqrt(80));
      }
    }
  }

  @Test
  void everyLabelIsOneClassAndEveryClassOneLabel() {
    TaskBatch batch = TASKS.sample(Split.TRAIN, new TaskShape(5, 3, 4), KEY, 0, 50);
    for (int t = 0; t < 50; t++) {
      int[] classOf = new int[5];
      Arrays.fill(classOf, -1);
      for (Examples part : List.of(batch.support(), batch.query())) {
        for (Example example : read(part, t)) {
          int label = (int) example.label();
          assertThat(classOf[label]).isIn(-1, example.classIndex());
          classOf[label] = example.classIndex();
        }
      }
      assertThat(classOf).doesNotHaveDuplicates().doesNotContain(-1);
    }
  }

  @Test
  void noExampleIsBothInSupportAndQueryNorTwiceInEither() {
    TaskBatch batch = TASKS.sample(Split.TRAIN, new TaskShape(5, 8, 12), KEY, 0, 50);
    for (int t = 0; t < 50; t++) {
      Set<Example> seen = new HashSet<>();
      assertThat(read(batch.support(), t)).allMatch(seen::add);
      assertThat(read(batch.query(), t)).allMatch(seen::add);
      assertThat(seen).hasSize(100);
    }
  }

  @Test
  void classesComeFromTheSplitAlone() {
    TaskShape shape = new TaskShape(6, 1, 1);
    for (Split split : Split.values()) {
      TaskBatch batch = TASKS.sample(split, shape, KEY, 0, 100);
      Set<Integer> met = new HashSet<>();
      for (int t = 0; t < 100; t++) {
        read(batch.support(), t).forEach(example -> met.add(example.classIndex()));
        read(batch.query(), t).forEach(example -> met.add(example.classIndex()));
      }
      assertThat(met).hasSize(split == Split.TRAIN ? 12 : 6);
      assertThat(met).allMatch(c -> split("class" + c).orElseThrow() == split);
    }
  }

  @Test
  void aTaskDependsOnItsNumberNotOnTheBatchItIsDrawnIn() {
    TaskShape shape = new TaskShape(5, 2, 3);
    TaskBatch eight = TASKS.sample(Split.TRAIN, shape, KEY, 0, 8);
    TaskBatch later = TASKS.sample(Split.TRAIN, shape, KEY, 3, 4);
    for (int t = 0; t < 8; t++) {
      TaskBatch one = TASKS.sample(Split.TRAIN, shape, KEY, t, 1);
      assertSame(one.support().x(), eight.support().x().slice(0, t, t + 1));
      assertSame(one.support().y(), eight.support().y().slice(0, t, t + 1));
      assertSame(one.query().x(), eight.query().x().slice(0, t, t + 1));
      assertSame(one.query().y(), eight.query().y().slice(0, t, t + 1));
    }
    assertSame(later.support().x(), eight.support().x().slice(0, 3, 7));
    assertThat(read(eight.support(), 0)).isNotEqualTo(read(eight.support(), 1));
  }

  @Test
  void anotherKeyGivesOtherTasks() {
    TaskShape shape = new TaskShape(5, 2, 3);
    TaskBatch batch = TASKS.sample(Split.TRAIN, shape, KEY, 0, 4);
    TaskBatch other = TASKS.sample(Split.TRAIN, shape, RandomKey.of(43), 0, 4);
    assertThat(other.support().x().toDoubles()).isNotEqualTo(batch.support().x().toDoubles());
  }

  @Test
  void unevenShotsLieBetweenTheFewestAndTheMostAndAllOccur() {
    TaskShape shape = new TaskShape(4, 2, 5, 3);
    int[] seen = new int[6];
    for (int i = 0; i < 200; i++) {
      try (Scope scope = Scope.open()) {
        TaskBatch batch = TASKS.sample(Split.TRAIN, shape, KEY, i, 1);
        int[] shots = new int[4];
        for (Example example : read(batch.support(), 0)) {
          shots[(int) example.label()]++;
        }
        for (int count : shots) {
          assertThat(count).isBetween(2, 5);
          seen[count]++;
        }
        assertThat(batch.query().count()).isEqualTo(12);
        Set<Example> examples = new HashSet<>(read(batch.support(), 0));
        examples.addAll(read(batch.query(), 0));
        assertThat(examples).hasSize(batch.support().count() + 12);
      }
    }
    // 800 draws from 4 numbers: 200 each, give or take four standard deviations of √(800·¼·¾).
    for (int count = 2; count <= 5; count++) {
      assertThat(seen[count]).isBetween(200 - 49, 200 + 49);
    }
  }

  @Test
  void sampleFillsTasksWithUnevenShotsUpToTheGreatest() {
    TaskShape shape = new TaskShape(4, 2, 5, 3);
    TaskBatch together = TASKS.sample(Split.TRAIN, shape, KEY, 7, 6);
    int most = 0;
    for (int t = 0; t < 6; t++) {
      TaskBatch alone = TASKS.sample(Split.TRAIN, shape, KEY, 7 + t, 1);
      int count = alone.support().count();
      most = Math.max(most, count);
      assertThat(alone.support().weights()).isEmpty();
      assertThat(together.support().x().select(0, t).slice(0, 0, count).toFloats())
          .isEqualTo(alone.support().x().toFloats());
      assertThat(together.support().y().select(0, t).slice(0, 0, count).toLongs())
          .isEqualTo(alone.support().y().toLongs());
      float[] weights = together.support().weights().orElseThrow().select(0, t).toFloats();
      for (int i = 0; i < weights.length; i++) {
        assertThat(weights[i]).isEqualTo(i < count ? 1 : 0);
      }
    }
    assertThat(together.support().count()).isEqualTo(most);
    assertThat(together.query().weights()).isEmpty();
  }

  @Test
  void sampleRefusesToDrawNoTasks() {
    assertThatThrownBy(() -> TASKS.sample(Split.TRAIN, new TaskShape(4, 2, 3), KEY, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 tasks asked for; draw at least 1");
  }

  @Test
  void aTaskMayHaveNoQueries() {
    TaskBatch batch = TASKS.sample(Split.TRAIN, new TaskShape(5, 2, 0), KEY, 0, 3);
    assertThat(batch.query().count()).isZero();
    assertThat(batch.query().x().shape()).containsExactly(3, 0, 2);
    assertThat(batch.query().y().shape()).containsExactly(3, 0);
  }

  @Test
  void classesLabelsAndExamplesAreChosenUniformly() {
    int tasks = 6000;
    int[] byClass = new int[12];
    int[][] byLabel = new int[5][12];
    int[] byExample = new int[20];
    int[] byQueryExample = new int[20];
    for (int first = 0; first < tasks; first += 500) {
      try (Scope scope = Scope.open()) {
        TaskBatch batch = TASKS.sample(Split.TRAIN, new TaskShape(5, 1, 1), KEY, first, 500);
        for (int t = 0; t < 500; t++) {
          for (Example example : read(batch.support(), t)) {
            byClass[example.classIndex()]++;
            byLabel[(int) example.label()][example.classIndex()]++;
            byExample[example.index()]++;
          }
          read(batch.query(), t).forEach(example -> byQueryExample[example.index()]++);
        }
      }
    }
    // Chi-squared, 99.9 %: 31.3 for 11 degrees of freedom, 43.8 for 19. A task takes each class
    // once, which makes the
    // first count more even still.
    assertThat(chiSquared(byClass)).isLessThan(31.3);
    for (int[] label : byLabel) {
      assertThat(chiSquared(label)).isLessThan(31.3);
    }
    assertThat(chiSquared(byExample)).isLessThan(43.8);
    assertThat(chiSquared(byQueryExample)).isLessThan(43.8);
  }

  private static double chiSquared(int[] counts) {
    double expected = Arrays.stream(counts).sum() / (double) counts.length;
    return Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
  }

  @Test
  void shapesThatFitPassTheCheck() {
    assertThatCode(() -> TASKS.check(Split.TRAIN, new TaskShape(12, 5, 15)))
        .doesNotThrowAnyException();
    assertThatCode(() -> TASKS.check(Split.TEST, new TaskShape(6, 1, 5, 15)))
        .doesNotThrowAnyException();
  }

  @Test
  void moreWaysThanClassesAreRefusedWithTheMostThatGo() {
    assertThatThrownBy(() -> TASKS.check(Split.VALIDATION, new TaskShape(7, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "7 ways are more than the 6 classes of the validation split of numbered; ask for at most 6");
  }

  @Test
  void oneWayIsRefused() {
    assertThatThrownBy(() -> TASKS.check(Split.TRAIN, new TaskShape(1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a classification task needs at least 2 ways, but is asked for 1; "
                + "a task of one class has nothing to tell apart, ask for 2 or more");
  }

  @Test
  void moreExamplesThanTheSmallestClassHasAreRefusedWithItsName() {
    List<Integer> sizes = new ArrayList<>(Collections.nCopies(24, 20));
    sizes.set(3, 7);
    sizes.set(20, 2);
    ClassTasks tasks = tasks(new NumberedPool(sizes));
    assertThatThrownBy(() -> tasks.check(Split.TRAIN, new TaskShape(5, 5, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "5 shots + 3 queries are more than the 7 examples of class class3 of numbered;"
                + " ask for at most 7 together");
    assertThatThrownBy(() -> tasks.check(Split.TRAIN, new TaskShape(5, 1, 5, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("5 shots + 3 queries are more than the 7 examples");
    assertThatCode(() -> tasks.check(Split.TRAIN, new TaskShape(5, 5, 2)))
        .doesNotThrowAnyException();
    assertThatCode(() -> tasks.check(Split.VALIDATION, new TaskShape(5, 5, 3)))
        .doesNotThrowAnyException();
  }

  @Test
  void classTasksPassTheirPoolsPropertiesOn() {
    assertThat(TASKS.name()).isEqualTo("numbered");
    assertThat(TASKS.inputShape()).containsExactly(2);
    assertThat(TASKS.fingerprint()).isEqualTo("0".repeat(16));
    assertThat(TASKS.targets(new TaskShape(7, 1, 1))).isEqualTo(new Targets.Classes(7));
    assertThat(TASKS.classes().count(Split.TRAIN)).isEqualTo(12);
  }

  @Test
  void splitsAreDisjointAndLeaveOutWhatTheRuleLeavesOut() {
    SplitClasses classes =
        new SplitClasses(
            NumberedPool.of(30, 1),
            name ->
                name.equals("class25") || name.equals("class0") ? Optional.empty() : split(name));
    Set<Integer> seen = new HashSet<>();
    for (Split split : Split.values()) {
      for (int i = 0; i < classes.count(split); i++) {
        int c = classes.classIndex(split, i);
        assertThat(seen.add(c)).isTrue();
        assertThat(split("class" + c)).contains(split);
      }
    }
    assertThat(seen).hasSize(28).doesNotContain(0, 25);
    assertThat(classes.pool().classes()).isEqualTo(30);
  }

  @Test
  void aTaskOfNoShotsIsAMiniBatchOfAllClassesOfTheSplit() {
    for (Split split : List.of(Split.TRAIN, Split.TEST)) {
      int classes = split == Split.TRAIN ? 12 : 6;
      int offset = split == Split.TRAIN ? 0 : 18;
      TaskBatch batch = TASKS.sample(split, TaskShape.miniBatch(classes, 50), KEY, 0, 20);
      assertThat(batch.support().x().shape()).containsExactly(20, 0, 2);
      assertThat(batch.support().y().shape()).containsExactly(20, 0);
      assertThat(batch.query().x().shape()).containsExactly(20, 50, 2);
      assertThat(batch.support().targets()).isEqualTo(new Targets.Classes(classes));
      Set<Example> met = new HashSet<>();
      for (int t = 0; t < 20; t++) {
        List<Example> examples = read(batch.query(), t);
        assertThat(new HashSet<>(examples)).hasSize(50);
        assertThat(examples).allMatch(one -> one.label() == one.classIndex() - offset);
        met.addAll(examples);
      }
      // Of 20 examples a class, nearly all are met in 1000 draws.
      assertThat(met.size()).isBetween(200 * classes / 12, 20 * classes);
      assertThat(met.stream().map(Example::classIndex).distinct()).hasSize(classes);
    }
  }

  @Test
  void aMiniBatchDependsOnItsNumberNotOnTheBatchItIsDrawnIn() {
    TaskShape shape = TaskShape.miniBatch(12, 7);
    TaskBatch all = TASKS.sample(Split.TRAIN, shape, KEY, 0, 5);
    for (int t = 0; t < 5; t++) {
      TaskBatch one = TASKS.sample(Split.TRAIN, shape, KEY, t, 1);
      assertSame(one.query().x(), all.query().x().slice(0, t, t + 1));
      assertSame(one.query().y(), all.query().y().slice(0, t, t + 1));
    }
    assertThat(all.query().x().select(0, 0).toFloats())
        .isNotEqualTo(all.query().x().select(0, 1).toFloats());
  }

  @Test
  void everyExampleOfUnevenClassesIsAsLikelyAsAnyOther() {
    ClassTasks uneven = tasks(new NumberedPool(List.of(1, 0, 6, 0, 0, 3)));
    TaskBatch batch = uneven.sample(Split.TRAIN, TaskShape.miniBatch(6, 10), KEY, 0, 1);
    assertThat(new HashSet<>(read(batch.query(), 0))).hasSize(10);
    int[] first = new int[6];
    for (int t = 0; t < 2000; t++) {
      TaskBatch one = uneven.sample(Split.TRAIN, TaskShape.miniBatch(6, 1), KEY, t, 1);
      first[read(one.query(), 0).get(0).classIndex()]++;
    }
    assertThat(first[0]).isBetween(140, 260);
    assertThat(first[2]).isBetween(1100, 1300);
    assertThat(first[5]).isBetween(500, 700);
  }

  @Test
  void aMiniBatchOfSomeClassesOrOfTooManyExamplesIsRefused() {
    assertThatThrownBy(() -> TASKS.check(Split.TRAIN, TaskShape.miniBatch(5, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tasks of 0 shots are mini-batches of all 12 classes of the train split of numbered, but are asked for 5"
                + " ways; ask for 12 ways, or for at least 1 shot");
    assertThatThrownBy(() -> TASKS.check(Split.TRAIN, TaskShape.miniBatch(12, 241)))
        .hasMessage(
            "a mini-batch of 241 is more than the 240 examples of the train split of numbered");
    assertThatCode(() -> TASKS.check(Split.TRAIN, TaskShape.miniBatch(12, 240)))
        .doesNotThrowAnyException();
  }
}
