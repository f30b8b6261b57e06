package dev.quickstudy.sound;

import dev.quickstudy.kinds.Announcement;
import dev.quickstudy.kinds.Extension;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.survey.Kind;

/** Recordings: their words, their recipes and their files. */
public final class SoundExtension implements Extension {
  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public String artifact() {
    return "dev.quickstudy:quickstudy-sound";
  }

  @Override
  public void announce(Announcement to) {
    to.kind(SourceSpec.class, "sounds", Sounds.class)
        .kind(SourceSpec.class, "spec-augment", MaskedSounds.class)
        .constants(Excerpt.Part.class)
        .laterSetting("spectrogram", "part", "middle")
        .value(Kind.class, "sounds", new SoundKind())
        .recipes(SoundExtension.class);
  }
}
