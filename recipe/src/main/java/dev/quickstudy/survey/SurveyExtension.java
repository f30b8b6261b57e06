package dev.quickstudy.survey;

import dev.quickstudy.kinds.Announcement;
import dev.quickstudy.kinds.Extension;

/** Pictures as a kind of files. */
public final class SurveyExtension implements Extension {
  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public String artifact() {
    return "dev.quickstudy:quickstudy-recipe";
  }

  @Override
  public void announce(Announcement to) {
    to.value(Kind.class, "pictures", new PictureKind());
  }
}
