package dev.quickstudy.sound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many of some recordings are not heard as they are. */
final class HeardCounts {
  private final Spectrogram spectrogram;
  private int silent;
  private int cut;
  private int oneChannel;
  private int clipped;

  HeardCounts(Spectrogram spectrogram) {
    this.spectrogram = spectrogram;
  }

  void add(Recording recording) {
    if (recording.silence().isPresent()) {
      silent++;
      return;
    }
    cut += spectrogram.cuts(recording) ? 1 : 0;
    oneChannel += recording.oneChannel ? 1 : 0;
    clipped += recording.clipped() ? 1 : 0;
  }

  /** For people; empty if all are heard as they are. */
  List<String> said() {
    List<String> said = new ArrayList<>();
    say(said, silent, "silent or all but silent");
    say(
        said,
        cut,
        String.format(
            Locale.ROOT,
            "longer than %.2f s, of which the %s is heard",
            spectrogram.seconds(),
            spectrogram.part() == Spectrogram.Part.MIDDLE ? "middle" : "loudest part"));
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
