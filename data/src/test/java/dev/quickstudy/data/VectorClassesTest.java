package dev.quickstudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorClassesTest {
  @TempDir Path folder;

  private TextCollection texts(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), content);
    return TextCollection.read(List.of(file), TextFormat.CSV, TextColumns.FOUND);
  }

  @Test
  void textsStayWithTheirVectors() throws IOException {
    VectorClasses pool =
        VectorClasses.ofTexts(
            texts("text,label\none,y\ntwo,x\nthree,y\n"),
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
  void theFingerprintHoldsTextsClassesAndEncoder() throws IOException {
    float[][] vectors = {{1}, {2}};
    String one = VectorClasses.ofTexts(texts("text,label\na,x\nb,y\n"), vectors, "e").fingerprint();

    assertThat(VectorClasses.ofTexts(texts("text,label\na,x\nb,y\n"), vectors, "e").fingerprint())
        .isEqualTo(one);
    assertThat(VectorClasses.ofTexts(texts("text,label\na,x\nc,y\n"), vectors, "e").fingerprint())
        .isNotEqualTo(one);
    assertThat(VectorClasses.ofTexts(texts("text,label\na,x\nb,z\n"), vectors, "e").fingerprint())
        .isNotEqualTo(one);
    assertThat(VectorClasses.ofTexts(texts("text,label\na,x\nb,y\n"), vectors, "f").fingerprint())
        .isNotEqualTo(one);
  }

  @Test
  void vectorsMustBeAsManyAsTexts() {
    assertThatThrownBy(
            () -> VectorClasses.ofTexts(texts("text,label\na,x\nb,y\n"), new float[][] {{1}}, "e"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 vectors of 2 examples");
  }
}
