package dev.quickstudy.encoders.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.encoders.onnx.CacheException;
import dev.quickstudy.recipe.DataLocations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingsTest {
  /** Of two blocks. */
  private static final List<String> TEXTS =
      IntStream.range(0, 300).mapToObj(i -> "text " + i).toList();

  @TempDir Path folder;

  private float[][] embed(List<String> texts, List<DataLocations.Far> heard) {
    return new Embeddings(SentenceModel.MINILM, folder, 2).of(texts, heard::add);
  }

  private Path file() {
    return folder.resolve(
        SentenceModel.MINILM.label()
            + "-"
            + SentenceModel.MINILM.hash().substring(0, 12)
            + ".embeddings");
  }

  @Test
  void embeddingsOnDiskAreNotMadeAgain() {
    List<DataLocations.Far> first = new ArrayList<>();
    float[][] fresh = embed(TEXTS.subList(0, 3), first);
    List<DataLocations.Far> second = new ArrayList<>();
    float[][] known = embed(List.of("text 2", "text 0", "text 2"), second);
    List<DataLocations.Far> third = new ArrayList<>();
    embed(List.of("text 1", "another"), third);

    assertThat(first).hasSize(1);
    assertThat(first.get(0).done()).isEqualTo(3);
    assertThat(second).isEmpty();
    assertThat(known).isDeepEqualTo(new float[][] {fresh[2], fresh[0], fresh[2]});
    assertThat(third.get(0).known()).isEqualTo(1);
    assertThat(third.get(0).all()).isEqualTo(1);
  }

  @Test
  void aTailThatWasCutOffOrDamagedIsDoneAgain() throws IOException {
    List<DataLocations.Far> first = new ArrayList<>();
    float[][] whole = embed(TEXTS, first);
    assertThat(first).hasSize(2);
    assertThat(first.get(1).secondsLeft()).isZero();
    byte[] written = Files.readAllBytes(file());

    byte[] damaged = written.clone();
    damaged[written.length - 100] ^= 1;
    for (byte[] left : List.of(Arrays.copyOf(written, written.length - 5), damaged)) {
      Files.write(file(), left);
      List<DataLocations.Far> again = new ArrayList<>();

      assertThat(embed(TEXTS, again)).isDeepEqualTo(whole);
      assertThat(again).hasSize(1);
      assertThat(again.get(0).known()).isEqualTo(256);
      assertThat(again.get(0).all()).isEqualTo(44);
      assertThat(Files.readAllBytes(file())).isEqualTo(written);
    }
  }

  @Test
  void aFileOfSomethingElseIsRefusedAndLeftAsItIs() throws IOException {
    Files.writeString(file(), "x".repeat(100));

    assertThatThrownBy(() -> embed(TEXTS, new ArrayList<>()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file().toString())
        .isInstanceOf(CacheException.class);
    assertThat(file()).hasContent("x".repeat(100));
  }
}
