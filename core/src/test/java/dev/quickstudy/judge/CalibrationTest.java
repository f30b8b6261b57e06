package dev.quickstudy.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.nn.Regime;
import dev.quickstudy.tensor.RandomKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final int WAYS = 4;
  private static final int MANY = 40_000;

  /** Labels drawn by the probabilities that logits mean; then all logits made greater. */
  private static LabelledLogits tooSure(double factor) {
    RandomKey.Stream random = RandomKey.of(5).stream();
    double[] logits = new double[MANY * WAYS];
    int[] labels = new int[MANY];
    for (int i = 0; i < MANY; i++) {
      double[] weights = new double[WAYS];
      double sum = 0;
      for (int way = 0; way < WAYS; way++) {
        double logit = 3 * random.uniform();
        weights[way] = Math.exp(logit);
        sum += weights[way];
        logits[i * WAYS + way] = factor * logit;
      }
      double left = sum * random.uniform();
      while (labels[i] < WAYS - 1 && left >= weights[labels[i]]) {
        left -= weights[labels[i]++];
      }
    }
    return new LabelledLogits(logits, labels, WAYS);
  }

  @Test
  void theTemperatureOfAnswersThatAreTooSureIsByHowMuch() {
    assertThat(tooSure(1).temperature(MANY)).isCloseTo(1, within(0.03));
    assertThat(tooSure(3).temperature(MANY)).isCloseTo(3, within(0.1));
    assertThat(tooSure(0.2).temperature(MANY)).isCloseTo(0.2, within(0.01));
  }

  @Test
  void theErrorIsGoneAtTheRightTemperatureAndGreatAtAnother() {
    LabelledLogits answers = tooSure(3);
    assertThat(answers.error(0, 3)).isLessThan(0.01);
    assertThat(answers.error(0, 1)).isGreaterThan(0.15);
    assertThat(answers.error(0, 30)).isGreaterThan(0.1);
  }

  @Test
  void theErrorIsTheWeightedDistanceOfBins() {
    CalibrationError error = new CalibrationError();
    error.add(0.95, true);
    error.add(0.95, false);
    error.add(1.0, true);
    error.add(0.40, false);
    // The last bin: sureness 2.9 of 2 right ones; another: 0.4 of none.
    assertThat(error.value()).isCloseTo((2.9 - 2 + 0.4) / 4, within(1e-12));
  }

  @Test
  void whoWasAlwaysRightIsNotSureForEver() {
    double[] logits = {1, 0, 1, 0, 1, 0, 1, 0};
    LabelledLogits right = new LabelledLogits(logits, new int[4], 2);
    // Platt: one counts as 5/6 of a right answer, so that the odds are five to one.
    assertThat(right.temperature(4)).isCloseTo(1 / Math.log(5), within(1e-9));
  }

  @Test
  void itComesBackFromItsTextAndNothingElseDoes() {
    Calibration known = new Calibration(12, 0.75, 0.06, 0.01, 100, 5, Regime.RUNNING);
    assertThat(Calibration.of(known.text())).isEqualTo(Optional.of(known));
    for (String other :
        new String[] {"", "{", "[]", "{\"temperature\": -1, \"regime\": \"none\"}"}) {
      assertThat(Calibration.of(other)).as(other).isEmpty();
    }
  }

  private static Calibration grown() {
    return new Calibration(
        12,
        0.5,
        0.06,
        0.01,
        100,
        5,
        Regime.NONE,
        Optional.of(
            new Calibration.Growth(
                2,
                -0.5,
                0.25,
                List.of(
                    new Calibration.Size(5, 2, 0.06, 0.01),
                    new Calibration.Size(20, 8, 0.5, 0.02)))));
  }

  @Test
  void temperatureFollowsWaysAndShots() {
    Calibration known = grown();
    assertThat(known.temperature(5, 2)).isCloseTo(0.5, within(1e-12));
    assertThat(known.temperature(20, 2)).isCloseTo(0.25, within(1e-12)); // a half at four times
    assertThat(known.temperature(5, 32)).isCloseTo(1, within(1e-12)); // twice at sixteen times
    // Nothing is known so far out: as at four times what was seen.
    assertThat(known.temperature(10_000, 2)).isCloseTo(known.temperature(80, 2), within(1e-12));
  }

  @Test
  void temperatureIsNoneWhereItWasSeenToHarm() {
    assertThat(new Calibration(1, 0.5, 0.01, 0.06, 9, 5, Regime.NONE).temperature(5, 1))
        .isEqualTo(1);
    assertThat(new Calibration(1, 0.5, 0.06, 0.01, 9, 5, Regime.NONE).temperature(64, 1))
        .isEqualTo(0.5);
  }

  @Test
  void itComesBackFromItsTextWithItsSizes() {
    String text = grown().text();
    assertThat(Calibration.of(text)).isEqualTo(Optional.of(grown()));
    assertThat(Calibration.of(text).orElseThrow().text()).isEqualTo(text);
    assertThat(Calibration.of(text.replace("byWays", "byDays"))).isEmpty();
    assertThat(Calibration.of(text.replace("\"shots\":2.0", "\"shots\":0"))).isEmpty();
  }

  @Test
  void whatWasThoughtBeforeYieldsToManyAnswers() {
    LabelledLogits many = tooSure(3);
    assertThat(many.temperature(1, 0.3)).isCloseTo(3, within(0.1));
    LabelledLogits none = new LabelledLogits(new double[0], new int[0], 2);
    assertThat(none.temperature(0.2, 0.3)).isCloseTo(0.2, within(1e-9));
    LabelledLogits few = new LabelledLogits(new double[] {1, 0, 1, 0, 1, 0, 1, 0}, new int[4], 2);
    assertThat(few.temperature(2, 0.3)).isBetween(1.5, 2.0); // alone they say 0.62
  }
}
