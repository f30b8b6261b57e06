package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.pictures.PictureListing;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.texts.TextCollection;
import dev.quickstudy.data.texts.TextFormat;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.tables.files.TableReader;
import dev.quickstudy.tensor.TensorException;
import dev.quickstudy.train.files.TrainingException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged files of every kind that users bring: each is read, or refused in one line that names it.
 */
class MutatedFilesTest {
  private static final int MUTATIONS = 400;
  private static final long MOST_SECONDS = 5;

  @TempDir static Path folder;

  /** A format, with a file of it that can be read. */
  private static final class Format {
    final String file;
    final byte[] sound;
    final Reader reader;

    Format(String file, byte[] sound, Reader reader) {
      this.file = file;
      this.sound = sound;
      this.reader = reader;
    }
  }

  private interface Reader {
    void read(Path file);
  }

  private static Format text(String file, String content, Reader reader) {
    return new Format(file, content.getBytes(StandardCharsets.UTF_8), reader);
  }

  private static Reader texts(TextFormat format) {
    return file -> TextCollection.read(List.of(file), format, RowOptions.FOUND);
  }

  private static Format picture(String type) {
    BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setColor(Color.ORANGE);
    g.fillOval(3, 4, 30, 20);
    g.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(picture, type, bytes)).isTrue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new Format(
        "picture." + type,
        bytes.toByteArray(),
        file -> {
          try (PictureListing one = PictureListing.toClassify(List.of(file), List.of(), 1)) {
            one.inputs(new long[] {1, 28, 28}, Optional.empty(), 1);
          }
        });
  }

  static Stream<Named<Format>> formats() {
    String rows =
        "text,label\nhello there,greeting\n\"good, bye\",parting\nhi,greeting\nsee you,parting\n";
    String table =
        "age,colour,sick\n31,red,yes\n40,blue,no\n,red,yes\n12,green,no\n55,blue,yes\n7,red,no\n";
    return Stream.of(
            text("texts.csv", rows, texts(TextFormat.CSV)),
            text(
                "texts.tsv",
                rows.replace("\"", "").replace("good, bye", "bye").replace(',', '\t'),
                texts(TextFormat.TSV)),
            text(
                "texts.jsonl",
                "{\"text\": \"hello\", \"label\": \"a\"}\n{\"label\": \"b\", \"text\": \"by\\u00e9\"}\n",
                texts(TextFormat.JSONL)),
            text(
                "clinc.json",
                "{\"train\": [[\"hello\", \"a\"], [\"bye\", \"b\"]], \"oos_test\": [[\"odd\", \"oos\"]]}",
                texts(TextFormat.CLINC)),
            text(
                "fewrel.json",
                "{\"P1\": [{\"tokens\": [\"a\", \"b\"], \"h\": [\"a\", \"Q1\", [[0]]], \"t\": [\"b\", \"Q2\", [[1]]]}],"
                    + "\"P2\": [{\"tokens\": [\"c\", \"d\"], \"h\": [\"c\", \"Q3\", [[0]]], \"t\": [\"d\", \"Q4\", [[1]]]}]}",
                texts(TextFormat.FEWREL)),
            text("table.csv", table, file -> new TableReader().read(file)),
            text(
                "table.arff",
                """
                @relation t
                @attribute age numeric
                @attribute c {red,blue}
                @attribute sick {yes,no}
                @data
                31,red,yes
                40,blue,no
                ?,red,yes
                12,blue,no
                """,
                file -> new TableReader().read(file)),
            text(
                "recipe.yaml",
                Recipes.yaml(Recipes.resolve("glyphs-5way-1shot")),
                file -> Recipes.resolve(file.toString())),
            picture("png"),
            picture("jpg"),
            picture("gif"),
            picture("bmp"))
        .map(format -> Named.of(format.file, format));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aDamagedFileIsReadOrRefusedInOneLineThatNamesIt(Format format) throws IOException {
    Path file = folder.resolve(format.file);
    Files.write(file, format.sound);
    format.reader.read(file);
    Map<String, Integer> ends = new TreeMap<>();
    for (long number = 0; number < MUTATIONS; number++) {
      Files.write(file, Mutations.of(format.sound, number));
      long began = System.nanoTime();
      ends.merge(end(format, file, number), 1, Integer::sum);
      assertThat(System.nanoTime() - began)
          .as("mutation %d of %s", number, format.file)
          .isLessThan(TimeUnit.SECONDS.toNanos(MOST_SECONDS));
    }
    assertThat(ends.getOrDefault("refused", 0)).as("%s", ends).isGreaterThan(MUTATIONS / 20);
  }

  private static String end(Format format, Path file, long number) {
    try {
      format.reader.read(file);
      return "read";
    } catch (DataException
        | RecipeException
        | TrainingException
        | TensorException
        | UncheckedIOException e) {
      assertThat(e.getMessage())
          .as("mutation %d of %s", number, format.file)
          .contains(file.getFileName().toString())
          .hasSizeLessThan(1000);
      return "refused";
    } catch (RuntimeException | Error e) {
      throw new AssertionError("mutation " + number + " of " + format.file + ": " + e, e);
    }
  }
}
