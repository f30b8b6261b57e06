package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.task.ClassPool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundCollectionTest {
  private static final Spectrogram SPECTROGRAM = new Spectrogram(8_000, 8, 8, 32, 16);
  private static final NamePattern FOLDERS = new NamePattern("{class}/{file}");

  @TempDir private Path folder;

  private Path put(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve("sounds").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  private static byte[] tone(double hertz) {
    return Wav.tone(8_000, 800, hertz);
  }

  private SoundCollection read() {
    return SoundCollection.read(folder.resolve("sounds"), FOLDERS, "class", SPECTROGRAM);
  }

  private void birds() throws IOException {
    put("wren/1.wav", tone(2_000));
    put("wren/2.WAV", tone(2_100));
    put("owl/1.wav", tone(400));
  }

  @Test
  void aFolderOfFoldersIsReadByClassInTheOrderOfNames() throws IOException {
    birds();
    put(".hidden/x.wav", new byte[3]);
    put("owl/.DS_Store", new byte[3]);
    ClassPool pool = read().pool();
    assertThat(pool.classes()).isEqualTo(2);
    assertThat(pool.className(0)).isEqualTo("owl");
    assertThat(pool.size(1)).isEqualTo(2);
    float[] copied = new float[70];
    pool.copy(1, 1, copied, 3);
    float[] alone = Wav.seen(SPECTROGRAM, folder.resolve("sounds/wren/2.WAV"));
    assertThat(Arrays.copyOfRange(copied, 3, 67)).containsExactly(alone);
    assertThat(read().summary())
        .isEqualTo(
            "sounds: 3 recordings of 2 classes, 2 other files or folders not read (.hidden, owl/.DS_Store)");
  }

  @Test
  void anArchiveHoldsTheSameAsItsFolder() throws IOException {
    birds();
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : new String[] {"wren/1.wav", "wren/2.WAV", "owl/1.wav"}) {
      files.put(name, Files.readAllBytes(folder.resolve("sounds").resolve(name)));
    }
    files.put("__MACOSX/wren/._1.wav", new byte[3]);
    Path archive = zip(files);
    SoundCollection zipped = SoundCollection.read(archive, FOLDERS, "class", SPECTROGRAM);
    assertThat(zipped.pool().fingerprint()).isEqualTo(read().pool().fingerprint());
    assertThat(
            SoundCollection.read(archive, FOLDERS, "class", new Spectrogram(8_000, 8, 8, 32, 8))
                .pool()
                .fingerprint())
        .isNotEqualTo(zipped.pool().fingerprint());
  }

  private Path zip(Map<String, byte[]> files) throws IOException {
    Path archive = folder.resolve("birds.zip");
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return archive;
  }

  @Test
  void summaryCountsWhatIsLeftOut() throws IOException {
    birds();
    put("wren/again.wav", tone(2_000));
    put("wren/hoot.wav", tone(600));
    put("owl/hoot.wav", tone(600));
    put("owl/silence.wav", Wav.of(8_000, 800, i -> 0));
    put("owl/notes.txt", new byte[3]);
    SoundCollection sounds = read();
    assertThat(sounds.summary())
        .isEqualTo(
            "sounds: 7 recordings of 2 classes, 1 repeated, left out, 2 under two classes, left out,"
                + " 1 silent or all but silent, 1 other files or folders not read (owl/notes.txt)");
    assertThat(sounds.pool().size(0)).isEqualTo(1);
    assertThat(sounds.pool().size(1)).isEqualTo(2);
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(words)
        .message()
        .hasLineCount(1);
  }

  @Test
  void readRefusesWhatCannotBeReadByName() throws IOException {
    birds();
    Path broken = put("wren/3.wav", new byte[50]);
    assertRefused(broken.toString(), "expected a WAV file");
    Files.delete(broken);
    Path stray = put("stray.wav", tone(300));
    assertRefused(stray.toString(), "is not in the folder of a class");
    Files.delete(stray);
    Files.createDirectories(folder.resolve("sounds/lark"));
    assertRefused("lark", "has no recordings (WAV)");
    Files.delete(folder.resolve("sounds/lark"));
    put("lark/1.wav", tone(400));
    assertRefused("every recording of class", "is one of another class too");
  }

  @Test
  void readRefusesWhatIsNoFolderAndNoArchive() throws IOException {
    assertRefused("there is no folder");
    Path file = Files.write(folder.resolve("sounds"), new byte[100]);
    assertRefused(file.toString(), "is neither a folder nor a .zip of recordings");
  }

  @Test
  void anArchivesEntriesAreNamedAndTheirChecksumsHold() throws IOException {
    Path archive = zip(Map.of("owl/1.wav", tone(300), "wren/1.wav", new byte[20]));
    assertThatThrownBy(() -> SoundCollection.read(archive, FOLDERS, "class", SPECTROGRAM))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(archive + ": entry wren/1.wav: ");
    Path large = zip(Map.of("owl/bomb.wav", new byte[WavReader.MOST_BYTES + 5]));
    assertThatThrownBy(() -> SoundCollection.read(large, FOLDERS, "class", SPECTROGRAM))
        .hasMessageContaining(
            "entry owl/bomb.wav cannot be read as a recording: 32 MB are more than the 32");
  }

  @Test
  void namesSayWhatTheirPatternSays() {
    NamePattern digits = new NamePattern("recordings/{digit}_{speaker}_{index}.wav");
    assertThat(digits.of("recordings/7_jackson_12.wav"))
        .hasValue(Map.of("digit", "7", "speaker", "jackson", "index", "12"));
    assertThat(digits.of("recordings/7_jackson.wav")).isEmpty();
    assertThat(digits.of("x/recordings/7_jackson_12.wav")).isEmpty();
    assertThat(digits.of("recordings/7_jackson_12_2.wav").map(parts -> parts.get("index")))
        .hasValue("12_2");
    assertThat(FOLDERS.of("a/b/c.wav")).isEmpty();
    assertThat(new NamePattern("[a].(b)/{x}.wav").of("[a].(b)/c.wav")).hasValue(Map.of("x", "c"));
    for (String wrong : new String[] {"", "a.wav", "{a}{b}.wav", "{a}_{a}.wav", "{a b}.wav"}) {
      assertThatThrownBy(() -> new NamePattern(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("'" + wrong + "' is no pattern");
    }
  }
}
