package dev.quickstudy.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TestFiles;
import dev.quickstudy.data.characters.Characters.Drawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmniglotArchiveTest {
  private static final String ROOT = "images_background";
  private static final String FIRST = ROOT + "/Latin/character01/0001_01.png";
  private static final byte[] TALL =
      TestFiles.encoded(TestFiles.picture(105, 105, 0, 0, 15, 105), "png");

  @TempDir Path folder;

  private Path archive(Map<String, byte[]> entries) throws IOException {
    return TestFiles.zip(folder.resolve("images_background.zip"), entries);
  }

  @Test
  void charactersAndDrawingsComeInTheOrderOfTheirNames() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("__MACOSX/images_background/Latin/._character01", new byte[3]);
    entries.put(ROOT + "/Latin/character02/0002_01.png", TALL);
    entries.put(
        ROOT + "/Latin/character01/0001_02.png",
        TestFiles.encoded(TestFiles.picture(105, 105, 0, 0, 105, 15), "png"));
    entries.put(FIRST, TALL);
    entries.put(ROOT + "/", new byte[0]);

    List<Drawn> characters = OmniglotArchive.read(archive(entries), ROOT);

    assertThat(characters.stream().map(character -> character.name))
        .containsExactly("Latin/character01", "Latin/character02");
    byte[] drawings = characters.get(0).drawings;
    assertThat(drawings).hasSize(2 * Characters.PIXELS);
    // 15 of 105 columns are 4 of 28; the first drawing has them at the left, the second at the top.
    assertThat(ink(drawings, 0)).isEqualTo(ink(drawings, 1)).isEqualTo(4 * 28 * 255);
    assertThat(drawings[27 * 28] & 255).isEqualTo(255);
    assertThat(drawings[27 * 28 + 4] & 255).isEqualTo(0);
    assertThat(drawings[Characters.PIXELS + 27] & 255).isEqualTo(255);
  }

  private static int ink(byte[] drawings, int drawing) {
    int sum = 0;
    for (int i = 0; i < Characters.PIXELS; i++) {
      sum += drawings[drawing * Characters.PIXELS + i] & 255;
    }
    return sum;
  }

  @Test
  void aTruncatedZipIsRefusedWithItsName() throws IOException {
    Path zip = archive(Map.of(FIRST, TALL));
    byte[] whole = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> OmniglotArchive.read(zip, ROOT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(zip + " is no whole zip archive")
        .hasMessageContaining("quickstudy data get omniglot");
  }

  @Test
  void aRealArchiveCutShortIsRefused() throws IOException {
    Path whole =
        TestFiles.dataFolderWith("omniglot").resolve("omniglot/python/images_evaluation.zip");
    Path cut = folder.resolve("images_evaluation.zip");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), 1_000_000));

    assertThatThrownBy(() -> OmniglotArchive.read(cut, "images_evaluation"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(cut.toString());
  }

  @Test
  void anEntryThatIsNoPictureIsRefusedWithItsName() throws IOException {
    Path zip = archive(Map.of(FIRST, "<html>".getBytes(StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> OmniglotArchive.read(zip, ROOT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(zip.toString())
        .hasMessageContaining(FIRST + " cannot be read: not a PNG");
  }

  @Test
  void aDamagedEntryIsRefusedWithItsName() throws IOException {
    Path zip = archive(Map.of(FIRST, TALL));
    byte[] bytes = Files.readAllBytes(zip);
    bytes[FIRST.length() + 60] ^= 0x55; // within the entry's packed bytes
    Files.write(zip, bytes);

    assertThatThrownBy(() -> OmniglotArchive.read(zip, ROOT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(zip.toString())
        .hasMessageContaining(FIRST);
  }

  @Test
  void aPictureOfAnotherSizeIsRefusedWithBothSizes() throws IOException {
    byte[] small = TestFiles.encoded(TestFiles.picture(28, 105, 0, 0, 5, 5), "png");
    Path zip = archive(Map.of(FIRST, small));

    assertThatThrownBy(() -> OmniglotArchive.read(zip, ROOT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(FIRST)
        .hasMessageContaining("it has 28×105 pixels, not 105×105");
  }

  @Test
  void anEntryThatLeavesTheArchiveIsRefused() throws IOException {
    for (String name :
        List.of(
            "../" + FIRST,
            "/" + FIRST,
            ROOT + "/../character01/0001_01.png",
            "images_evaluation/Latin/character01/0001_01.png")) {
      Path zip = archive(Map.of(name, TALL));

      assertThatThrownBy(() -> OmniglotArchive.read(zip, ROOT))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("entry " + name + " is not of the form images_background/");
    }
  }
}
