package dev.quickstudy.survey;

import dev.quickstudy.sound.NamePattern;
import dev.quickstudy.sound.SoundCollection;
import dev.quickstudy.sound.Spectrogram;
import dev.quickstudy.task.ClassPool;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks at recordings. */
final class SoundSurvey {
  private static final NamePattern NAMES = new NamePattern("{class}/{file}");

  /** What a first recipe sees of a recording. */
  static final Spectrogram SEEN = new Spectrogram(16000, 32, 32, 40, 30);

  /** Much of two short recordings is the same silence. */
  private static final double NEAR = 0.999;

  private SoundSurvey() {}

  static Survey of(Path path) {
    SoundCollection sounds = SoundCollection.read(path, NAMES, "class", SEEN);
    ClassPool pool = sounds.pool();
    Map<String, Integer> classes = new TreeMap<>();
    for (int way = 0; way < pool.classes(); way++) {
      classes.put(pool.className(way), pool.size(way));
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("read", sounds.summary());
    List<String> warnings =
        NearDuplicates.among(
            pool, NEAR, (way, i) -> "recording %d of %s".formatted(i + 1, pool.className(way)));
    return new Survey(
        path, Kind.SOUNDS, classes, facts, Summary.of(pool, classes.values()), Map.of(), warnings);
  }
}
