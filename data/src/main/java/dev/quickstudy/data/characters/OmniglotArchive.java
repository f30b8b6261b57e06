package dev.quickstudy.data.characters;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Threads;
import dev.quickstudy.data.characters.Characters.Drawn;
import dev.quickstudy.data.pictures.GreyPicture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads one of Omniglot's zip archives. Nothing is unpacked to disk. */
final class OmniglotArchive {
  private static final int DRAWN_SIDE = 105;
  private static final int MOST_BYTES = 1 << 20;

  private final Path file;
  private final ZipFile zip;

  private OmniglotArchive(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * All characters, by name.
   *
   * @param root the folder that the archive's entries are in, for instance {@code
   *     images_background}
   * @throws DataException if the archive or one of its entries is damaged or not as in the original
   *     distribution
   */
  static List<Drawn> read(Path file, String root) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      OmniglotArchive archive = new OmniglotArchive(file, zip);
      List<Map.Entry<String, SortedMap<String, ZipEntry>>> characters =
          new ArrayList<>(archive.entries(root).entrySet());
      return Threads.map(
          Threads.FEW,
          characters.size(),
          i ->
              archive.character(characters.get(i).getKey(), characters.get(i).getValue().values()));
    } catch (IOException e) {
      throw new DataException(
          file
              + " is no whole zip archive; fetch it again, for instance with: quickstudy data get"
              + " omniglot",
          e);
    }
  }

  /** The drawings of each character: {@code Alphabet/characterNN} → file name → entry. */
  private SortedMap<String, SortedMap<String, ZipEntry>> entries(String root) {
    Pattern form = Pattern.compile(root + "/([^/\\\\]+/character\\d\\d)/(\\d{4}_\\d\\d\\.png)");
    SortedMap<String, SortedMap<String, ZipEntry>> characters = new TreeMap<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      Matcher match = form.matcher(name);
      if (match.matches() && !name.contains("/../")) {
        characters.computeIfAbsent(match.group(1), c -> new TreeMap<>()).put(match.group(2), entry);
      } else if (!entry.isDirectory() && !leftByMac(name)) {
        throw new DataException(
            "%s: entry %s is not of the form %s/<Alphabet>/characterNN/<id>_<drawer>.png"
                .formatted(file, name, root));
      }
    }
    return characters;
  }

  private static boolean leftByMac(String name) {
    return name.startsWith("__MACOSX/") || name.endsWith("/.DS_Store");
  }

  private Drawn character(String name, Collection<ZipEntry> entries) {
    byte[] drawings = new byte[entries.size() * Characters.PIXELS];
    int drawing = 0;
    for (ZipEntry entry : entries) {
      Characters.put(ink(file, zip, entry), drawings, drawing++);
    }
    return new Drawn(name, drawings);
  }

  /** One drawing made small: {@link Characters#PIXELS} values, ink 1, paper 0. */
  static float[] ink(Path file, ZipFile zip, ZipEntry entry) {
    return picture(file, zip, entry).resized(Characters.SIDE, Characters.SIDE).inverted().values();
  }

  private static GreyPicture picture(Path file, ZipFile zip, ZipEntry entry) {
    try (InputStream stream = zip.getInputStream(entry)) {
      byte[] bytes = stream.readNBytes(MOST_BYTES);
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (crc.getValue() != entry.getCrc()) {
        throw new IOException("its checksum does not fit");
      }
      GreyPicture picture = GreyPicture.decode(bytes);
      if (picture.width() != DRAWN_SIDE || picture.height() != DRAWN_SIDE) {
        throw new IOException(
            "it has %d×%d pixels, not %d×%d"
                .formatted(picture.width(), picture.height(), DRAWN_SIDE, DRAWN_SIDE));
      }
      return picture;
    } catch (IOException e) {
      throw new DataException(file + ": entry " + entry.getName() + " cannot be read", e);
    }
  }
}
