package dev.quickstudy.encoders.pictures;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.VectorClasses;
import dev.quickstudy.data.pictures.PictureFit;
import dev.quickstudy.data.pictures.PictureListing;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.predict.InputSource;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.recipe.builtin.PictureFolderSpec;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pictures of the user's own, one folder a class, seen as what a pretrained encoder makes of them.
 *
 * @param folder below the data folder, or absolute; or a zip archive of the same layout
 * @param model an ONNX file, below the data folder or absolute: one float32 input [batch, 3,
 *     height, width]
 * @param size height and width in pixels that the model takes
 * @param mean of red, green and blue that the model was trained with, 0 … 1
 * @param deviation of each, 0 … 1
 * @param output the model's output to take; {@code auto} takes the only one
 * @param dimension numbers in an embedding
 * @param unitLength whether embeddings are brought to length 1
 * @param fit how pictures of another shape are brought to the size
 * @param split which classes are for training, validation and testing
 */
public record EncodedPicturesSpec(
    String folder,
    String model,
    List<Integer> size,
    List<Double> mean,
    List<Double> deviation,
    String output,
    int dimension,
    boolean unitLength,
    PictureFit fit,
    SplitSpec split)
    implements InputSource {
  private static final String AUTO = "auto";
  private static final int COLOURS = 3;

  public EncodedPicturesSpec {
    Checks.require(!folder.isBlank(), "folder", "must name a folder or a .zip");
    Checks.require(!model.isBlank(), "model", "must name an ONNX file");
    size = PictureFolderSpec.size("size", size);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    Checks.require(
        mean.size() == COLOURS && mean.stream().allMatch(value -> value >= 0 && value <= 1),
        "mean",
        "must be three numbers in 0 … 1, for red, green and blue, but is " + mean);
    Checks.require(
        deviation.size() == COLOURS
            && deviation.stream().allMatch(value -> value > 0 && value <= 1),
        "deviation",
        "must be three numbers above 0 and at most 1, but is " + deviation);
    Checks.count("dimension", 1, dimension);
  }

  /** The encoder. */
  public PictureModel encoder(DataLocations locations) {
    return new PictureModel(
        locations.file(model),
        size.get(0),
        size.get(1),
        mean,
        deviation,
        Optional.of(output).filter(name -> !name.equals(AUTO)),
        dimension,
        unitLength,
        fit);
  }

  /**
   * Checks that the encoder at hand is the one that a run was trained with.
   *
   * @param trained the description of that one, which the run keeps
   * @throws DataException if it is another
   */
  public void requireEncoder(String trained, DataLocations locations) {
    String here = embeddings(locations).description();
    if (!here.equals(trained)) {
      throw new DataException(
          "%s is not the encoder that the run was trained with (it is '%s', then it was '%s'); put that file back"
              .formatted(locations.file(model), here, trained));
    }
  }

  /** The embeddings that the model makes, kept in the cache. */
  public PictureEmbeddings embeddings(DataLocations locations) {
    return new PictureEmbeddings(encoder(locations), locations.cache(), locations.threads());
  }

  @Override
  public TaskSource open(DataLocations locations) {
    try (PictureListing pictures =
        PictureListing.ofClasses(
            locations.file(folder), PictureFolderSpec.use(split), 2, locations.threads())) {
      locations.listener().say(pictures.summary(List.of()));
      ClassPool pool = embedded(pictures, locations);
      Map<String, Split> splits = split.of(pool, locations);
      return new ClassTasks(
          folder + " by " + model,
          new SplitClasses(pool, name -> Optional.ofNullable(splits.get(name))));
    }
  }

  /** Listed pictures by class, embedded. */
  public ClassPool embedded(PictureListing pictures, DataLocations locations) {
    PictureEmbeddings embeddings = embeddings(locations);
    IntStream all = IntStream.range(0, pictures.count());
    return new VectorClasses(
        all.mapToObj(pictures::className).toList(),
        IntStream.range(0, pictures.count()).mapToObj(pictures::file).toList(),
        IntStream.range(0, pictures.count())
            .mapToObj(i -> HexFormat.of().formatHex(pictures.hash(i).array()))
            .toList(),
        embeddings.of(pictures, locations.listener()::at),
        embeddings.description());
  }

  @Override
  public Modality modality(OpenRun run) {
    return new EncodedPictures(this, run.fitted());
  }

  @Override
  public TaskSource ownTasks(OwnSource own, DataLocations locations) {
    try (PictureListing pictures =
        PictureListing.ofClasses(own.path(), PictureListing.Use.ALL, 2, locations.threads())) {
      locations.listener().say(pictures.summary(List.of()));
      requireEncoder(own.fitted(), locations);
      return own.tasks(embedded(pictures, locations), "");
    }
  }

  /** The folder. */
  @Override
  public Optional<String> dataSet() {
    return Optional.of(folder);
  }
}
