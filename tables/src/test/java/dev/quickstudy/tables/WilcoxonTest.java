package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilcoxonTest {
  @Test
  void pIsTheShareOfSignsThatAreAsUneven() {
    // Of 2⁵ signs two give a sum of 0 or of 15.
    assertThat(Wilcoxon.p(1, 2, 3, 4, 5)).isEqualTo(2 / 32.0);
    assertThat(Wilcoxon.p(-1, 2, 3, 4, 5)).isEqualTo(4 / 32.0);
    assertThat(Wilcoxon.p(-1, -2, -3, -4, -5)).isEqualTo(2 / 32.0);
    assertThat(Wilcoxon.p(1, -1)).isEqualTo(1);
    assertThat(Wilcoxon.p(0, 0)).isEqualTo(1);
  }

  @Test
  void pOfATextbookExampleIsItsOwn() {
    // Heights of Darwin's cross- and self-fertilised plants: sum of negative ranks 24, n 15.
    double p = Wilcoxon.p(49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48);
    assertThat(p).isCloseTo(0.0413, within(0.0005));
  }

  @Test
  void equalDifferencesShareTheMeanOfTheirRanks() {
    // Ranks 1.5, 1.5, 3: of 2³ signs, (−, −, −) and (+, +, +) alone are as uneven as all above.
    assertThat(Wilcoxon.p(2, 2, 3)).isEqualTo(2 / 8.0);
    assertThat(Wilcoxon.p(-2, 2, 3)).isEqualTo(6 / 8.0);
  }
}
