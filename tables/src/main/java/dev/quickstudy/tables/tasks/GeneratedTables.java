package dev.quickstudy.tables.tasks;

import dev.quickstudy.files.Hash;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.steps.FixedWidth;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Classification tasks from generated tables: each task is a table of its own, made by a small
 * random structural model whose columns cause each other (as the prior of Hollmann et al. 2023, §4;
 * what is made of what is in {@code StructuralCausalModel}). Endless, and no data set is needed.
 *
 * <p>A task is prepared as those of {@link TableTasks}: by steps fitted on its support set. Splits
 * draw from different streams of a key.
 *
 * @param preparation fitted on each task's support set
 * @param width columns of a row after preparation, at least 2
 */
public record GeneratedTables(Preparation preparation, int width) implements TaskSource {
  /** How many rows are made for each that is used, so that classes may be of different sizes. */
  private static final int SPARE = 3;

  public GeneratedTables {
    Checks.atLeast("width", 2, width);
  }

  @Override
  public String name() {
    return "generated tables";
  }

  @Override
  public Targets targets(TaskShape shape) {
    return new Targets.Classes(shape.ways());
  }

  @Override
  public long[] inputShape() {
    return new long[] {width};
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint("generated tables, version 1")
        .add(preparation.toString())
        .add("" + width)
        .hex();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    if (shape.ways() < 2 || shape.isMiniBatch() || shape.uneven()) {
      throw new UsageException(
          "generated tables give classification tasks of at least 2 ways and 1 shot, as many shots"
              + " a class; ask for such");
    }
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    check(split, shape);
    int each = shape.minShots() + shape.queries();
    int ways = shape.ways();
    int[] shots = new int[ways];
    Arrays.fill(shots, shape.minShots());
    FixedWidth rows = new FixedWidth(preparation, width, shape, count, ways * shape.minShots());
    for (int t = 0; t < count; t++) {
      RandomKey task = key.fold("generated").fold(split.label()).fold(first + t);
      RandomKey.Stream random = task.fold("model").stream();
      StructuralCausalModel.Made made =
          StructuralCausalModel.make(SPARE * ways * each, mostColumns(random), random);
      int[] labels = labels(made.score(), ways, each, random);
      List<int[]> members =
          IntStream.range(0, ways)
              .mapToObj(
                  way -> IntStream.range(0, labels.length).filter(i -> labels[i] == way).toArray())
              .toList();
      Table table = new Table("generated", made.columns(), Optional.empty());
      int[] groups = IntStream.range(0, table.rows()).toArray();
      Drawn drawn =
          Drawn.of(table, groups, members, List.of(), shots, shape.queries(), task.fold("rows"));
      rows.add(t, drawn.support(), drawn.query(), task);
    }
    return rows.batch(targets(shape));
  }

  /** Few columns are as likely as many. */
  private int mostColumns(RandomKey.Stream random) {
    return (int) Math.round(Math.exp(random.uniform(Math.log(2), Math.log(width + 1))));
  }

  /**
   * Classes from a score: it is cut into intervals, one to three a class, that go to classes in
   * random order. Where a class gets too few rows, each gets an interval of equal size instead.
   */
  private static int[] labels(Column score, int ways, int least, RandomKey.Stream random) {
    int rows = score.rows();
    Integer[] order = IntStream.range(0, rows).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Double.compare(score.number(a), score.number(b)));
    int intervals = ways * (random.uniform() < 0.7 ? 1 : 1 + random.below(3));
    double[] cuts = new double[intervals - 1];
    Arrays.setAll(cuts, i -> random.uniform(0.1, 0.9));
    Arrays.sort(cuts);
    int shift = random.below(ways);
    int[] labels = new int[rows];
    int[] sizes = new int[ways];
    for (int place = 0; place < rows; place++) {
      double share = (place + 0.5) / rows;
      int interval = (int) Arrays.stream(cuts).filter(cut -> cut < share).count();
      labels[order[place]] = (interval + shift) % ways;
      sizes[(interval + shift) % ways]++;
    }
    if (Arrays.stream(sizes).min().orElse(0) < least) {
      for (int place = 0; place < rows; place++) {
        labels[order[place]] = (place * ways / rows + shift) % ways;
      }
    }
    return labels;
  }
}
