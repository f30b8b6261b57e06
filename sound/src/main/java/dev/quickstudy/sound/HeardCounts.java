package dev.quickstudy.sound;

import java.util.ArrayList;
import java.util.List;

/** How many of some recordings are not heard as they are. */
final class HeardCounts {
  private final SoundView view;
  private int silent;
  private int cut;
  private int oneChannel;
  private int clipped;

  HeardCounts(SoundView view) {
    this.view = view;
  }

  void add(Recording recording) {
    if (recording.silence().isPresent()) {
      silent++;
      return;
    }
    cut += view.excerpt().cuts(recording) ? 1 : 0;
    oneChannel += recording.oneChannel ? 1 : 0;
    clipped += recording.clipped() ? 1 : 0;
  }

  /** For people; empty if all are heard as they are. */
  List<String> said() {
    List<String> said = new ArrayList<>();
    say(said, silent, "silent or all but silent");
    say(said, cut, view.excerpt().cutting());
    say(said, oneChannel, "whose channels cancel each other, of which the loudest one is heard");
    say(said, clipped, "clipped");
    return said;
  }

  private static void say(List<String> said, int count, String what) {
    if (count > 0) {
      said.add(count + " " + what);
    }
  }
}
