package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.sound.SoundReader;
import dev.quickstudy.sound.Spectrogram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundFilesTest {
  private static final Spectrogram SPECTROGRAM = new Spectrogram(8_000, 32, 32, 32, 16);

  @TempDir private Path folder;

  /** A tone, as the Java platform writes it. */
  private Path tone(String name, double hertz) throws IOException {
    byte[] data = new byte[4_000];
    for (int i = 0; i < data.length / 2; i++) {
      int value = (int) (9_000 * Math.sin(2 * Math.PI * hertz * i / 8_000));
      data[2 * i] = (byte) value;
      data[2 * i + 1] = (byte) (value >> 8);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    AudioFormat format = new AudioFormat(8_000, 16, 1, true, false);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(data), format, data.length / 2),
        AudioFileFormat.Type.WAVE,
        file.toFile());
    return file;
  }

  private DataLocations places(List<String> said) {
    DataLocations own = DataLocations.of(Optional.of(folder));
    return new DataLocations(
        own.data(),
        own.cache(),
        1,
        new DataLocations.Listener() {
          @Override
          public void say(String line) {
            said.add(line);
          }

          @Override
          public void at(DataLocations.Far so) {}
        });
  }

  private UserFiles files(List<String> said) {
    Recipe recipe =
        Learning.recipe(
            "fsdd-digits-5way-1shot-protonet",
            "source.of.spectrogram={rate: 8000, mels: 32, frames: 32, window: 32, hop: 16, part: loudest}");
    InputSource source = (InputSource) recipe.source().unwrapped();
    try (OpenRun run = OpenRun.untrained(recipe, "")) {
      return source.modality(run).files(RowOptions.FOUND, places(said), "");
    }
  }

  @Test
  void supportAndQueriesAreSeenAsThoseOfTheRunWere() throws IOException {
    Path low = tone("support/low/1.wav", 300);
    tone("support/low/2.wav", 310);
    tone("support/high/1.wav", 2_000);
    tone("query/high/a.wav", 1_900);
    tone("query/b.wav", 320);
    Files.writeString(folder.resolve("query/notes.txt"), "none");
    List<String> said = new ArrayList<>();
    UserFiles files = files(said);
    SupportSet learned = files.support(folder.resolve("support"), List.of());
    assertThat(files.one()).isEqualTo("recording");
    assertThat(learned.classes()).containsExactly("high", "low");
    float[] first = learned.of("low").get(0);
    assertThat(first).containsExactly(new SoundReader(SPECTROGRAM).read(Input.sound(low)));

    Queries queries = files.queries(List.of(folder.resolve("query"), low), List.of("high", "low"));
    assertThat(queries.count()).isEqualTo(3);
    assertThat(queries.get(0).truth()).isEmpty();
    assertThat(queries.get(1).truth()).hasValue("high");
    assertThat(queries.input(2)).containsExactly(first);
    assertThat(said)
        .containsExactly(
            "support: 3 recordings of 2 classes",
            "to classify: 1 other files or folders not read (notes.txt)");
  }

  @Test
  void readingWhatIsNoRecordingIsRefusedByName() throws IOException {
    tone("support/low/1.wav", 300);
    UserFiles files = files(new ArrayList<>());
    List<String> classes = List.of("low");
    assertThatThrownBy(() -> files.support(folder.resolve("support"), List.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has only the class low");
    assertThatThrownBy(() -> files.queries(List.of(folder.resolve("none.wav")), classes))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "there is no recording and no folder " + folder.resolve("none.wav") + " to classify");
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> files.queries(List.of(folder.resolve("empty")), classes))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no recordings (WAV)");
    tone("query/loww/1.wav", 300);
    assertThatThrownBy(() -> files.queries(List.of(folder.resolve("query")), classes))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("did you mean 'low'");
    Path text = Files.writeString(folder.resolve("text.wav"), "no sound at all");
    assertThatThrownBy(() -> files.queries(List.of(text), classes))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(text + ": ");
  }
}
