package dev.quickstudy.encoders.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.pictures.PictureFit;
import dev.quickstudy.data.pictures.PictureListing;
import dev.quickstudy.encoders.onnx.TinyOnnx;
import dev.quickstudy.recipe.DataLocations;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureEmbeddingsTest {
  private static final int SIDE = 4;

  @TempDir private Path folder;
  @TempDir private Path cache;

  @BeforeEach
  void picturesOfTwoClasses() throws IOException {
    colour("reds/1.png", 0xFF3300);
    colour("reds/2.png", 0xCC0000);
    colour("blues/1.png", 0x0000FF);
  }

  private void colour(String name, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 30; i++) {
      image.setRGB(i % 6, i / 6, rgb);
    }
    Path file = folder.resolve("pictures").resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private Path file(byte[] model) throws IOException {
    return Files.write(folder.resolve("encoder.onnx"), model);
  }

  private static PictureModel model(Path file, Optional<String> output, int dimension) {
    return new PictureModel(
        file,
        SIDE,
        SIDE,
        List.of(0.2, 0.2, 0.0),
        List.of(0.5, 1.0, 1.0),
        output,
        dimension,
        false,
        PictureFit.FRAME);
  }

  private float[][] embed(PictureModel model, List<DataLocations.Far> heard) {
    try (PictureListing pictures =
        PictureListing.ofClasses(folder.resolve("pictures"), PictureListing.Use.TASK, 2, 2)) {
      return new PictureEmbeddings(model, cache, 2).of(pictures, heard::add);
    }
  }

  private float[][] embed(PictureModel model) {
    return embed(model, new ArrayList<>());
  }

  @Test
  void picturesAreScaledAsTheModelWasTrainedAndEmbeddedOnce() throws IOException {
    PictureModel model = model(file(TinyOnnx.colourMeans(-1, -1)), Optional.empty(), 3);
    List<DataLocations.Far> heard = new ArrayList<>();

    float[][] first = embed(model, heard);
    float[][] again = embed(model, heard);

    assertThat(first[0]).containsExactly(new float[] {-0.4f, -0.2f, 1}, within(1e-5f));
    assertThat(first[1]).containsExactly(new float[] {1.6f, 0, 0}, within(1e-5f));
    assertThat(first[2]).containsExactly(new float[] {1.2f, -0.2f, 0}, within(1e-5f));
    assertThat(Arrays.deepEquals(first, again)).isTrue();
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0).done()).isEqualTo(3);
  }

  @Test
  void onlyPicturesThatAreNewAreEmbedded() throws IOException {
    PictureModel model = model(file(TinyOnnx.colourMeans(1, SIDE)), Optional.empty(), 3);
    embed(model);
    colour("blues/2.png", 0x0000CC);
    List<DataLocations.Far> heard = new ArrayList<>();

    float[][] now = embed(model, heard);

    assertThat(now).hasNumberOfRows(4);
    assertThat(now[1][2]).isCloseTo(0.8f, within(1e-5f));
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0).known()).isEqualTo(3);
    assertThat(heard.get(0).all()).isEqualTo(1);
  }

  @Test
  void embeddingsCanBeBroughtToLengthOne() throws IOException {
    Path file = file(TinyOnnx.colourMeans(1, SIDE));
    PictureModel model =
        new PictureModel(
            file,
            SIDE,
            SIDE,
            List.of(0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0),
            Optional.empty(),
            3,
            true,
            PictureFit.FRAME);

    assertThat(embed(model)[2]).containsExactly(new float[] {1, 0, 0}, within(1e-6f));
  }

  @Test
  void theOutputThatIsNamedIsTaken() throws IOException {
    Path file = file(TinyOnnx.meansAndPeaks(SIDE));

    assertThat(embed(model(file, Optional.of("peaks"), 3))[0][2]).isCloseTo(1, within(1e-5f));
    refused(model(file, Optional.empty(), 3), "has 2 outputs; name one of them as 'output'");
    refused(model(file, Optional.of("pooled"), 3), "has no output 'pooled'; it has means, peaks");
  }

  @Test
  void aMissingFileAndOneThatIsNoModelAreRefused() throws IOException {
    refused(model(folder.resolve("none.onnx"), Optional.empty(), 3), "there is no encoder");
    Path notes = file("my favourite encoder".getBytes(StandardCharsets.UTF_8));
    refused(model(notes, Optional.empty(), 3), notes + " cannot be loaded as an ONNX model");
  }

  @Test
  void modelsThatTakeOtherInputsAreRefusedWithBothShapes() throws IOException {
    for (byte[] other :
        List.of(
            TinyOnnx.identity(1, SIDE, SIDE, 3),
            TinyOnnx.identity(1, 48),
            TinyOnnx.colourMeans(8, SIDE),
            TinyOnnx.colourMeans(1, 224))) {
      refused(
          model(file(other), Optional.empty(), 3), "but pictures are [1, 3, 4, 4]: one at a time");
    }
    refused(model(file(TinyOnnx.doubles(SIDE)), Optional.empty(), 3), "takes float32 numbers");
  }

  @Test
  void aModelThatGivesOtherThanOneVectorOfTheStatedLengthIsRefused() throws IOException {
    refused(
        model(file(TinyOnnx.colourMeans(1, SIDE)), Optional.empty(), 512),
        "is [1, 3, 1, 1], but 'dimension' says [1, 512]");
    refused(
        model(file(TinyOnnx.identity(1, 3, SIDE, SIDE)), Optional.empty(), 3),
        "is [1, 3, 4, 4], but 'dimension' says [1, 3]");
  }

  @Test
  void aPictureThatIsCutShortIsNamed() throws IOException {
    Path broken = folder.resolve("pictures/reds/2.png");
    Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 50));

    refused(
        model(file(TinyOnnx.colourMeans(1, SIDE)), Optional.empty(), 3),
        broken + " cannot be read as a picture");
  }

  private void refused(PictureModel model, String message) {
    assertThatThrownBy(() -> embed(model))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }
}
