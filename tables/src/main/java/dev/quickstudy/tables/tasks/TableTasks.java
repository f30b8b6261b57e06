package dev.quickstudy.tables.tasks;

import dev.quickstudy.files.Hash;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.steps.FixedWidth;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Few-shot tasks from many tables. A task takes a table of the split, every one that is large
 * enough equally likely.
 *
 * <p>Classification ({@code ways} ≥ 2): {@code ways} of its classes at random, labelled in that
 * order, and different rows of each for the support and the query set, as many of every class. A
 * table is large enough if it has that many classes with shots + queries rows. Rows that are the
 * same in all columns are observations like others, but never stand in both sets of a task: a class
 * must have enough rows that this holds for whichever are drawn. By {@linkplain
 * ClassFrequencies#NATURAL natural frequencies}, a task has as many rows in all, of its classes as
 * often as the table has them; classes of at least two rows are taken, and their rows together must
 * be enough.
 *
 * <p>Regression ({@code ways} = 1): the table's answers where they are numbers; otherwise one of
 * its columns of numbers with more than 10 different values, at random, predicted from the others.
 * Answers are in deviations from the mean of the support set's.
 *
 * <p>Rows are prepared by steps that are fitted on the task's support set alone, and brought to one
 * width: columns that do not differ within the support set are left out; where there are more than
 * {@code width}, as many are taken at random; their order is random a task; what is left of the
 * width is 0. So no learner can depend on a column's place.
 */
public final class TableTasks implements RawTables {
  private static final int TABLE = 1;
  private static final int CLASSES = 2;
  private static final int ROWS = 3;
  private static final int TARGET = 4;
  private static final int LEAST_DISTINCT = 11;

  /** One to learn from, and one more. */
  private static final int FEWEST_ROWS = 2;

  /** As often other classes are drawn where those at hand have too few rows together. */
  private static final int ATTEMPTS = 100;

  private final String name;
  private final Map<Split, List<Member>> members = new EnumMap<>(Split.class);
  private final Preparation preparation;
  private final int width;
  private final String fingerprint;
  private final ClassFrequencies frequencies;
  private final Map<Asked, List<Member>> fitting = new ConcurrentHashMap<>();

  /** What tasks are asked for. */
  private record Asked(Split split, TaskShape shape) {}

  /** A table with the groups of rows that are the same, and the rows of each class. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Member(
      Table table,
      int[] groups,
      List<int[]> classes,
      List<Integer> targets,
      Map<TaskShape, List<int[]>> classesFor,
      Map<TaskShape, List<Integer>> targetsFor) {
    static Member of(Table table) {
      List<int[]> classes = new ArrayList<>();
      List<Integer> targets = new ArrayList<>();
      Column answers = table.answers();
      if (!answers.numeric()) {
        for (int code = 0; code < answers.dictionary().size(); code++) {
          classes.add(answers.rowsOf(code));
        }
        for (int c = 0; c < table.columns().size() && table.columns().size() > 1; c++) {
          Column column = table.columns().get(c);
          if (column.numeric() && column.distinct() >= LEAST_DISTINCT) {
            targets.add(c);
          }
        }
      }
      return new Member(
          table,
          table.groups(),
          classes,
          targets,
          new ConcurrentHashMap<>(),
          new ConcurrentHashMap<>());
    }

    /** The classes that natural frequencies can be drawn of, the largest first. */
    List<int[]> several() {
      return classes.stream()
          .filter(rows -> rows.length >= FEWEST_ROWS)
          .sorted(Comparator.comparing((int[] rows) -> rows.length).reversed())
          .toList();
    }

    /** Whether rows of classes together are enough, however they are drawn. */
    boolean allowsTogether(List<int[]> some, TaskShape shape) {
      int[] all = Drawn.joined(some);
      int shots = shape.ways() * shape.maxShots();
      int queries = shape.ways() * shape.queries();
      return all.length >= shots + queries && Drawn.allow(all, groups, shots, queries);
    }

    List<int[]> classes(TaskShape shape) {
      return classesFor.computeIfAbsent(
          shape, asked -> classes.stream().filter(some -> allows(some, asked)).toList());
    }

    private boolean allows(int[] rows, TaskShape shape) {
      return rows.length >= shape.maxShots() + shape.queries()
          && Drawn.allow(rows, groups, shape.maxShots(), shape.queries());
    }

    /** The rows that have a number to be predicted. */
    int[] rows(Column column) {
      return IntStream.range(0, table.rows()).filter(row -> !column.missing(row)).toArray();
    }

    /** The columns of numbers that can be predicted in so many rows. */
    List<Integer> targets(TaskShape shape) {
      return targetsFor.computeIfAbsent(
          shape,
          asked ->
              targets.stream().filter(c -> allows(rows(table.columns().get(c)), asked)).toList());
    }

    boolean fits(TaskShape shape, ClassFrequencies frequencies) {
      if (shape.ways() > 1 && frequencies == ClassFrequencies.NATURAL) {
        List<int[]> all = several();
        return all.size() >= shape.ways() && allowsTogether(all.subList(0, shape.ways()), shape);
      }
      if (shape.ways() > 1) {
        return classes(shape).size() >= shape.ways();
      }
      return table.answers().numeric()
          ? allows(rows(table.answers()), shape)
          : !targets(shape).isEmpty();
    }
  }

  /**
   * Tasks from tables.
   *
   * @param name what messages call them
   * @param tables of each split, with their answers
   * @param preparation fitted on each task's support set
   * @param width columns of a row after preparation, at least 1
   * @param fingerprint of the tables
   */
  public TableTasks(
      String name,
      Map<Split, List<Table>> tables,
      Preparation preparation,
      int width,
      String fingerprint) {
    Checks.atLeast("width", 1, width);
    this.name = name;
    this.frequencies = ClassFrequencies.EQUAL;
    this.preparation = preparation;
    this.width = width;
    this.fingerprint =
        Hash.fingerprint(fingerprint)
            .add(preparation.toString())
            .add(Integer.toString(width))
            .hex();
    for (Split split : Split.values()) {
      members.put(split, tables.getOrDefault(split, List.of()).stream().map(Member::of).toList());
    }
  }

  private TableTasks(
      TableTasks other,
      String name,
      Map<Split, List<Member>> members,
      ClassFrequencies frequencies) {
    this.name = name;
    this.preparation = other.preparation;
    this.width = other.width;
    this.fingerprint = other.fingerprint;
    this.frequencies = frequencies;
    this.members.putAll(members);
  }

  @Override
  public Optional<TaskSource> trainval() {
    List<Member> both = new ArrayList<>(members(Split.TRAIN));
    both.addAll(members(Split.VALIDATION));
    return Optional.of(
        new TableTasks(
            this,
            name + ", trained on train + validation",
            Map.of(Split.TRAIN, List.copyOf(both), Split.TEST, members(Split.TEST)),
            frequencies));
  }

  /** Tasks from the same tables with other frequencies of classes. */
  public TableTasks with(ClassFrequencies other) {
    return other == frequencies ? this : new TableTasks(this, name, members, other);
  }

  private List<Member> members(Split split) {
    return members.getOrDefault(split, List.of());
  }

  private List<Member> fitting(Split split, TaskShape shape) {
    return fitting.computeIfAbsent(
        new Asked(split, shape),
        asked ->
            members(split).stream().filter(member -> member.fits(shape, frequencies)).toList());
  }

  /** The tables of a split that are too small for tasks of a shape. */
  public List<String> tooSmall(Split split, TaskShape shape) {
    return members(split).stream()
        .filter(member -> !member.fits(shape, frequencies))
        .map(member -> member.table().name())
        .toList();
  }

  /** The tables of a split that are large enough for tasks of a shape. */
  public List<String> tables(Split split, TaskShape shape) {
    return fitting(split, shape).stream().map(member -> member.table().name()).toList();
  }

  @Override
  public String name() {
    return frequencies == ClassFrequencies.NATURAL ? name + ", natural class frequencies" : name;
  }

  @Override
  public Targets targets(TaskShape shape) {
    return shape.ways() == 1 ? new Targets.Values(1) : new Targets.Classes(shape.ways());
  }

  @Override
  public long[] inputShape() {
    return new long[] {width};
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public void check(Split split, TaskShape shape) {
    if (shape.isMiniBatch()) {
      throw new UsageException(
          "tables share no classes that mini-batches could be drawn from; ask for at least 1 shot");
    }
    if (fitting(split, shape).isEmpty()) {
      int rows = shape.maxShots() + shape.queries();
      throw new UsageException(
          "none of the "
              + members(split).size()
              + " tables of the "
              + split.label()
              + " split of "
              + name
              + " has "
              + (shape.ways() == 1
                  ? "a column of numbers to predict in " + rows + " rows"
                  : frequencies == ClassFrequencies.NATURAL
                      ? shape.ways() + " classes of " + shape.ways() * rows + " rows together"
                      : shape.ways() + " classes of " + rows + " rows")
              + "; ask for fewer ways, shots or queries, or add tables");
    }
  }

  @Override
  public String table(Split split, TaskShape shape, RandomKey key, long number) {
    return member(fitting(split, shape), task(split, key, number)).table().name();
  }

  @Override
  public RawTask raw(Split split, TaskShape shape, RandomKey key, long number) {
    Drawn drawn = drawn(fitting(split, shape), shape, task(split, key, number));
    return new RawTask(table(split, shape, key, number), drawn.support(), drawn.query());
  }

  private static RandomKey task(Split split, RandomKey key, long number) {
    return key.fold(split.label()).fold(number);
  }

  private static Member member(List<Member> fitting, RandomKey task) {
    return fitting.get(task.fold(TABLE).stream().below(fitting.size()));
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    check(split, shape);
    if (count < 1) {
      throw new UsageException(count + " tasks asked for; draw at least 1");
    }
    if (shape.uneven() && count > 1) {
      return TaskBatch.each(first, count, number -> sample(split, shape, key, number, 1));
    }
    List<Member> fitting = fitting(split, shape);
    int support = Arrays.stream(shots(shape, task(split, key, first))).sum();
    FixedWidth rows = new FixedWidth(preparation, width, shape, count, support);
    for (int t = 0; t < count; t++) {
      RandomKey task = task(split, key, first + t);
      Drawn drawn = drawn(fitting, shape, task);
      rows.add(t, drawn.support(), drawn.query(), task);
    }
    return rows.batch(targets(shape));
  }

  @Override
  public Optional<TaskContents> contents(Split split, TaskShape shape, RandomKey key, long number) {
    check(split, shape);
    Drawn drawn = drawn(fitting(split, shape), shape, task(split, key, number));
    Table support = drawn.support();
    String title =
        shape.ways() == 1
            ? support.name() + ", " + support.answers().name() + " to be predicted"
            : support.name();
    return Optional.of(
        new TaskContents(
            Optional.of(title),
            drawn.classes(),
            support.columns().stream().map(Column::name).toList(),
            cells(support),
            cells(drawn.query())));
  }

  private static List<List<String>> cells(Table table) {
    return IntStream.range(0, table.rows())
        .mapToObj(row -> table.columns().stream().map(column -> column.shown(row)).toList())
        .toList();
  }

  private Drawn drawn(List<Member> fitting, TaskShape shape, RandomKey task) {
    Member member = member(fitting, task);
    int[] shots = shots(shape, task);
    return shape.ways() == 1
        ? values(member, shots[0], shape, task)
        : frequencies == ClassFrequencies.NATURAL
            ? natural(member, shots, shape, task)
            : classes(member, shots, shape, task);
  }

  private static Drawn natural(Member member, int[] shots, TaskShape shape, RandomKey task) {
    List<int[]> ways = naturalWays(member, shape, task);
    Column answers = member.table().answers();
    return Drawn.natural(
        member.table(),
        member.groups(),
        ways,
        ways.stream().map(rows -> answers.word(rows[0])).toList(),
        Arrays.stream(shots).sum(),
        shape.ways() * shape.queries(),
        task.fold(ROWS));
  }

  /** Classes at random; where none that were drawn have enough rows, the largest. */
  private static List<int[]> naturalWays(Member member, TaskShape shape, RandomKey task) {
    List<int[]> all = member.several();
    for (int i = 0; i < ATTEMPTS; i++) {
      int[] chosen = task.fold(CLASSES).fold(i).choose(shape.ways(), all.size());
      List<int[]> ways = IntStream.of(chosen).mapToObj(all::get).toList();
      if (member.allowsTogether(ways, shape)) {
        return ways;
      }
    }
    return all.subList(0, shape.ways());
  }

  private static int[] shots(TaskShape shape, RandomKey task) {
    RandomKey.Stream random = task.fold("shots").stream();
    int[] shots = new int[shape.ways()];
    Arrays.setAll(
        shots,
        way ->
            shape.uneven()
                ? shape.minShots() + random.below(shape.maxShots() - shape.minShots() + 1)
                : shape.minShots());
    return shots;
  }

  private static Drawn classes(Member member, int[] shots, TaskShape shape, RandomKey task) {
    List<int[]> classes = member.classes(shape);
    int[] chosen = task.fold(CLASSES).choose(shape.ways(), classes.size());
    List<int[]> ways = IntStream.of(chosen).mapToObj(classes::get).toList();
    Column answers = member.table().answers();
    return Drawn.of(
        member.table(),
        member.groups(),
        ways,
        ways.stream().map(rows -> answers.word(rows[0])).toList(),
        shots,
        shape.queries(),
        task.fold(ROWS));
  }

  private static Drawn values(Member member, int shots, TaskShape shape, RandomKey task) {
    Table table = member.table();
    if (!table.answers().numeric()) {
      List<Integer> targets = member.targets(shape);
      int target = targets.get(task.fold(TARGET).stream().below(targets.size()));
      List<Column> others = new ArrayList<>(table.columns());
      Column answers = others.remove(target);
      table = new Table(table.name(), others, Optional.of(answers));
    }
    int[] own = member.rows(table.answers());
    int[] picked = Drawn.picked(own, member.groups(), shots, shape.queries(), task.fold(ROWS));
    return new Drawn(
        table.at(Arrays.copyOf(picked, shots)),
        table.at(Arrays.copyOfRange(picked, shots, picked.length)),
        List.of());
  }
}
