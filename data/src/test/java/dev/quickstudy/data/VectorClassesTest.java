package dev.quickstudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class VectorClassesTest {
  private static VectorClasses pool(
      List<String> labels, List<String> texts, float[][] vectors, String encoder) {
    return new VectorClasses(labels, texts, texts, vectors, "texts by " + encoder);
  }

  @Test
  void textsStayWithTheirVectors() {
    VectorClasses pool =
        pool(
            List.of("y", "x", "y"),
            List.of("one", "two", "three"),
            new float[][] {{1, 10}, {2, 20}, {3, 30}},
            "e");

    assertThat(pool.classes()).isEqualTo(2);
    assertThat(pool.className(0)).isEqualTo("x");
    assertThat(pool.size(1)).isEqualTo(2);
    assertThat(pool.caption(1, 1)).hasValue("three");
    assertThat(pool.exampleShape()).containsExactly(2);
    float[] into = new float[4];
    pool.copy(1, 1, into, 1);
    assertThat(into).containsExactly(0, 3, 30, 0);
  }

  @Test
  void theFingerprintHoldsTextsClassesAndEncoder() {
    float[][] vectors = {{1}, {2}};
    String one = pool(List.of("x", "y"), List.of("a", "b"), vectors, "e").fingerprint();

    assertThat(pool(List.of("x", "y"), List.of("a", "b"), vectors, "e").fingerprint())
        .isEqualTo(one);
    assertThat(pool(List.of("x", "y"), List.of("a", "c"), vectors, "e").fingerprint())
        .isNotEqualTo(one);
    assertThat(pool(List.of("x", "z"), List.of("a", "b"), vectors, "e").fingerprint())
        .isNotEqualTo(one);
    assertThat(pool(List.of("x", "y"), List.of("a", "b"), vectors, "f").fingerprint())
        .isNotEqualTo(one);
  }

  @Test
  void vectorsMustBeAsManyAsTexts() {
    assertThatThrownBy(() -> pool(List.of("x", "y"), List.of("a", "b"), new float[][] {{1}}, "e"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 vectors of 2 examples");
  }
}
