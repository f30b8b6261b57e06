package dev.quickstudy.encoders.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ExternalWeightsTest {
  @Test
  void inFindsNoNamesWhereAllWeightsAreInTheModel() throws IOException {
    byte[] bytes = TinyOnnx.colourMeans(1, 2);

    assertThat(ExternalWeights.in(new ByteArrayInputStream(bytes))).isEmpty();
  }

  @Test
  void inFindsNamesOfAnyLength() throws IOException {
    String name = "w".repeat(300);
    byte[] bytes = TinyOnnx.weightedMeans(2, name);

    assertThat(ExternalWeights.in(new ByteArrayInputStream(bytes))).containsExactly(name);
  }
}
