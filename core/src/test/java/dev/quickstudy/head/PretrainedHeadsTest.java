package dev.quickstudy.head;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static dev.quickstudy.nn.Numbers.normals;
import static dev.quickstudy.nn.Numbers.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.head.fitted.CosineFineTuning;
import dev.quickstudy.head.metric.NearestCentroid;
import dev.quickstudy.head.transductive.LaplacianShot;
import dev.quickstudy.head.transductive.PtMap;
import dev.quickstudy.head.transductive.Sinkhorn;
import dev.quickstudy.head.transductive.Tim;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The heads for pretrained encoders, against themselves and against loops in plain Java. */
public class PretrainedHeadsTest extends ScopedTest {
  private static final int TASKS = 2;
  private static final int WAYS = 3;
  private static final int WIDTH = 5;
  private static final Context NOW = Context.testing(RandomKey.of(8), Regime.NONE);
  private static final Params NOTHING = Params.empty();

  public static List<Head> all() {
    return List.of(
        new NearestCentroid(Features.UN),
        new NearestCentroid(Features.L2N),
        new NearestCentroid(Features.CL2N),
        new CosineFineTuning(2, 0.05, 0.9, 0.001, 12, 4),
        new PtMap(0.5, 10, 0.2, 5),
        new Tim(Features.L2N, 15, 0.1, 0.1, 20),
        new LaplacianShot(Features.CL2N, 0.7, 2, 10));
  }

  /** All but those that begin from random weights, which know their classes by number. */
  static List<Head> symmetric() {
    return all().stream().filter(head -> !(head instanceof CosineFineTuning)).toList();
  }

  /** Embeddings that are not negative: class means and noise, labels in no order. */
  private static Examples task(int tasks, int ways, int each, long seed) {
    int count = ways * each;
    double[] x = new double[tasks * count * WIDTH];
    long[] y = new long[tasks * count];
    for (int t = 0; t < tasks; t++) {
      for (int n = 0; n < count; n++) {
        int label = (n * 7 + t) % ways;
        y[t * count + n] = label;
        double[] mean = RandomKey.of(5).fold(t).fold(label).normals(WIDTH);
        double[] noise = RandomKey.of(seed).fold(t).fold(n).normals(WIDTH);
        for (int d = 0; d < WIDTH; d++) {
          x[(t * count + n) * WIDTH + d] = Math.abs(mean[d] + 0.6 * noise[d]);
        }
      }
    }
    return new Examples(
        Tensor.of(x, tasks, count, WIDTH), Tensor.of(y, tasks, count), new Targets.Classes(ways));
  }

  private static Examples support() {
    return task(TASKS, WAYS, 2, 1);
  }

  private static Tensor queries() {
    return task(TASKS, WAYS, 4, 2).x();
  }

  private static Tensor predict(Head head, Params learned, Examples support, Tensor queries) {
    return head.predict(learned, head.fit(learned, support, NOW), queries, NOW);
  }

  private static Tensor predict(Head head, Examples support, Tensor queries) {
    return predict(head, NOTHING, support, queries);
  }

  private static Tensor ordered(Tensor tensor, int dim, long... order) {
    return tensor.indexSelect(dim, Tensor.of(order, order.length));
  }

  // ---- what they have in common ----

  @ParameterizedTest
  @MethodSource("symmetric")
  void theOrderOfTheSupportSetDoesNotMatter(Head head) {
    long[] order = {4, 1, 5, 0, 3, 2};
    Examples support = support();
    Examples reordered =
        new Examples(
            ordered(support.x(), 1, order), ordered(support.y(), 1, order), support.targets());
    assertClose(predict(head, reordered, queries()), predict(head, support, queries()), 1e-10);
  }

  @Test
  void fineTuningOnTheWholeSetDoesNotDependOnItsOrder() {
    theOrderOfTheSupportSetDoesNotMatter(new CosineFineTuning(2, 0.05, 0.9, 0.001, 12, 0));
  }

