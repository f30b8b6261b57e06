package dev.quickstudy.encoders;

import dev.quickstudy.data.pictures.PictureFit;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.encoders.pictures.EncodedPicturesSpec;
import dev.quickstudy.encoders.pictures.OnnxLearners;
import dev.quickstudy.encoders.sounds.EncodedSounds;
import dev.quickstudy.encoders.sounds.SoundLearners;
import dev.quickstudy.encoders.sounds.SoundModel;
import dev.quickstudy.encoders.texts.NgramTexts;
import dev.quickstudy.encoders.texts.SentenceModel;
import dev.quickstudy.encoders.texts.TextKind;
import dev.quickstudy.encoders.texts.TextsSpec;
import dev.quickstudy.kinds.Announcement;
import dev.quickstudy.kinds.Extension;
import dev.quickstudy.recipe.SourceSpec;
import dev.quickstudy.survey.Draft;
import dev.quickstudy.survey.EncoderLearners;
import dev.quickstudy.survey.Kind;

/** Texts, and pictures that an encoder embeds: their words, their recipes and their files. */
public final class EncoderExtension implements Extension {
  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public String artifact() {
    return "dev.quickstudy:quickstudy-encoders";
  }

  @Override
  public void announce(Announcement to) {
    to.kind(SourceSpec.class, "texts", TextsSpec.class)
        .kind(SourceSpec.class, "ngram-texts", NgramTexts.class)
        .kind(SourceSpec.class, "encoded-pictures", EncodedPicturesSpec.class)
        .kind(SourceSpec.class, "encoded-sounds", EncodedSounds.class)
        .constants(SentenceModel.class)
        .constants(SoundModel.Pooling.class)
        .constants(PictureFit.class)
        .laterSetting("encoded-pictures", "fit", "frame")
        .laterSetting("texts", "reading", Draft.reading(RowOptions.FOUND))
        .laterSetting("texts", "names", "false")
        .laterSetting("ngram-texts", "reading", Draft.reading(RowOptions.FOUND))
        .value(Kind.class, "texts", new TextKind())
        .value(EncoderLearners.class, "pictures", new OnnxLearners())
        .value(EncoderLearners.class, "sounds", new SoundLearners())
        .recipes(EncoderExtension.class);
  }
}
