package dev.quickstudy.sound;

import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.recipe.SplitSpec;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Recordings: WAV files in folders or in a zip archive, seen as spectrograms.
 *
 * @param path of the folder or archive, below the data folder, or absolute
 * @param names what the names of files say, parts in braces: {@code {class}/{file}}
 * @param classes the part that is the class
 * @param within the part that all recordings of a task share, for instance the speaker; {@code all}
 *     takes a task's recordings from all
 * @param spectrogram what is seen of a recording
 * @param split for one part or more, how its values are divided. A recording is of the split that
 *     all of them agree on; without one it is left out
 */
public record Sounds(
    String path,
    String names,
    String classes,
    String within,
    Spectrogram spectrogram,
    SortedMap<String, SplitSpec> split)
    implements SoundSource {
  public Sounds {
    split = Collections.unmodifiableSortedMap(new TreeMap<>(split));
    SoundSource.check(path, names, classes, within, split);
  }

  @Override
  public SoundView view(DataLocations locations) {
    return spectrogram;
  }

  /** As a task of one's own hears them. */
  @Override
  public SoundView ownView(OwnSource own, DataLocations locations) {
    return spectrogram.with(Excerpt.Part.LOUDEST);
  }

  @Override
  public Modality modality(OpenRun run) {
    return new Recordings(spectrogram.with(Excerpt.Part.LOUDEST));
  }
}