  @ParameterizedTest
  @MethodSource("symmetric")
  void renamingTheClassesRenamesThePredictions(Head head) {
    long[] renamed = {2, 0, 1};
    Examples support = support();
    long[] labels =
        LongStream.of(support.y().toLongs()).map(label -> renamed[(int) label]).toArray();
    Examples other = new Examples(support.x(), Tensor.of(labels, TASKS, 6), support.targets());
    assertClose(
        ordered(predict(head, other, queries()), 2, renamed),
        predict(head, support, queries()),
        1e-10);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theOrderOfTheQueriesIsThatOfThePredictions(Head head) {
    long[] order = {7, 2, 11, 0, 4, 1, 9, 3, 10, 5, 8, 6};
    assertClose(
        predict(head, support(), ordered(queries(), 1, order)),
        ordered(predict(head, support(), queries()), 1, order),
        1e-10);
  }

  @ParameterizedTest
  @MethodSource("all")
  void otherQueriesMatterToTransductiveHeadsOnly(Head head) {
    Tensor others = normals(99, TASKS, 6, WIDTH).abs();
    Tensor first = queries().slice(1, 0, 1);
    Tensor before = predict(head, support(), queries()).slice(1, 0, 1);
    Tensor after = predict(head, support(), Tensor.cat(1, List.of(first, others))).slice(1, 0, 1);
    if (head.transductive()) {
      assertThat(relative(after.toDoubles(), before.toDoubles())).isGreaterThan(1e-4);
    } else {
      assertSame(after, before);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aTaskIsTheSameAloneAsBesideOthers(Head head) {
    Tensor both = predict(head, support(), queries());
    for (int t = 0; t < TASKS; t++) {
      Context now = NOW.withFirstTask(t);
      Examples own =
          new Examples(
              support().x().slice(0, t, t + 1),
              support().y().slice(0, t, t + 1),
              support().targets());
      Tensor alone =
          head.predict(NOTHING, head.fit(NOTHING, own, now), queries().slice(0, t, t + 1), now);
      assertClose(alone, both.slice(0, t, t + 1), 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyNumberOfWaysShotsAndQueriesGoes(Head head) {
    for (int ways : new int[] {2, 5, 20}) {
      for (int shots : new int[] {1, 3}) {
        Examples support = task(1, ways, shots, 1);
        for (int queries : new int[] {2, 7, 3 * ways}) {
          Tensor some = task(1, ways, 4, 2).x().slice(1, 0, queries);
          Tensor logits = predict(head, support, some);
          assertThat(logits.shape()).containsExactly(1, queries, ways);
          assertThat(logits.allFinite()).isTrue();
        }
      }
    }
    Examples uneven =
        new Examples(
            support().x(),
            Tensor.of(new long[] {0, 0, 1, 2, 2, 2, 1, 0, 0, 0, 0, 2}, TASKS, 6),
            support().targets());
    assertThat(predict(head, uneven, queries()).allFinite()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("all")
  void classesThatLieApartAreToldApart(Head head) {
    Examples support = task(TASKS, WAYS, 1, 1);
    Examples query = task(TASKS, WAYS, 5, 2);
    Tensor apart = support.y().oneHot(WAYS, DType.FLOAT64).times(4);
    Tensor wide = Tensor.cat(2, List.of(support.x().times(0.1), apart));
    Tensor asked =
        Tensor.cat(
            2, List.of(query.x().times(0.1), query.y().oneHot(WAYS, DType.FLOAT64).times(4)));
    assertThat(predict(head, support.withInputs(wide), asked).argmax(-1).toLongs())
        .containsExactly(query.y().toLongs());
  }

  @ParameterizedTest
  @MethodSource("all")
  void float32AgreesWithFloat64(Head head) {
    double[] wide = predict(head, support(), queries()).toDoubles();
    Tensor narrow = predict(head, support().to(DType.FLOAT32), queries().to(DType.FLOAT32));
    assertThat(narrow.type()).isEqualTo(DType.FLOAT32);
    assertClose(narrow.toDoubles(), wide, 1e-4);
  }

  @ParameterizedTest
  @MethodSource("all")
  void embeddingsOfZerosGiveFiniteNumbers(Head head) {
    Examples dead = support().withInputs(support().x().zerosLike());
    assertThat(predict(head, dead, queries()).allFinite()).isTrue();
    assertThat(predict(head, support(), queries().zerosLike()).allFinite()).isTrue();
    assertThat(
            predict(head, dead.to(DType.FLOAT32), queries().zerosLike().to(DType.FLOAT32))
                .allFinite())
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aClassWithoutExamplesIsRefused(Head head) {
    Examples lacking =
        new Examples(support().x(), Tensor.of(new long[12], TASKS, 6), support().targets());
    assertThatThrownBy(() -> head.fit(NOTHING, lacking, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "support.y has no example of class 1 in task 0, but this head needs at least 1 of each (0–2)");
  }

  @ParameterizedTest
  @MethodSource("all")
  void realValuedTargetsAreRefused(Head head) {
    assertThatThrownBy(() -> head.check(new Identity(List.of(WIDTH)), new Targets.Values(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("need classes, but the tasks ask for Values[dimension=1]");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new PtMap(0.5, 10, 1.5, 20))
        .hasMessage("'step' must be in >0 … 1, but is 1.5");
    assertThatThrownBy(() -> new PtMap(0.5, 101, 0.2, 20))
        .hasMessage("'sharpness' must be at most 100, but is 101.0");
    assertThatThrownBy(() -> new PtMap(0, 10, 0.2, 20))
        .hasMessage("'power' must be positive and finite, but is 0.0");
    assertThatThrownBy(() -> new Tim(Features.L2N, 15, 0.1, -1, 20))
        .hasMessage("'certainty' must be finite and not negative, but is -1.0");
    assertThatThrownBy(() -> new LaplacianShot(Features.CL2N, 0.5, 0, 20))
        .hasMessage("'neighbours' must be at least 1, but is 0");
    assertThatThrownBy(() -> new CosineFineTuning(2, 0.01, 1, 0, 100, 4))
        .hasMessage("'momentum' must be in 0 … <1, but is 1.0");
  }

  // ---- each by itself ----

  private static double[][] rows(Tensor task) {
    double[][] rows = new double[(int) task.size(0)][];
    Arrays.setAll(rows, n -> task.select(0, n).toDoubles());
    return rows;
  }

  private static int[] labels(Examples examples, int task) {
    return LongStream.of(examples.y().select(0, task).toLongs()).mapToInt(y -> (int) y).toArray();
  }

  /** Compares each task with a loop in plain Java. */
  private static void compare(Head head, Params learned, Naive naive, double tolerance) {
    compare(head, learned, support(), queries(), naive, tolerance);
  }

  private static void compare(
      Head head, Params learned, Examples support, Tensor queries, Naive naive, double tolerance) {
    Tensor logits = predict(head, learned, support, queries);
    for (int t = 0; t < TASKS; t++) {
      double[][] expected =
          naive.logits(
              rows(support.x().select(0, t)), labels(support, t), rows(queries.select(0, t)), t);
      assertClose(
          logits.select(0, t).toDoubles(),
          Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray(),
          tolerance);
    }
  }

  private interface Naive {
    double[][] logits(double[][] support, int[] labels, double[][] queries, int task);
  }

  @ParameterizedTest
  @EnumSource(Features.class)
  void simpleShotIsTheNearestMeanOfPreparedEmbeddings(Features features) {
    double[] base = normals(3, WIDTH).toDoubles();
    Params known = Params.of(Map.of(Features.BASE_MEAN, Tensor.of(base, WIDTH)));
    compare(
        new NearestCentroid(features),
        known,
        (support, labels, queries, task) ->
            Plain.nearestMean(
                Plain.prepared(support, features, base),
                labels,
                Plain.prepared(queries, features, base),
                WAYS),
        1e-12);
  }

  @Test
  void withoutAMeanOfTheBaseClassesTheSupportSetsOwnIsTaken() {
    compare(
        new NearestCentroid(Features.CL2N),
        NOTHING,
        (support, labels, queries, task) -> {
          double[] mean = Plain.mean(support);
          return Plain.nearestMean(
              Plain.prepared(support, Features.CL2N, mean),
              labels,
              Plain.prepared(queries, Features.CL2N, mean),
              WAYS);
        },
        1e-12);
  }

  @Test
  void fineTuningIsGradientDescentWithMomentumOnACosineClassifier() {
    CosineFineTuning head = new CosineFineTuning(2, 0.05, 0.9, 0.01, 12, 4);
    compare(
        head, NOTHING, (s, y, q, task) -> Plain.fineTuned(head, s, y, q, WAYS, NOW, task), 1e-9);
  }

  @Test
  void ptMapMovesCentresByOptimalTransport() {
    // Embeddings without classes and not too sharp: optimal transport converges soon.
    PtMap head = new PtMap(0.5, 4, 0.2, 20);
    compare(
        head,
        NOTHING,
        support().withInputs(normals(21, TASKS, 6, WIDTH).abs()),
        normals(22, TASKS, 12, WIDTH).abs(),
        (s, y, q, task) -> Plain.ptMap(head, s, y, q, WAYS),
        1e-5);
    assertThatThrownBy(() -> predict(head, support(), queries().slice(1, 0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("PT-MAP centres the queries of a task by their mean");
  }

  @Test
  void ptMapKeepsTheSignOfNegativeEmbeddings() {
    Tensor negative = support().x().negate();
    assertClose(
        predict(new PtMap(0.5, 10, 0.2, 20), support().withInputs(negative), queries().negate()),
        predict(new PtMap(0.5, 10, 0.2, 20), support(), queries()),
        1e-12);
  }

  @Test
  void transportGivesEveryQueryToOneClassAndEveryClassItsShare() {
    for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (double sharpness : new double[] {0, 1, 10}) {
        Tensor likeness = normals(4, 3, 8, WAYS).abs().times(-sharpness).to(type);
        Tensor plan = Sinkhorn.logPlan(likeness).exp();
        double[] rows = plan.sum(false, 2).toDoubles();
        double[] columns = plan.sum(false, 1).toDoubles();
        assertThat(rows).hasSize(24);
        assertThat(columns).hasSize(9);
        for (double row : rows) {
          assertThat(row).isCloseTo(1, within(1e-5));
        }
        for (double column : columns) {
          assertThat(column).isCloseTo(8.0 / WAYS, within(1e-5));
        }
      }
    }
  }

  @Test
  void timAlternatesBetweenAimsAndWeights() {
    Tim head = new Tim(Features.L2N, 15, 0.1, 0.1, 30);
    compare(head, NOTHING, (s, y, q, task) -> Plain.tim(head, s, y, q, WAYS), 1e-9);
  }

  @Test
  void laplacianShotDrawsNeighboursTogether() {
    LaplacianShot head = new LaplacianShot(Features.L2N, 0.7, 2, 10);
    compare(head, NOTHING, (s, y, q, task) -> Plain.laplacian(head, s, y, q, WAYS), 1e-10);
  }

  @Test
  void laplacianShotWithoutSmoothnessIsSimpleShot() {
    assertClose(
        predict(new LaplacianShot(Features.L2N, 0, 2, 10), support(), queries()),
        predict(new NearestCentroid(Features.L2N), support(), queries()),
        1e-12);
  }
}
