package dev.quickstudy.tables.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.head.context.CellContext;
import dev.quickstudy.head.context.ColumnContext;
import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.EmbeddingLearner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.tables.Comparison;
import dev.quickstudy.tables.TableDescription;
import dev.quickstudy.tables.TableFolder;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.classical.Baseline;
import dev.quickstudy.tables.classical.NaturalBaseline;
import dev.quickstudy.tables.classical.RegressionBaseline;
import dev.quickstudy.tables.steps.FixedWidth;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTasksTest {
  private static final RandomKey KEY = RandomKey.of(5);
  private static final int WIDTH = 6;

  /**
   * Two classes of 20 rows; a number and a word that know the class, and a number that does not.
   */
  private static Table table(String name) {
    RandomKey.Stream random = KEY.fold(name).stream();
    int rows = 40;
    double[] telling = new double[rows];
    double[] idle = new double[rows];
    List<String> words = new ArrayList<>();
    int[] labels = IntStream.range(0, rows).map(row -> row / 20).toArray();
    for (int row = 0; row < rows; row++) {
      telling[row] = 3 * labels[row] + random.normal();
      idle[row] = random.normal();
      words.add(random.uniform() < 0.8 ? "w" + labels[row] : "w2");
    }
    return new Table(
        name,
        List.of(
            Column.numbers("telling", telling),
            Column.numbers("idle", idle),
            Column.words("word", words)),
        Optional.of(Column.coded("class", List.of("a", "b"), labels)));
  }

  private static TableTasks tasks() {
    return new TableTasks(
        "two tables",
        Map.of(
            Split.TRAIN, List.of(table("one")), Split.TEST, List.of(table("two"), table("three"))),
        Preparation.usual(),
        WIDTH,
        "made for a test");
  }

  @Test
  void theRowsThatAreSaidToBeInATaskAreThoseItWasMadeOf() {
    TaskShape shape = new TaskShape(2, 4, 3);
    // Unscaled and unmixed, so that numbers can be compared.
    TableTasks plain =
        new TableTasks(
            "plain",
            Map.of(Split.TEST, List.of(table("two"), table("three"))),
            new Preparation(List.of()),
            2,
            "made for a test");
    for (long number = 0; number < 3; number++) {
      TaskContents contents = plain.contents(Split.TEST, shape, KEY, number).orElseThrow();
      assertThat(contents.title()).contains(plain.table(Split.TEST, shape, KEY, number));
      assertThat(contents.columns()).containsExactly("telling", "idle", "word");
      assertThat(contents.classes()).containsExactlyInAnyOrder("a", "b");
      try (Scope scope = Scope.open()) {
        TaskBatch task = plain.sample(Split.TEST, shape, KEY, number, 1);
        float[] x = task.query().x().toFloats();
        assertThat(contents.query()).hasSize(6);
        for (int row = 0; row < 6; row++) {
          List<String> cells = contents.query().get(row);
          assertThat(List.of(x[2 * row], x[2 * row + 1]))
              .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-4 ? 0 : 1)
              .containsExactlyInAnyOrder(
                  Float.parseFloat(cells.get(0)), Float.parseFloat(cells.get(1)));
        }
      }
    }
  }

  @Test
  void aTaskDependsOnItsNumberAlone() {
    try (Scope scope = Scope.open()) {
      TaskShape shape = new TaskShape(2, 3, 4);
      TaskBatch together = tasks().sample(Split.TEST, shape, KEY, 7, 3);
      TaskBatch alone = tasks().sample(Split.TEST, shape, KEY, 8, 1);

      assertThat(together.support().x().shape()).containsExactly(3, 6, WIDTH);
      assertThat(together.query().x().shape()).containsExactly(3, 8, WIDTH);
      assertThat(together.query().x().select(0, 1).toFloats())
          .isEqualTo(alone.query().x().select(0, 0).toFloats());
      assertThat(alone.support().y().toLongs()).containsExactly(0, 0, 0, 1, 1, 1);
    }
  }

  @Test
  void columnsComeInAnotherOrderInEachTask() {
    try (Scope scope = Scope.open()) {
      TaskBatch batch = tasks().sample(Split.TRAIN, new TaskShape(2, 8, 8), KEY, 0, 30);
      Set<Integer> idle = new HashSet<>();
      float[] x = batch.support().x().toFloats();
      for (int t = 0; t < 30; t++) {
        for (int c = 0; c < WIDTH; c++) {
          int column = c;
          int task = t;
          long distinct =
              IntStream.range(0, 16)
                  .mapToObj(i -> x[(task * 16 + i) * WIDTH + column])
                  .distinct()
                  .count();
          if (distinct == 1) {
            idle.add(c);
          }
        }
      }
      assertThat(idle).as("padding is at the end").isNotEmpty().doesNotContain(0);
    }
  }

  @Test
  void regressionPredictsOneOfTheColumns() {
    try (Scope scope = Scope.open()) {
      TaskBatch batch = tasks().sample(Split.TEST, new TaskShape(1, 10, 5), KEY, 0, 4);

      double[] y = batch.support().y().select(0, 0).toDoubles();
      assertThat(Arrays.stream(y).average().orElseThrow()).isCloseTo(0, within(1e-6));
      assertThat(batch.query().y().shape()).containsExactly(4, 5, 1);
    }
  }

  @Test
  void poisonedQueriesChangeNoOtherPrediction() {
    Table table = table("one");
    int[] support = {0, 1, 2, 20, 21, 22};
    Table query = table.at(3, 23, 4);
    List<Column> columns = new ArrayList<>(query.columns());
    columns.set(0, Column.numbers("telling", query.column("telling").number(0), -1e30, 1e30));
    columns.set(2, Column.words("word", List.of(query.column("word").word(0), "poison", "\u2620")));
    Table poisoned = new Table("one", columns, query.target());

    assertThat(firstPrediction(table.at(support), poisoned))
        .isEqualTo(firstPrediction(table.at(support), query));
  }

  private static double[] firstPrediction(Table support, Table query) {
    try (Scope scope = Scope.open()) {
      FixedWidth rows = new FixedWidth(Preparation.usual(), WIDTH, new TaskShape(2, 3, 1), 1, 6);
      rows.add(0, support, query.at(0, 1), KEY);
      TaskBatch batch = rows.batch(new Targets.Classes(2));
      EmbeddingLearner learner =
          new EmbeddingLearner(new Identity(List.of(WIDTH)), new ColumnContext(2, 4, 8, 2, 1));
      Model model = learner.init(KEY.fold("init"));
      Context now = Context.testing(KEY, Regime.NONE);
      try (Adapted adapted = learner.adapt(model, batch.support(), now)) {
        Tensor predicted = adapted.predict(batch.query().x(), now).value();
        return predicted.slice(1, 0, 1).toDoubles();
      }
    }
  }

  /** Two classes of 30 rows, of which many are the same. */
  private static Table repeated() {
    RandomKey.Stream random = KEY.fold("repeated").stream();
    double[] a = IntStream.range(0, 60).mapToDouble(row -> random.below(6)).toArray();
    double[] b = IntStream.range(0, 60).mapToDouble(row -> random.below(3) + row / 30).toArray();
    int[] labels = IntStream.range(0, 60).map(row -> row / 30).toArray();
    return new Table(
        "repeated",
        List.of(Column.numbers("a", a), Column.numbers("b", b)),
        Optional.of(Column.coded("class", List.of("x", "y"), labels)));
  }

  @Test
  void sampleNeverPutsTheSameRowIntoSupportAndQuery() {
    Table table = repeated();
    assertThat(Arrays.stream(table.groups()).distinct().count()).isLessThan(40);
    TableTasks source =
        new TableTasks(
            "repeated",
            Map.of(Split.TEST, List.of(table)),
            new Preparation(List.of()),
            2,
            "made for a test");
    TaskShape shape = new TaskShape(2, 4, 6);
    int repeats = 0;
    for (long number = 0; number < 50; number++) {
      TaskContents task = source.contents(Split.TEST, shape, KEY, number).orElseThrow();
      for (int way = 0; way < 2; way++) {
        List<List<String>> learned = task.support().subList(4 * way, 4 * way + 4);
        List<List<String>> judged = task.query().subList(6 * way, 6 * way + 6);
        assertThat(judged).doesNotContainAnyElementsOf(learned);
        repeats += 10 - new HashSet<>(learned).size() - new HashSet<>(judged).size();
      }
    }
    assertThat(repeats).as("repeated rows stay observations").isPositive();
    assertThatThrownBy(() -> source.check(Split.TEST, new TaskShape(2, 20, 5)))
        .hasMessageContaining("none of the 1 tables");
  }

  @Test
  void sampleOfATableWithoutRepeatedRowsIsAsItWas() {
    int[] own = IntStream.range(10, 40).toArray();
    int[] groups = IntStream.range(0, 40).toArray();

    int[] picked = Drawn.picked(own, groups, 5, 7, KEY);

    assertThat(picked)
        .containsExactly(Arrays.stream(KEY.choose(12, 30)).map(place -> own[place]).toArray());
  }

  @Test
  void tasksThatNoTableIsLargeEnoughForAreRefused() {
    assertThatThrownBy(() -> tasks().check(Split.TRAIN, new TaskShape(2, 18, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("none of the 1 tables of the train split", "22 rows", "fewer");
    assertThatThrownBy(() -> tasks().check(Split.VALIDATION, new TaskShape(2, 1, 1)))
        .hasMessageContaining("none of the 0 tables");
  }

  @Test
  void baselinesLearnWhatThereIsToLearn() {
    EmbeddingLearner learner =
        new EmbeddingLearner(new Identity(List.of(WIDTH)), new ColumnContext(2, 4, 8, 2, 1));
    try (Scope scope = Scope.open();
        Workers workers = new Workers(2)) {
      Comparison comparison =
          Comparison.of(
              "untrained",
              learner,
              learner.init(KEY),
              Regime.NONE,
              tasks(),
              Split.TEST,
              new TaskShape(2, 8, 8),
              20,
              3,
              workers);

      assertThat(comparison.tables()).isEqualTo(2);
      assertThat(row(comparison, "majority class").score().mean()).isEqualTo(0.5);
      for (NaturalBaseline baseline : NaturalBaseline.values()) {
        if (baseline != NaturalBaseline.MAJORITY) {
          Comparison.Row row = row(comparison, baseline.label());
          assertThat(row.score().mean()).as(baseline.label()).isGreaterThan(0.8);
          assertThat(row.auc().orElseThrow().mean()).as(baseline.label()).isGreaterThan(0.85);
          if (baseline != NaturalBaseline.GRADIENT_BOOSTING) { // too sure of 16 rows
            assertThat(row.logLoss().orElseThrow().mean())
                .as(baseline.label())
                .isLessThan(Math.log(2));
          }
        }
      }
      assertThat(row(comparison, "majority class").auc().orElseThrow().mean()).isEqualTo(0.5);
      assertThat(comparison.rows().stream().mapToDouble(row -> row.rank().mean()).sum())
          .isEqualTo(21);
    }
  }

  @Test
  void baselinesLearnNumbersToo() {
    RandomKey.Stream random = KEY.stream();
    double[] x = IntStream.range(0, 120).mapToDouble(row -> random.normal()).toArray();
    double[] idle = IntStream.range(0, 120).mapToDouble(row -> random.normal()).toArray();
    double[] y = Arrays.stream(x).map(one -> 3 * one + 7).toArray();
    Table numbers =
        new Table(
            "numbers",
            List.of(Column.numbers("x", x), Column.numbers("idle", idle)),
            Optional.of(Column.numbers("y", y)));
    TableTasks source =
        new TableTasks(
            "numbers",
            Map.of(Split.TEST, List.of(numbers, numbers.at(1, 2, 3))),
            Preparation.usual(),
            4,
            "made for a test");
    TaskShape shape = new TaskShape(1, 40, 20);
    try (Scope scope = Scope.open()) {
      TaskBatch batch = source.sample(Split.TEST, shape, KEY, 0, 3);
      for (RegressionBaseline baseline : RegressionBaseline.values()) {
        double error = Arrays.stream(baseline.scores(batch, 1)).average().orElseThrow();
        if (baseline == RegressionBaseline.MEAN) {
          assertThat(error).isBetween(0.4, 2.0);
        } else {
          assertThat(error).as(baseline.label()).isLessThan(0.4);
        }
      }
    }
    assertThat(source.tooSmall(Split.TEST, shape)).containsExactly("numbers");
    EmbeddingLearner learner =
        new EmbeddingLearner(new Identity(List.of(4)), new CellContext(1, 8, 2, 1));
    try (Scope scope = Scope.open();
        Workers workers = new Workers(1)) {
      Comparison comparison =
          Comparison.of(
              "untrained",
              learner,
              learner.init(KEY),
              Regime.NONE,
              source,
              Split.TEST,
              shape,
              5,
              3,
              workers);
      assertThat(row(comparison, "mean").score().mean()).isEqualTo(1);
      assertThat(row(comparison, "linear regression").score().mean()).isLessThan(0.1);
    }
  }

  private static Comparison.Row row(Comparison comparison, String learner) {
    return comparison.rows().stream()
        .filter(row -> row.learner().equals(learner))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void generatedTablesCanBeLearned() {
    GeneratedTables source = new GeneratedTables(Preparation.usual(), 12);
    try (Scope scope = Scope.open()) {
      TaskBatch batch = source.sample(Split.TRAIN, new TaskShape(2, 32, 16), KEY, 0, 40);
      TaskBatch alone = source.sample(Split.TRAIN, new TaskShape(2, 32, 16), KEY, 11, 1);

      assertThat(batch.support().x().allFinite()).isTrue();
      assertThat(batch.query().x().select(0, 11).toFloats())
          .isEqualTo(alone.query().x().select(0, 0).toFloats());
      assertThat(Arrays.stream(Baseline.RANDOM_FOREST.scores(batch, 1)).average().orElseThrow())
          .isBetween(0.6, 0.97);
    }
  }

  @Test
  void splitsOfTheSharedTablesAreDisjointAndKeepRelativesTogether() {
    Path folder =
        Path.of(System.getProperty("quickstudy.data", "../../shared/data")).resolve("tabular");
    assumeTrue(Files.isDirectory(folder), "no tables: the data set tabular is not at " + folder);

    TableFolder read = TableFolder.read(folder, RowOptions.FOUND);
    Map<Split, List<Table>> splits = read.splits();
    List<String> names = splits.values().stream().flatMap(List::stream).map(Table::name).toList();
    assertThat(read.members()).hasSize(56);
    assertThat(names).hasSize(56).doesNotHaveDuplicates();
    for (List<String> relatives :
        List.of(List.of("heart.c", "heart.statlog"), List.of("car", "nursery"))) {
      assertThat(
              splits.values().stream()
                  .filter(
                      tables -> tables.stream().anyMatch(table -> relatives.contains(table.name())))
                  .count())
          .isEqualTo(1);
    }
    TableTasks tasks = read.tasks(Preparation.usual(), 24);
    for (Split split : Split.values()) {
      assertThat(tasks.tables(split, new TaskShape(2, 32, 12))).hasSizeGreaterThan(5);
    }
  }

  @Test
  void aDescriptionIgnoresTheOrderOfRowsAndColumns() {
    Table table = table("one");
    List<Column> columns = new ArrayList<>(table.at(KEY.choose(40, 40)).columns());
    int[] order = KEY.choose(40, 40);
    Table shuffled =
        new Table(
            "other",
            List.of(columns.get(2), columns.get(0), columns.get(1)),
            Optional.of(table.answers().at(order)));

    List<Double> one = TableDescription.summary(table);
    List<Double> other = TableDescription.summary(shuffled);
    for (int i = 0; i < one.size(); i++) {
      assertThat(other.get(i)).isCloseTo(one.get(i), within(1e-9));
    }
  }

  /**
   * 90 rows of one class, 10 of another and 1 of a third; the number of a row tells which it is.
   */
  private static Table uneven(String name) {
    int rows = 101;
    double[] number = new double[rows];
    Arrays.setAll(number, row -> row);
    int[] labels = IntStream.range(0, rows).map(row -> row < 90 ? 0 : row < 100 ? 1 : 2).toArray();
    return new Table(
        name,
        List.of(Column.numbers("number", number)),
        Optional.of(Column.coded("class", List.of("many", "few", "one"), labels)));
  }

  private static TableTasks unevenTasks() {
    return new TableTasks(
        "uneven", Map.of(Split.TEST, List.of(uneven("u"))), new Preparation(List.of()), 1, "test");
  }

  @Test
  void naturalFrequenciesAreThoseOfTheTableWithOneRowOfEachClassToLearnFrom() {
    TableTasks natural = unevenTasks().with(ClassFrequencies.NATURAL);
    TaskShape shape = new TaskShape(2, 8, 12);
    int few = 0;
    for (long number = 0; number < 200; number++) {
      RawTables.RawTask task = natural.raw(Split.TEST, shape, KEY, number);
      assertThat(task.support().rows()).isEqualTo(16);
      assertThat(task.query().rows()).isEqualTo(24);
      Set<Double> known = new HashSet<>();
      int[] counts = new int[2];
      for (int row = 0; row < 16; row++) {
        double of = task.support().columns().get(0).number(row);
        known.add(of);
        counts[task.support().answers().code(row)]++;
      }
      assertThat(known).hasSize(16);
      assertThat(counts[0]).isPositive();
      assertThat(counts[1]).isPositive();
      String rare = natural.contents(Split.TEST, shape, KEY, number).orElseThrow().classes().get(0);
      assertThat(rare).isIn("many", "few");
      for (int row = 0; row < 24; row++) {
        double of = task.query().columns().get(0).number(row);
        assertThat(known).doesNotContain(of);
        int code = task.query().answers().code(row);
        assertThat(code == 0 ? rare : rare.equals("few") ? "many" : "few")
            .isEqualTo(of < 90 ? "many" : "few");
        few += of >= 90 ? 1 : 0;
      }
    }
    // One of the ten is learned for certain, 14 · 9 / 98 of the others on average: 7.71 of 84 are
    // left.
    assertThat(few / (200.0 * 24)).isCloseTo(7.71 / 84, within(0.02));
  }

  @Test
  void naturalFrequenciesGiveTheSameTaskAloneAndWithOthers() {
    TableTasks natural = unevenTasks().with(ClassFrequencies.NATURAL);
    TaskShape shape = new TaskShape(2, 3, 4);
    try (Scope scope = Scope.open()) {
      TaskBatch together = natural.sample(Split.TEST, shape, KEY, 7, 3);
      TaskBatch alone = natural.sample(Split.TEST, shape, KEY, 8, 1);
      assertThat(together.query().x().select(0, 1).toFloats())
          .isEqualTo(alone.query().x().select(0, 0).toFloats());
      assertThat(together.support().x().shape()).containsExactly(3, 6, 1);
    }
    assertThat(natural.name()).isEqualTo("uneven, natural class frequencies");
    assertThat(natural.with(ClassFrequencies.EQUAL).name()).isEqualTo("uneven");
    assertThat(natural.fingerprint()).isEqualTo(unevenTasks().fingerprint());
  }

  @Test
  void naturalFrequenciesRefuseTablesOfTooFewRowsTogether() {
    TableTasks natural = unevenTasks().with(ClassFrequencies.NATURAL);
    natural.check(Split.TEST, new TaskShape(2, 20, 30));
    assertThatThrownBy(() -> natural.check(Split.TEST, new TaskShape(2, 20, 31)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has 2 classes of 102 rows together");
    assertThatThrownBy(() -> natural.check(Split.TEST, new TaskShape(3, 1, 1)))
        .as("the third class has one row")
        .isInstanceOf(UsageException.class);
  }
}
