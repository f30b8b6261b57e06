package dev.quickstudy.data.characters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CharactersTest {
  private static final int LAST = Characters.SIDE - 1;

  /**
   * One character with two drawings; the second has ink in the corner at the upper right only, and
   * half of it below.
   */
  private static Characters corner() {
    byte[] drawings = new byte[2 * Characters.PIXELS];
    drawings[Characters.PIXELS + LAST] = (byte) 255;
    drawings[Characters.PIXELS + Characters.SIDE + LAST] = (byte) 51;
    return new Characters("test", List.of(new Characters.Drawn("Latin/character01", drawings)));
  }

  @Test
  void everyQuarterTurnIsAClass() {
    Characters characters = corner();

    assertThat(characters.classes()).isEqualTo(4);
    assertThat(List.of(0, 1, 2, 3).stream().map(characters::className))
        .containsExactly(
            "Latin/character01/rot000",
            "Latin/character01/rot090",
            "Latin/character01/rot180",
            "Latin/character01/rot270");
    assertThat(characters.size(3)).isEqualTo(2);
  }

  @Test
  void turnsAreCounterClockwise() {
    int[][] full = {{LAST, 0}, {0, 0}, {0, LAST}, {LAST, LAST}}; // x, y for each turn
    int[][] fifth = {{LAST, 1}, {1, 0}, {0, LAST - 1}, {LAST - 1, LAST}};
    for (int turn = 0; turn < 4; turn++) {
      float[] into = new float[Characters.PIXELS + 5];
      corner().copy(turn, 1, into, 5);

      assertThat(into[5 + full[turn][1] * Characters.SIDE + full[turn][0]]).isEqualTo(1);
      assertThat(into[5 + fifth[turn][1] * Characters.SIDE + fifth[turn][0]]).isEqualTo(0.2f);
      float sum = 0;
      for (float value : into) {
        sum += value;
      }
      assertThat(sum).isEqualTo(1.2f);
    }
  }
}
