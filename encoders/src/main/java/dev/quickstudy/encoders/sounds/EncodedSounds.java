package dev.quickstudy.encoders.sounds;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.sound.Excerpt;
import dev.quickstudy.sound.SoundFiles;
import dev.quickstudy.sound.SoundReader;
import dev.quickstudy.sound.SoundSource;
import dev.quickstudy.sound.SoundView;
import dev.quickstudy.tensor.Checks;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Recordings: WAV files in folders or in a zip archive, seen as what a pretrained encoder makes of
 * them.
 *
 * @param path of the folder or archive, below the data folder, or absolute
 * @param names what the names of files say, parts in braces: {@code {class}/{file}}
 * @param classes the part that is the class
 * @param within the part that all recordings of a task share; {@code all} takes a task's recordings
 *     from all
 * @param model an ONNX file, below the data folder or absolute: one float32 input [batch, samples]
 * @param rate samples a second that the model takes
 * @param seconds how much of a recording is heard, of a longer one the loudest part
 * @param pooling how the vectors of all times become one
 * @param dimension numbers in an embedding
 * @param unitLength whether embeddings are brought to length 1
 * @param split for one part or more, how its values are divided. A recording is of the split that
 *     all of them agree on; without one it is left out
 */
public record EncodedSounds(
    String path,
    String names,
    String classes,
    String within,
    String model,
    int rate,
    double seconds,
    SoundModel.Pooling pooling,
    int dimension,
    boolean unitLength,
    SortedMap<String, SplitSpec> split)
    implements SoundSource {
  private static final int STEPS_A_SECOND = 100;

  public EncodedSounds {
    split = Collections.unmodifiableSortedMap(new TreeMap<>(split));
    SoundSource.check(path, names, classes, within, split);
    Checks.require(!model.isBlank(), "model", "must name an ONNX file");
    Checks.require(
        rate >= 1_000 && rate <= 384_000, "rate", "must be in 1000 … 384000, but is " + rate);
    Checks.require(
        seconds > 0 && seconds <= 60,
        "seconds",
        "must be more than 0 and at most 60, not " + seconds);
    Checks.count("dimension", 1, dimension);
  }

  private SoundModel encoder(DataLocations locations) {
    return new SoundModel(
        locations.file(model),
        new Excerpt(rate, (int) Math.round(seconds * rate), Math.max(1, rate / STEPS_A_SECOND)),
        pooling,
        dimension,
        unitLength);
  }

  @Override
  public SoundView view(DataLocations locations) {
    return SoundEncoder.open(encoder(locations));
  }

  @Override
  public SoundView ownView(OwnSource own, DataLocations locations) {
    return trained(own.fitted(), locations);
  }

  /**
   * The encoder at hand.
   *
   * @param trained the description of that which a run was trained with
   * @throws DataException if it is another
   */
  private SoundEncoder trained(String trained, DataLocations locations) {
    SoundEncoder here = SoundEncoder.open(encoder(locations));
    if (!here.fitted().equals(trained)) {
      here.close();
      throw new DataException(
          "%s is not the encoder that the run was trained with (it is '%s', then it was '%s'); put that file back"
              .formatted(locations.file(model), here.fitted(), trained));
    }
    return here;
  }

  @Override
  public Modality modality(OpenRun run) {
    return new EncodedRecordings(this, run.fitted());
  }

  /**
   * Recordings, heard by an encoder.
   *
   * @param trained which encoder the run was trained with
   */
  private record EncodedRecordings(EncodedSounds source, String trained) implements Modality {
    @Override
    public InputReader reader(Resources resources, String fitted) {
      return resources.shared(
          source.encoder(resources.locations()),
          SoundReader.class,
          () -> new SoundReader(source.trained(trained, resources.locations())));
    }

    @Override
    public UserFiles files(RowOptions options, DataLocations locations, String fitted) {
      return new SoundFiles(() -> source.trained(trained, locations), locations);
    }
  }
}
