package dev.quickstudy.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;

/** Files that tests read or make. */
public final class TestFiles {
  private TestFiles() {}

  /** The folder of real data sets; the test is skipped where it lacks the one asked for. */
  public static Path dataFolderWith(String dataSet) {
    Path folder = Path.of(System.getProperty("quickstudy.data", "../../shared/data"));
    Assumptions.assumeTrue(
        Files.isDirectory(folder.resolve(dataSet)),
        "the data set " + dataSet + " is not in " + folder);
    return folder;
  }

  /** A white picture with a black rectangle. */
  public static BufferedImage picture(
      int width, int height, int left, int top, int right, int bottom) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean ink = x >= left && x < right && y >= top && y < bottom;
        image.setRGB(x, y, ink ? 0xFF000000 : 0xFFFFFFFF);
      }
    }
    return image;
  }

  public static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static Path write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  public static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }
}
