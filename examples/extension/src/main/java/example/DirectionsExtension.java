package example;

import dev.quickstudy.head.Head;
import dev.quickstudy.kinds.Announcement;
import dev.quickstudy.kinds.Extension;
import dev.quickstudy.nn.Network;
import dev.quickstudy.recipe.SourceSpec;

/** Announces the words of this jar. */
public final class DirectionsExtension implements Extension {
  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public String artifact() {
    return "org.example:directions";
  }

  @Override
  public void announce(Announcement to) {
    to.kind(SourceSpec.class, "directions", Directions.class)
        .kind(Network.class, "waves", Waves.class)
        .kind(Head.class, "sharp-prototypes", SharpPrototypes.class)
        .recipes(DirectionsExtension.class);
  }
}
