package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoundsTest {
  private static final String NAME = "fsdd-speakers-5way-1shot-protonet";

  @TempDir private Path folder;

  private static Recipe recipe(String... assignments) {
    return Recipes.override(Recipes.resolve(NAME), List.of(assignments));
  }

  private static Sounds sounds(Recipe recipe) {
    return ((MaskedSounds) recipe.source()).of();
  }

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

  @Test
  void aRecipeOfRecordingsSurvivesTheRoundTrip() {
    Recipe recipe =
        recipe(
            "source.of.within=all",
            "source.of.split={digit: {kind: named, train: [0, 1], validation: [], test: [2]},"
                + " speaker: {kind: fractions, train: 0.5, validation: 0, test: 0.5, seed: 3, fewest: 1}}");
    assertThat(Recipes.parse(Recipes.yaml(recipe), "again")).isEqualTo(recipe);
    assertThat(sounds(recipe).split().get("digit"))
        .isEqualTo(new SplitSpec.Named(List.of("0", "1"), List.of(), List.of("2")));
    assertThat(recipe.source().dataSet()).hasValue("fsdd");
    Recipe plain =
        recipe(
            "source={kind: sounds, path: birds, names: '{class}/{file}', classes: class, within: all,"
                + " spectrogram: {rate: 16000, mels: 32, frames: 32, window: 25, hop: 10},"
                + " split: {class: {kind: fractions, train: 0.6, validation: 0.2, test: 0.2, seed: 0, fewest: 1}}}");
    assertThat(Recipes.parse(Recipes.yaml(plain), "again")).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "source.of.classes=letter | 'source.of.classes' names 'letter', which is no part of the names",
        "source.of.within=digit | 'source.of.within' is the class",
        "source.of.within=singer | 'source.of.within' names 'singer'",
        "source.of.names=x.wav | 'source.of.names' cannot be so: 'x.wav' is no pattern",
        "source.of.split={} | 'source.of.split' must say how",
        "source.of.split={day: {kind: named, train: [], validation: [], test: []}} | 'source.of.split.day' names 'day'",
        "source.of.spectrogram.mels=900 | 'source.of.spectrogram': mels must be in 1 … 512",
        "source.of.spectrogram.window=1 | 'source.of.spectrogram': mels: 32 are too many",
        "source.pitchWidth=33 | 'source.pitchWidth' must be in 0 … 32, but is 33",
        "source.timeMasks=-1 | 'source.timeMasks' must be in 0 … 32, but is -1",
        "source.of={kind: glyphs} | 'source.of",
      })
  void settingsOutOfRangeAreRefusedWithTheirKey(String assignment, String words) {
    assertThatThrownBy(() -> recipe(assignment))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(words);
  }

  @Test
  void aRecordingIsOfTheSplitThatAllDividedPartsAgreeOn() throws IOException {
    for (int word = 0; word < 4; word++) {
      for (String speaker : List.of("ann", "bob")) {
        for (int i = 0; i < 3; i++) {
          tone(
              "words/%d_%s_%d.wav".formatted(word, speaker, i),
              200 + 97 * word + 31 * i + speaker.charAt(0));
        }
      }
    }
    List<String> said = new ArrayList<>();
    Sounds both =
        sounds(
            recipe(
                "source.of.path=words",
                "source.of.names='{digit}_{speaker}_{index}.wav'",
                "source.of.split={digit: {kind: named, train: [0, 1], validation: [], test: [2, 3]},"
                    + " speaker: {kind: named, train: [ann], validation: [], test: [bob]}}"));
    TaskSource source = both.open(locations(said));
    TaskShape shape = new TaskShape(2, 1, 2);
    source.check(Split.TRAIN, shape);
    source.check(Split.TEST, shape);
    assertThatThrownBy(() -> source.check(Split.TRAIN, new TaskShape(3, 1, 2)))
        .hasMessageContaining("the 2 classes of the train split");
    assertThatThrownBy(() -> source.check(Split.VALIDATION, shape))
        .hasMessageContaining("nothing in the validation split");
    assertThat(said).containsExactly("words: 24 recordings of 4 classes, 12 in no split");
    assertThatThrownBy(
            () ->
                sounds(
                        recipe(
                            "source.of.path=words",
                            "source.of.names='{digit}_{speaker}_{index}.wav'"))
                    .open(locations(said)))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("there is no class 'lucas'");
  }

  private DataLocations locations(List<String> said) {
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
}
