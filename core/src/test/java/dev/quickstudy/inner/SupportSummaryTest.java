package dev.quickstudy.inner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupportSummaryTest extends ScopedTest {
  private static final Network NETWORK = new Mlp(List.of(2), List.of(4), 3);
  private static final SupportSummary SUMMARY = new SupportSummary(5);

  private final Params learned = SUMMARY.layout(NETWORK).init(RandomKey.of(1)).to(DType.FLOAT64);
  private final Tensor x = Numbers.normals(2, 2, 6, 2);

  private DataDescription describe(Tensor inputs, Tensor answers, Targets targets) {
    return SUMMARY.describe(learned, new Examples(inputs, answers, targets));
  }

  @Test
  void theOrderOfExamplesDoesNotMatter() {
    Tensor order = Tensor.of(new long[] {4, 0, 5, 2, 1, 3}, 6);
    Tensor y = Numbers.normals(3, 2, 6, 3);
    assertSame(
        describe(x.indexSelect(1, order), y.indexSelect(1, order), new Targets.Values(3)),
        describe(x, y, new Targets.Values(3)));
  }

  @Test
  void theNumbersThatClassesGoByDoNotMatter() {
    Tensor y = Tensor.of(new long[] {0, 1, 2, 0, 1, 0, 2, 2, 1, 1, 0, 2}, 2, 6);
    Tensor renamed = Tensor.of(new long[] {2, 0, 1, 2, 0, 2, 1, 1, 0, 0, 2, 1}, 2, 6);
    assertSame(
        describe(x, renamed, new Targets.Classes(3)), describe(x, y, new Targets.Classes(3)));
  }

  @Test
  void whichExamplesShareAClassMatters() {
    Tensor y = Tensor.of(new long[] {0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2}, 2, 6);
    Tensor other = Tensor.of(new long[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}, 2, 6);
    assertThat(
            Numbers.relative(
                describe(x, other, new Targets.Classes(3)).summary().toDoubles(),
                describe(x, y, new Targets.Classes(3)).summary().toDoubles()))
        .isGreaterThan(0.01);
  }

  @Test
  void theScaleOfAnswersIsInTheStatisticsAlone() {
    Tensor y = Numbers.normals(3, 2, 6, 3);
    DataDescription one = describe(x, y, new Targets.Values(3));
    DataDescription other = describe(x, y.times(10), new Targets.Values(3));

    Numbers.assertClose(other.summary(), one.summary(), 1e-6);
    double[] size = other.statistics().minus(one.statistics()).select(1, 2).toDoubles();
    Numbers.assertClose(size, new double[] {Math.log(10), Math.log(10)}, 1e-6);
  }

  @Test
  void statisticsTellSizesMeansAndImbalance() {
    Tensor inputs = Tensor.of(new double[] {3, 3, 3, 3, -1, -1, 1, 1}, 2, 4, 1);
    Tensor y = Tensor.of(new long[] {0, 0, 0, 1, 0, 1, 0, 1}, 2, 4);
    Tensor statistics = DataDescription.statistics(new Examples(inputs, y, new Targets.Classes(2)));

    assertThat(DataDescription.STATISTICS).hasSize((int) statistics.size(1));
    Numbers.assertClose(
        statistics.toDoubles(), new double[] {Math.log(3), 1, 0, 0, 0.5, 0, 0, 0, 0, 0}, 1e-7);
  }

  private static void assertSame(DataDescription actual, DataDescription expected) {
    Numbers.assertClose(actual.summary(), expected.summary(), 1e-12);
    Numbers.assertClose(actual.statistics(), expected.statistics(), 1e-12);
  }
}
