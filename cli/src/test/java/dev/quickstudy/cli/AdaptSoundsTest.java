package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptSoundsTest {
  @TempDir static Path folder;

  /** A tone with a little of another. */
  private static Path tone(String name, int rate, double hertz) throws IOException {
    byte[] data = new byte[2 * rate / 2];
    for (int i = 0; i < data.length / 2; i++) {
      double angle = 2 * Math.PI * hertz * i / rate;
      int value = (int) (9_000 * Math.sin(angle) + 900 * Math.sin(3.3 * angle));
      data[2 * i] = (byte) value;
      data[2 * i + 1] = (byte) (value >> 8);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    AudioSystem.write(
        new AudioInputStream(
            new ByteArrayInputStream(data),
            new AudioFormat(rate, 16, 1, true, false),
            data.length / 2),
        AudioFileFormat.Type.WAVE,
        file.toFile());
    return file;
  }

  @BeforeAll
  static void trainOnTones() throws IOException {
    for (int c = 0; c < 9; c++) {
      for (int i = 0; i < 4; i++) {
        tone("tones/t%d/%d.wav".formatted(c, i), 8_000, 250 * (c + 1) + 17 * i);
      }
    }
    run(
            "train",
            "fsdd-digits-5way-1shot-protonet",
            "--run",
            folder.resolve("run").toString(),
            "--set",
            "source={kind: sounds, path: "
                + folder.resolve("tones")
                + ", names: '{class}/{file}', classes: class, within: all, spectrogram: {rate:"
                + " 8000, mels: 32, frames: 32, window: 40, hop: 20}, split: {class: {kind:"
                + " fractions, train: 0.67, validation: 0, test: 0.33, seed: 0, fewest: 1}}}",
            "--set",
            "network.width=8",
            "--set",
            "training.queries=2",
            "--set",
            "evaluation.ways=2",
            "--set",
            "evaluation.queries=2",
            "--set",
            "evaluation.episodes=10",
            "--steps",
            "5")
        .succeeds();
  }

  private static Quickstudy.Result adapt(Path support, Path query) {
    return run(
        "adapt",
        "--run",
        folder.resolve("run").toString(),
        "--support",
        support.toString(),
        "--query",
        query.toString());
  }

  @Test
  void aUsersTonesAreToldApartWhateverTheRateOfTheirFiles() throws IOException {
    tone("support/low/1.wav", 8_000, 300);
    tone("support/high/1.wav", 44_100, 2_500);
    tone("query/low/x.wav", 22_050, 330);
    tone("query/high/y.wav", 8_000, 2_400);
    Quickstudy.Result result = adapt(folder.resolve("support"), folder.resolve("query"));
    result.succeeds();
    assertThat(result.out())
        .contains("learned 2 classes from 2 recordings")
        .contains("accuracy 100.00 % of 2 recordings");
  }

  @Test
  void aLateCallIsHeardAndSilenceIsUnknown() throws IOException {
    Path cases = Quickstudy.data().resolveSibling("cases").resolve("sounds");
    Assumptions.assumeTrue(Files.isDirectory(cases), "the folder of cases is not at " + cases);
    Quickstudy.Result result = adapt(cases.resolve("sup"), cases.resolve("q"));
    result.succeeds();
    assertThat(result.err())
        .contains(
            "1 silent or all but silent",
            "2 longer than 0.66 s, of which the loudest part is heard");
    List<String> answers = result.out().lines().filter(line -> line.contains(".wav")).toList();
    assertThat(answers.get(2))
        .contains("silence.wav", "unknown", "there is nothing to be heard: it is silent");
    assertThat(answers.get(0)).containsPattern("PCM_16.wav +mid +mid ");
    assertThat(answers.get(1)).containsPattern("late.wav +mid +mid ");
  }

  @Test
  void aFileThatIsNoSoundIsRefusedInOneLine() throws IOException {
    tone("support2/low/1.wav", 8_000, 300);
    tone("support2/high/1.wav", 8_000, 2_500);
    Path query = tone("cut.wav", 8_000, 300);
    Files.write(query, Arrays.copyOf(Files.readAllBytes(query), 1_000));
    Quickstudy.Result result = adapt(folder.resolve("support2"), query);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    List<String> lines = result.err().lines().toList();
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo(
            "quickstudy: "
                + query
                + ": it says that it has 8000 bytes of samples, but only 956 follow: the recording"
                + " is cut short; copy the file again");
  }
}
