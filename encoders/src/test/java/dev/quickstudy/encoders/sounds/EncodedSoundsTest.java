package dev.quickstudy.encoders.sounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.encoders.onnx.TinyOnnx;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.sound.Excerpt;
import dev.quickstudy.sound.SoundReader;
import dev.quickstudy.sound.SoundView;
import dev.quickstudy.tensor.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodedSoundsTest {
  private static final int RATE = 1000;

  @TempDir private Path folder;

  private SoundModel model(byte[] file, int dimension, boolean unitLength) throws IOException {
    return new SoundModel(
        Files.write(folder.resolve("encoder.onnx"), file),
        new Excerpt(RATE, 4, 1),
        SoundModel.Pooling.MEAN,
        dimension,
        unitLength);
  }

  private static Input samples(float... samples) {
    return new Input.Samples(samples, RATE);
  }

  @Test
  void viewEmbedsWhatItHears() throws IOException {
    try (SoundView view = SoundEncoder.open(model(TinyOnnx.sizes(), 4, false))) {
      SoundReader reader = new SoundReader(view);
      assertThat(reader.exampleShape()).containsExactly(4);
      assertThat(reader.readContent(samples(0.5f, -0.5f, 0.1f, -0.1f)))
          .containsExactly(new float[] {0.5f, 0.5f, 0.1f, 0.1f}, within(1e-6f));
      // Of a longer one the loudest part, after its mean is taken off.
      assertThat(reader.readContent(samples(0, 0, 0, 0, 0, 0, 0, 0, 0.5f, -0.5f, 0.5f, -0.5f)))
          .containsExactly(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, within(1e-6f));
      assertThatThrownBy(() -> reader.readContent(samples(0, 0, 0, 0)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("silent");
    }
    try (SoundView view = SoundEncoder.open(model(TinyOnnx.sizes(), 4, true))) {
      assertThat(new SoundReader(view).readContent(samples(0.5f, -0.5f, 0.5f, -0.5f)))
          .containsExactly(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, within(1e-6f));
    }
  }

  @Test
  void openRefusesWhatIsNoSuchEncoder() throws IOException {
    SoundModel wrong = model(TinyOnnx.sizes(), 3, false);
    assertThatThrownBy(() -> SoundEncoder.open(wrong))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("pooled by 'mean' are 4 numbers, but 'dimension' says 3");
    SoundModel pictures = model(TinyOnnx.colourMeans(-1, -1), 3, false);
    assertThatThrownBy(() -> SoundEncoder.open(pictures))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("an encoder of recordings takes one float32 input [batch, samples]");
    SoundModel none = model(new byte[] {1, 2, 3}, 3, false);
    assertThatThrownBy(() -> SoundEncoder.open(none))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot be loaded as an ONNX model");
    assertThatThrownBy(() -> SoundEncoder.width(folder.resolve("none.onnx"), wrong.excerpt()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no encoder");
    assertThat(SoundEncoder.width(model(TinyOnnx.sizes(), 4, true).file(), wrong.excerpt()))
        .isEqualTo(4);
  }

  @Test
  void ownViewRefusesAnotherEncoder() throws IOException {
    Path file = model(TinyOnnx.sizes(), 4, false).file();
    EncodedSounds source = source(file.toString(), 0.004);
    DataLocations locations = DataLocations.of(Optional.empty());
    OwnSource own =
        new OwnSource(folder, RowOptions.FOUND, source, new long[] {4}, "recordings by another");
    assertThatThrownBy(() -> source.ownView(own, locations))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not the encoder that the run was trained with");
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> source("e.onnx", 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must be more than 0 and at most 60");
  }

  private static EncodedSounds source(String model, double seconds) {
    return new EncodedSounds(
        "own",
        "{class}/{file}",
        "class",
        "all",
        model,
        RATE,
        seconds,
        SoundModel.Pooling.MEAN,
        4,
        false,
        new TreeMap<>(Map.of("class", new SplitSpec.Named(List.of(), List.of(), List.of("a")))));
  }
}
