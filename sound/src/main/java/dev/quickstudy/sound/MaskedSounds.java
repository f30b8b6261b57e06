package dev.quickstudy.sound;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import java.util.Optional;

/** Recordings with masks in training tasks; see {@link SpecAugment}. */
record MaskedSounds(Sounds of, int pitchMasks, int pitchWidth, int timeMasks, int timeWidth)
    implements SourceSpec {
  MaskedSounds {
    int mels = of.spectrogram().mels();
    int frames = of.spectrogram().frames();
    in("pitchMasks", pitchMasks, mels);
    in("pitchWidth", pitchWidth, mels);
    in("timeMasks", timeMasks, frames);
    in("timeWidth", timeWidth, frames);
  }

  private static void in(String key, int value, int most) {
    Checks.require(
        value >= 0 && value <= most, key, "must be in 0 … %d, but is %d".formatted(most, value));
  }

  @Override
  public TaskSource open(DataLocations places) {
    return new SpecAugment(of.open(places), pitchMasks, pitchWidth, timeMasks, timeWidth);
  }

  @Override
  public SourceSpec unwrapped() {
    return of.unwrapped();
  }

  @Override
  public Optional<String> dataSet() {
    return of.dataSet();
  }
}
