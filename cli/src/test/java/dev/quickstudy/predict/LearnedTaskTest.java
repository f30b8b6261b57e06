package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputException.Problem;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.tensor.ClosedException;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.train.files.DamagedFileException;
import dev.quickstudy.train.files.FileFormatException;
import dev.quickstudy.train.files.Learners;
import dev.quickstudy.train.files.MissingLearnerException;
import dev.quickstudy.train.files.TaskFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnedTaskTest {
  private static final PredictionOptions PLAIN = new PredictionOptions(0, 0);
  private static final Recipe RECIPE = Learning.prototypes();

  @TempDir private static Path folder;
  private static Resources resources;
  private static TrainedLearner learner;

  @BeforeAll
  static void open() {
    resources = Resources.ofMachine();
    learner = TrainedLearner.open(Learning.file(folder, RECIPE, ""), resources);
  }

  @AfterAll
  static void close() {
    learner.close();
    resources.close();
  }

  private static LearnedTask task() {
    return learner.learn(Learning.examples(RECIPE, 5));
  }

  private static List<Input> inputs(int count) {
    return IntStream.range(0, count).mapToObj(i -> Learning.vector(RECIPE, 100 + i)).toList();
  }

  @Test
  void predictFindsItsOwnExamples() {
    try (LearnedTask task = task()) {
      Prediction prediction = task.predict(Learning.vector(RECIPE, 3));

      assertThat(prediction.label()).contains("class 3");
      assertThat(prediction.nearest()).hasSize(3);
      assertThat(prediction.nearest().get(0)).isEqualTo(new Prediction.Neighbour("class 3", 0, 0));
      assertThat(prediction.probabilities().keySet())
          .containsExactly("class 0", "class 1", "class 2", "class 3", "class 4");
      assertThat(prediction.probabilities().values().stream().mapToDouble(p -> p).sum())
          .isBetween(1 - 1e-6, 1 + 1e-6);
    }
  }

  @Test
  void predictSaysUnknownBelowAThreshold() {
    try (LearnedTask task = task()) {
      Input input = inputs(1).get(0);
      double probability = task.predict(input).probability();

      Prediction unknown = task.predict(input, PLAIN.unknownBelow(probability + 1e-9));
      Prediction known = task.predict(input, PLAIN.unknownBelow(probability));

      assertThat(unknown.unknown()).isTrue();
      assertThat(unknown.label()).isEmpty();
      assertThat(known.label()).contains(unknown.best());
    }
  }

  @Test
  void predictOfManyIsThatOfEach() {
    try (LearnedTask task = task()) {
      List<Input> inputs = inputs(20);

      List<Prediction> together = task.predict(inputs, PLAIN);

      assertThat(together)
          .isEqualTo(inputs.stream().map(input -> task.predict(input, PLAIN)).toList());
    }
  }

  @Test
  void predictFromFourThreadsIsAsFromOne() throws Exception {
    int each = Integer.getInteger("quickstudy.predictions", 400);
    try (LearnedTask task = task()) {
      List<Input> inputs = inputs(50);
      List<Prediction> serial = task.predict(inputs, PLAIN);
      List<Callable<Void>> threads = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int first = 13 * thread;
        threads.add(
            () -> {
              for (int i = 0; i < each; i++) {
                int number = (first + i) % inputs.size();
                assertThat(task.predict(inputs.get(number), PLAIN)).isEqualTo(serial.get(number));
              }
              return null;
            });
      }
      all(threads);
    }
  }

  private static void all(List<Callable<Void>> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(work.size());
    try {
      for (Future<Void> one : pool.invokeAll(work)) {
        one.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void closeUnderLoadIsAnExceptionAndNoCrash() throws Exception {
    int rounds = Integer.getInteger("quickstudy.closings", 100);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    Input input = inputs(1).get(0);
    for (int round = 0; round < rounds; round++) {
      LearnedTask task = task();
      Prediction right = task.predict(input, PLAIN);
      long wait = random.nextLong(3_000_000);
      List<Callable<Void>> threads = new ArrayList<>();
      for (int thread = 0; thread < 3; thread++) {
        threads.add(
            () -> {
              while (true) {
                try {
                  assertThat(task.predict(input, PLAIN)).isEqualTo(right);
                } catch (ClosedException e) {
                  assertThat(e).hasMessageContaining("closed");
                  return null;
                }
              }
            });
      }
      threads.add(
          () -> {
            long until = System.nanoTime() + wait;
            while (System.nanoTime() < until) {
              Thread.onSpinWait();
            }
            task.close();
            return null;
          });
      all(threads);
    }
  }

  @Test
  void closeOfTheLearnerLeavesItsTasks() {
    TrainedLearner own = TrainedLearner.open(Learning.file(folder, RECIPE, ""), resources);
    Input input = inputs(1).get(0);
    try (LearnedTask task = own.learn(Learning.examples(RECIPE, 5))) {
      Prediction before = task.predict(input);
      own.close();

      assertThat(task.predict(input)).isEqualTo(before);
      assertThatThrownBy(() -> own.learn(Learning.examples(RECIPE, 5)))
          .isInstanceOf(ClosedException.class);
    }
  }

  @Test
  void withLearnsMoreBesideAndLeavesTheTask() {
    try (LearnedTask task = task();
        LearnedTask more =
            task.with(List.of(new LabelledInput(Learning.vector(RECIPE, 77), "new")))) {
      assertThat(more.classes()).hasSize(6).last().isEqualTo("new");
      assertThat(more.predict(Learning.vector(RECIPE, 77)).label()).contains("new");
      assertThat(task.classes()).hasSize(5);
      assertThat(more.examples()).contains(6);
    }
  }

  @Test
  void saveAndOpenGiveTheSameBits() throws IOException {
    Path file = folder.resolve("task.safetensors");
    Path small = folder.resolve("small.safetensors");
    try (LearnedTask task = task()) {
      List<Prediction> before = task.predict(inputs(5), PredictionOptions.usual());
      task.save(file);
      task.save(small, SaveOptions.all().withoutLearner("the shelf").withoutExamples());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      task.save(bytes, SaveOptions.all());

      try (LearnedTask opened = LearnedTask.open(file, resources)) {
        assertThat(opened.predict(inputs(5), PredictionOptions.usual())).isEqualTo(before);
        assertThat(opened.secondsToLearn()).isZero();
        assertThat(opened.learner().id()).isEqualTo(learner.id());
        opened.learner().close();
        opened.save(folder.resolve("again.safetensors")); // still reads φ
      }
      try (LearnedTask read =
          LearnedTask.read(
              new ByteArrayInputStream(bytes.toByteArray()), "bytes", resources, Learners.none())) {
        assertThat(read.predict(inputs(5), PredictionOptions.usual())).isEqualTo(before);
      }
      try (LearnedTask opened = LearnedTask.open(small, learner)) {
        assertThat(opened.predict(inputs(5), PLAIN)).isEqualTo(task.predict(inputs(5), PLAIN));
        assertThat(opened.predict(inputs(1).get(0)).nearest()).isEmpty();
        assertThatThrownBy(() -> opened.with(Learning.examples(RECIPE, 2)))
            .isInstanceOf(UsageException.class)
            .hasMessageContaining("without its examples");
      }
      try (LearnedTask found = LearnedTask.open(small, resources, Learners.in(folder))) {
        assertThat(found.predict(inputs(5), PLAIN)).isEqualTo(task.predict(inputs(5), PLAIN));
      }
      assertThat(Files.size(small)).isLessThan(Files.size(file));
      assertThatThrownBy(() -> LearnedTask.open(small, resources))
          .isInstanceOf(MissingLearnerException.class)
          .hasMessageContainingAll("small.safetensors", learner.id(), "the shelf");
    }
  }

  @Test
  void openOfAnotherLearnersTaskIsRefused() {
    Path file = folder.resolve("other.task");
    Path other =
        Learning.file(
            folder, Learning.recipe("glyphs-5way-1shot", "network.width=4", "name=other"), "");
    try (TrainedLearner own = TrainedLearner.open(other, resources);
        LearnedTask task = own.learn(Learning.examples(own.recipe(), 5))) {
      task.save(file);
      assertThatThrownBy(() -> LearnedTask.open(file, learner))
          .isInstanceOf(UsageException.class)
          .hasMessageContainingAll(own.id(), learner.id());
    }
  }

  @Test
  void closeOfATaskLeavesTheLearnerThatItWasOpenedWith() {
    Path file = folder.resolve("shared.task");
    try (LearnedTask task = task()) {
      task.save(file, SaveOptions.all().withoutLearner(""));
    }
    Learners learners = Learners.of(learner.run().file());
    List<Prediction> predicted;
    try (LearnedTask one = LearnedTask.open(file, resources, learners);
        LearnedTask two = LearnedTask.open(file, resources, learners)) {
      predicted = one.predict(inputs(3), PLAIN);
      two.close();
      one.save(folder.resolve("saved.task"));
    }
    try (LearnedTask task = task()) {
      assertThat(task.predict(inputs(3), PLAIN)).isEqualTo(predicted);
    }
  }

  @Test
  void openOfATaskThatDoesNotFitItsLearnerIsRefused() {
    Path file = folder.resolve("shape.task");
    try (LearnedTask task = task();
        Scope scope = Scope.open()) {
      task.save(file);
      TaskFile saved = TaskFile.read(file);
      TaskFile.SupportSet examples = saved.support().orElseThrow();
      Tensor wider = Tensor.of(new float[5 * 28 * 29], 5, 1, 28, 29);
      new TaskFile(
              saved.learner(),
              saved.state(),
              Optional.of(new TaskFile.SupportSet(wider, examples.y())),
              saved.classes(),
              saved.preparation())
          .write(file);
      assertThatThrownBy(() -> LearnedTask.open(file, resources).close())
          .isInstanceOf(DamagedFileException.class)
          .hasMessageContainingAll("shape.task", "[1, 28, 29]", "[1, 28, 28]");
      new TaskFile(
              saved.learner(),
              saved.state(),
              Optional.empty(),
              List.of("a", "b", "c", "d", "e", "one too many"),
              saved.preparation())
          .write(file);
      assertThatThrownBy(() -> LearnedTask.open(file, resources).close())
          .isInstanceOf(DamagedFileException.class)
          .hasMessageContainingAll("shape.task", "names 6 classes", "classes 5");
    }
  }

  @Test
  void openOfDamagedTaskIsRefused() throws IOException {
    Path file = folder.resolve("damaged.task");
    try (LearnedTask task = task()) {
      task.save(file);
    }
    byte[] whole = Files.readAllBytes(file);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      assertThatThrownBy(() -> LearnedTask.open(file, resources).close())
          .isInstanceOf(FileFormatException.class)
          .hasMessageContaining("damaged.task");
    }
  }

  @Test
  void readingPicturesTakesFilesAndImages() throws IOException {
    BufferedImage one = drawn(0);
    BufferedImage two = drawn(9);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(one, "png", png);
    try (LearnedTask task =
        learner.learn(
            List.of(
                new LabelledInput(Input.picture(png.toByteArray()), "one"),
                new LabelledInput(Input.picture(two), "two")))) {
      assertThat(task.predict(Input.picture(one)).label()).contains("one");
      assertThat(task.predict(Input.picture(one)).nearest().get(0).distance()).isZero();
    }
  }

  private static BufferedImage drawn(int shift) {
    BufferedImage image = new BufferedImage(40, 50, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 40, 50);
    g.setColor(Color.BLACK);
    g.drawLine(5 + shift, 5, 30, 40 - shift);
    g.dispose();
    return image;
  }

  @Test
  void whatTellsNothingIsUnknownWithItsReason() {
    try (LearnedTask task = task()) {
      Queries queries = new Queries();
      queries.addUnknown("still.wav", Optional.of(task.classes().get(0)), "it is silent");
      Predictions answers = FileTask.predict(task, queries, PLAIN);
      Prediction answer = answers.answers().get(0).prediction();
      assertThat(answer.unknown()).isTrue();
      assertThat(answer.label()).isEmpty();
      assertThat(answer.reason()).contains("it is silent");
      assertThat(answer.probability()).isEqualTo(1.0 / task.classes().size());
      assertThat(answers.known()).isEqualTo(1);
      assertThat(answers.judged()).isZero();
      assertThat(task.predict(inputs(1).get(0)).reason()).isEmpty();
    }
  }

  @Test
  void badInputsHaveAProblemEach() {
    try (LearnedTask task = task()) {
      refuses(Problem.WRONG_MODALITY, () -> task.predict(Input.text("hello")));
      refuses(Problem.WRONG_MODALITY, () -> task.predict(Input.row(Map.of("a", "1"))));
      refuses(Problem.WRONG_SIZE, () -> task.predict(Input.vector(1, 2, 3)));
      refuses(Problem.UNREADABLE, () -> task.predict(Input.picture(new byte[] {1, 2, 3})));
      refuses(Problem.EMPTY, () -> task.predict(Input.picture(new byte[0])));
      refuses(Problem.EMPTY, () -> task.predict(List.of(), PLAIN));
      refuses(
          Problem.WRONG_SIZE,
          () -> task.predict(List.of(inputs(1).get(0), Input.vector(1)), PLAIN),
          "input 1 of 2");
      assertThatThrownBy(() -> task.predict(List.of(inputs(1).get(0), Input.vector(1)), PLAIN))
          .message()
          .containsOnlyOnce("a vector of 1 numbers");
      float[] huge = new float[784];
      Arrays.fill(huge, Float.MAX_VALUE);
      refuses(Problem.UNREADABLE, () -> task.predict(Input.vector(huge)), "not finite");
    }
    refuses(Problem.EMPTY, () -> learner.learn(List.of()));
    refuses(
        Problem.LABELS,
        () -> learner.learn(List.of(new LabelledInput(inputs(1).get(0), "only"))),
        "at least two classes");
    refuses(Problem.LABELS, () -> new LabelledInput(inputs(1).get(0), " "), "blank");
  }

  @Test
  @SuppressWarnings("NullAway") // what callers that are not checked for nulls may do
  void nullsHaveAProblemOfTheirOwn() {
    try (LearnedTask task = task()) {
      refuses(Problem.NULL, () -> task.predict((Input) null));
      refuses(Problem.NULL, () -> task.predict((List<Input>) null, PLAIN));
      refuses(Problem.NULL, () -> Input.text(null));
      refuses(Problem.NULL, () -> new LabelledInput(null, "a"));
      refuses(Problem.NULL, () -> learner.learn(null));
    }
  }

  private interface Refused {
    Object run();
  }

  private static void refuses(Problem problem, Refused refused, String... words) {
    assertThatThrownBy(refused::run)
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(problem);
              for (String word : words) {
                assertThat(e).hasMessageContaining(word);
              }
            });
  }

  @Test
  void rowsAreReadAsTheirSupportRowsWere() {
    Recipe tables = Learning.recipe("tables-16rows");
    Path file = Learning.file(folder, tables, "");
    Path saved = folder.resolve("rows.task");
    List<LabelledInput> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(
          new LabelledInput(
              Input.row(
                  Map.of(
                      "id",
                      "r" + i,
                      "weight",
                      String.valueOf(i * 7 % 13),
                      "colour",
                      i < 6 ? "red" : "blue")),
              i < 6 ? "apple" : "plum"));
    }
    Input row = Input.row(Map.of("id", "new", "weight", "3", "colour", "red"));
    try (TrainedLearner own = TrainedLearner.open(file, resources);
        LearnedTask task = own.learn(rows)) {
      Prediction before = task.predict(row);
      task.save(saved);
      try (LearnedTask opened = LearnedTask.open(saved, resources)) {
        assertThat(opened.predict(row)).isEqualTo(before);
        assertThat(opened.predict(Input.row(Map.of("weight", "3", "colour", "red"))).best())
            .isEqualTo(before.best());
        refuses(
            Problem.UNKNOWN_COLUMN,
            () -> opened.predict(Input.row(Map.of("weight", "3", "colour", "red", "size", "1"))),
            "size",
            "weight");
        refuses(
            Problem.MISSING_COLUMN,
            () -> opened.predict(Input.row(Map.of("weight", "3"))),
            "colour");
        refuses(Problem.WRONG_MODALITY, () -> opened.predict(Input.text("red")), "rows");
      }
    }
  }

  @Test
  void learnRefusesClassesWhoseNamesWereReadWrongly() {
    List<LabelledInput> examples =
        List.of(
            new LabelledInput(inputs(1).get(0), "\uFFFD\uFFFD"),
            new LabelledInput(inputs(2).get(1), "b"));
    assertThatThrownBy(() -> learner.learn(examples))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void aMissingFileIsSaid() {
    assertThatThrownBy(() -> TrainedLearner.open(folder.resolve("nowhere"), resources))
        .hasMessageContaining("nowhere");
    assertThat(Optional.of(learner.id())).hasValueSatisfying(id -> assertThat(id).hasSize(64));
  }
}
