package dev.quickstudy.report;

import dev.quickstudy.report.EpisodeResult.Example;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** How examples look to people. */
final class ExampleView {
  private static final int MOST_NUMBERS = 6;
  private static final int MOST_LETTERS = 280;

  private ExampleView() {}

  /** Whether an example is a picture: grey or of three colours. */
  static boolean picture(List<Long> shape) {
    return shape.size() == 3 && (shape.get(0) == 1 || shape.get(0) == 3);
  }

  /**
   * Shows an example.
   *
   * @param says what it is, for those who do not see it
   */
  static void show(Html html, Example example, String says) {
    List<Long> shape = example.shape;
    String told = String.join(", ", example.cells);
    if (picture(shape)) {
      html.empty(
          "img",
          "src",
          "data:image/png;base64," + png(image(example.numbers, shape)),
          "alt",
          told.isEmpty() ? says : says + ", " + told,
          "title",
          told.isEmpty() ? says : told,
          "width",
          Long.toString(shape.get(2)),
          "height",
          Long.toString(shape.get(1)),
          "class",
          shape.get(2) > 2 * shape.get(1) ? "wide" : "square");
    } else {
      html.leaf(
          "span", told.isEmpty() ? numbers(example.numbers) : shortened(told), "class", "words");
    }
  }

  static String shortened(String text) {
    int letters = text.codePointCount(0, text.length());
    return letters <= MOST_LETTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_LETTERS)) + " …";
  }

  private static String numbers(float[] numbers) {
    String first =
        IntStream.range(0, Math.min(MOST_NUMBERS, numbers.length))
            .mapToObj(i -> String.format(Locale.ROOT, "%.2f", numbers[i]).replace('-', '−'))
            .collect(Collectors.joining(", "));
    return numbers.length > MOST_NUMBERS ? first + ", … (" + numbers.length + " numbers)" : first;
  }

  /**
   * A picture of numbers. Grey ones within 0 … 1 are ink on paper: 1 is black, as all grey pictures
   * of recipes are. All others are stretched between their own least and greatest number, over all
   * channels together; grey ones among them are spectrograms, whose first row, the lowest pitch,
   * comes at the bottom.
   *
   * @param shape {@code [1 or 3, height, width]}
   */
  static BufferedImage image(float[] numbers, List<Long> shape) {
    int channels = Math.toIntExact(shape.get(0));
    int height = Math.toIntExact(shape.get(1));
    int width = Math.toIntExact(shape.get(2));
    float least = Float.MAX_VALUE;
    float most = -Float.MAX_VALUE;
    for (float number : numbers) {
      least = Math.min(least, number);
      most = Math.max(most, number);
    }
    boolean ink = ink(numbers, shape);
    BufferedImage image =
        new BufferedImage(
            width,
            height,
            channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < numbers.length; i++) {
      float level =
          ink ? 1 - numbers[i] : most > least ? (numbers[i] - least) / (most - least) : 0.5f;
      int pixel = i % (width * height);
      int row = pixel / width;
      image
          .getRaster()
          .setSample(
              pixel % width,
              ink || channels == 3 ? row : height - 1 - row,
              i / (width * height),
              Math.round(255 * level));
    }
    return image;
  }

  /** Whether a picture is ink (1) on paper (0). */
  static boolean ink(float[] numbers, List<Long> shape) {
    if (shape.get(0) != 1) {
      return false;
    }
    for (float number : numbers) {
      if (!(number >= 0 && number <= 1)) {
        return false;
      }
    }
    return true;
  }

  private static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", bytes)) {
        throw new IOException("this Java cannot write PNG pictures");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
