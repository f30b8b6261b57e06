package dev.quickstudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource({"0,60,5", "63.1,88.6,5", "0.0012,0.0479,4", "-4.7,3.2,4", "1e6,7e6,5", "-1,-0.2,3"})
  void ofHoldsItsValuesAndHasAFewRoundMarks(double from, double to, int marks) {
    Axis axis = Axis.of(from, to, marks);
    assertThat(axis.least()).isLessThanOrEqualTo(from);
    assertThat(axis.most()).isGreaterThanOrEqualTo(to);
    assertThat(axis.marks()).hasSizeBetween(2, marks + 3);
    assertThat(axis.marks().stream().map(axis::words)).doesNotHaveDuplicates();
  }

  @Test
  void marksTellAsManyDigitsAsTheyNeed() {
    assertThat(Axis.of(0, 0.3, 3).marks().stream().map(Axis.of(0, 0.3, 3)::words))
        .containsExactly("0.0", "0.1", "0.2", "0.3");
    assertThat(Axis.of(-2, 2, 4).marks().stream().map(Axis.of(-2, 2, 4)::words))
        .containsExactly("−2", "−1", "0", "1", "2");
  }

  @Test
  void aSingleValueHasRoomAroundIt() {
    assertThat(Axis.of(5, 5, 4).share(5)).isBetween(0.2, 0.8);
    assertThat(Axis.of(0, 0, 4).marks()).hasSizeGreaterThan(1);
  }

  @Test
  void anAxisEndsWhereValuesCannotBe() {
    assertThat(Axis.of(62, 99.9, 4).within(0, 100).most()).isEqualTo(100);
  }

  @Test
  void ofGivesAnAxisOfWhatDivergedToo() {
    assertThat(Axis.of(Double.NaN, 1, 4)).isEqualTo(Axis.of(0, 1, 4));
    assertThat(Axis.of(0, Double.POSITIVE_INFINITY, 4)).isEqualTo(Axis.of(0, 1, 4));
  }
}
